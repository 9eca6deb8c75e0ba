/** Every route that the sources name, so that a new one is attacked without anybody having to list it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const ROUTE = /\.(?:get|post|put|patch|delete|all|use)\(\s*'(\/[^']*)'/g;
const MOUNT = /(?:path:|PATH\s*=)\s*'(\/[\w/-]+)'/g;
/** Where channels stand whose path is no literal beside their routes. */
const KNOWN_MOUNTS = ['', '/wechat', '/wecom/kf', '/slack/events', '/api/messages'];

function sources(): readonly string[] {
  return ['adapters', 'bot'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.includes('/web/'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
}

/** Paths as Express reads them, with their parameters: those of one segment also below every place to stand at. */
export function everyRoute(): readonly string[] {
  const all = sources();
  const found = all.flatMap((source) => [...source.matchAll(ROUTE)].map(([, path]) => path ?? '/'));
  const mounts = all.flatMap((source) => [...source.matchAll(MOUNT)].map(([, path]) => path ?? ''));
  const short = found.filter((path) => path.split('/').length <= 3);
  const below = [...KNOWN_MOUNTS, ...mounts].flatMap((mount) => short.map((path) => mount + path.replace(/^\/$/, '')));
  return [...new Set([...found, ...below].map((path) => path || '/'))].sort();
}
