/** Serves a page of ours without a build step: types are stripped from its modules once, at start-up, in memory. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { RequestHandler, Response } from 'express';
import { Router } from 'express';
import helmet from 'helmet';
import { stripTypes } from './strip-types.ts';

/** What to serve. */
export interface PageSource {
  /** Where assets are mounted, such as `/chat/assets`. */
  readonly assetsPath: string;
  /** Folders below adapters/ whose files are public, folders in them included, such as `webchat/web`. */
  readonly folders: readonly string[];
}

/** A page that is ready to be served. */
export interface ServedPage {
  /** Answers GET requests for modules, styles and images. */
  readonly assets: RequestHandler;
  /**
   * Sends an HTML file of the folders; `{{name}}` in it becomes the escaped `values.name`, and `{{preload}}` the hints
   * that let the browser fetch every module of the page's scripts at once instead of import by import.
   */
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
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
};

/**
 * Reads the folders and prepares their files. In HTML, `{{assets}}` is the address of adapters/; in modules,
 * `#adapters/` is rewritten to it, so that the same imports work for the compiler and the browser. A library that a
 * module imports by name is served from its package, with its own imports rewritten the same way. The address holds a
 * hash of all files: browsers may keep them for ever and still never mix two versions.
 */
export function servePage(source: PageSource): ServedPage {
  const files = withLibraries(readFolders(source.folders));
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
  const pages = new Map<string, string>();
  for (const [path, text] of files) {
    if (extname(path) === '.html') pages.set(posix.basename(path), addPreload(text, files, base));
  }
  return {
    assets: router,
    send(response, file, values = {}) {
      const all: Readonly<Record<string, string>> = { ...values, assets: base };
      const html = pages.get(file) ?? '';
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
    const names = readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.sort()) {
      if (TYPES[extname(name)] === undefined) continue;
      const path = posix.join(folder, name.replaceAll('\\', '/'));
      files.set(path, readFileSync(join(import.meta.dirname, path), 'utf8'));
    }
  }
  return files;
}

/** An import or export statement that names where from; what it names is the last group. */
const FROM = /((?:^|;)(?:import|export)\b[^'";]*?from\s*)(['"])([^'"]+)\2/gm;
const BY_NAME = /^[a-z@]/;

function libraryPath(name: string): string {
  return `lib/${name.replaceAll('/', '-')}.mjs`;
}

/** Adds the libraries that modules import by name, and those that these import. */
function withLibraries(own: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map(own);
  // A Map goes on with entries that were added while it is read.
  for (const [path, text] of files) {
    if (!isModule(path)) continue;
    for (const name of importsOf(path, text).filter((one) => BY_NAME.test(one))) {
      if (files.has(libraryPath(name))) continue;
      const library = readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8');
      files.set(libraryPath(name), library.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
    }
  }
  return files;
}

function isModule(path: string): boolean {
  return extname(path) === '.ts' || extname(path) === '.mjs';
}

/** A file of a page as a script; `path` is below adapters/. */
function toScript(path: string, text: string): string {
  return extname(path) === '.ts' ? stripTypes(join(import.meta.dirname, path), text) : text;
}

/** What a module imports when it runs, as written. */
function importsOf(path: string, text: string): readonly string[] {
  return [...toScript(path, text).matchAll(FROM)].map((match) => match[3] ?? '');
}

/** Every module that a module needs, itself first. */
function modulesFor(entry: string, files: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set([entry]);
  for (const path of found) {
    for (const name of importsOf(path, files.get(path) ?? '')) {
      if (name.startsWith('.')) found.add(posix.join(dirname(path), name));
      else found.add(name.startsWith('#adapters/') ? name.slice('#adapters/'.length) : libraryPath(name));
    }
  }
  return [...found].filter((path) => files.has(path));
}

function addPreload(html: string, files: ReadonlyMap<string, string>, base: string): string {
  if (!html.includes('{{preload}}')) return html;
  const entries = [...html.matchAll(/src="\{\{assets\}\}\/([^"]+\.ts)"/g)].map((match) => match[1] ?? '');
  const modules = new Set(entries.flatMap((entry) => modulesFor(entry, files)));
  const links = [...modules].map((path) => `<link rel="modulepreload" href="${base}/${path}">`);
  return html.replace('{{preload}}', links.join('\n'));
}

function hashOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of files) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

function prepare(path: string, text: string, base: string): Asset {
  const body = Buffer.from(isModule(path) ? toJavaScript(path, text, base) : text);
  return { type: TYPES[extname(path)] ?? 'application/octet-stream', body, zipped: gzipSync(body) };
}

/** Stripping leaves blanks where types stood so that positions stay; blanks at the end of a line help nobody. */
function toJavaScript(path: string, text: string, base: string): string {
  return toScript(path, text)
    .replaceAll(FROM, (whole, before: string, quote: string, name: string) =>
      BY_NAME.test(name) ? `${before}${quote}${base}/${libraryPath(name)}${quote}` : whole,
    )
    .replaceAll(/((?:from|import\()\s*')#adapters\//g, `$1${base}/`)
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
