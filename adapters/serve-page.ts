/** Serves a page of ours without a build step: types are stripped from its modules once, at start-up, in memory. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RequestHandler, Response } from 'express';
import { Router } from 'express';
import helmet from 'helmet';

/** What to serve. */
export interface PageSource {
  /** Where assets are mounted, such as `/chat/assets`. */
  readonly assetsPath: string;
  /** Folders below adapters/ whose files are public, such as `webchat/web`. */
  readonly folders: readonly string[];
}

/** A page that is ready to be served. */
export interface ServedPage {
  /** Answers GET requests for modules, styles and images. */
  readonly assets: RequestHandler;
  /** Sends an HTML file of the folders; `{{name}}` in it becomes the escaped `values.name`. */
  send(response: Response, file: string, values?: Readonly<Record<string, string>>): void;
}

interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
};

/**
 * Reads the folders and prepares their files. In HTML, `{{assets}}` is the address of adapters/; in modules,
 * `#adapters/` is rewritten to it, so that the same imports work for the compiler and the browser. The address holds a
 * hash of all files: browsers may keep them for ever and still never mix two versions.
 */
export function servePage(source: PageSource): ServedPage {
  const files = readFolders(source.folders);
  const base = `${source.assetsPath}/${hashOf(files)}`;
  const assets = new Map<string, Asset>();
  for (const [path, text] of files) {
    if (extname(path) !== '.html') assets.set(`/${path}`, prepare(path, text, base));
  }
  const router = Router();
  router.use(base.slice(source.assetsPath.length), (request, response, next) => {
    const asset = assets.get(request.path);
    if (asset === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.set('Cache-Control', 'public, max-age=31536000, immutable').set('X-Content-Type-Options', 'nosniff');
    sendAsset(response, asset, request.acceptsEncodings('gzip') === 'gzip');
  });
  return {
    assets: router,
    send(response, file, values = {}) {
      const html = [...files].find(([path]) => path.endsWith(`/${file}`))?.[1] ?? '';
      const all: Readonly<Record<string, string>> = { ...values, assets: base };
      const filled = html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(all[name] ?? ''));
      response.set('Cache-Control', 'no-store').type('html').send(filled);
    },
  };
}

/** Headers for every answer of a page: a policy without inline script or style, no framing, no referrer to others. */
export const pageHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'https:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  // With `no-referrer` browsers send `Origin: null` for forms, which the same-origin rule could not tell from a foreign site.
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});

function readFolders(folders: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const name of readdirSync(join(import.meta.dirname, folder)).sort()) {
      if (TYPES[extname(name)] !== undefined) {
        files.set(`${folder}/${name}`, readFileSync(join(import.meta.dirname, folder, name), 'utf8'));
      }
    }
  }
  return files;
}

function hashOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of files) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

function prepare(path: string, text: string, base: string): Asset {
  const body = Buffer.from(extname(path) === '.ts' ? toJavaScript(text, base) : text);
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', body, zipped: gzipSync(body) };
}

/** Stripping leaves blanks where types stood so that positions stay; blanks at the end of a line help nobody. */
function toJavaScript(text: string, base: string): string {
  return stripTypeScriptTypes(text, { mode: 'strip' })
    .replaceAll(/(from\s+')#adapters\//g, `$1${base}/`)
    .replaceAll(/[ \t]+$/gm, '');
}

function sendAsset(response: Response, asset: Asset, zip: boolean): void {
  response.set('Content-Type', asset.type).set('Vary', 'Accept-Encoding');
  if (zip) response.set('Content-Encoding', 'gzip');
  response.end(zip ? asset.zipped : asset.body);
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
