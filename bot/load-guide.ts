/** Reads and compiles the content, or says what is wrong with it in one line. */

import type { Guide } from '#knowledge/guide.ts';
import { type PackedContent, packContent, unpackGuide } from '#knowledge/packed-guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';
import { ContentFault } from './faults.ts';
import { cacheKey, readCachedGuide, writeCachedGuide } from './guide-cache.ts';

/**
 * The Guide from the built-in content with the operator's folder laid over it; ContentFault when it does not compile.
 * With a cache file, what was trained on the same content before is taken from there.
 */
export async function loadGuide(overlay?: string, cacheFile?: string): Promise<Guide> {
  const read = await readContent(overlay);
  if (read.problems.length > 0) throw contentFault(read.problems);
  if (cacheFile === undefined) return unpackGuide(packed(packContent(read.files)));
  return loadThroughCache(read.files, cacheFile);
}

async function loadThroughCache(files: readonly ContentFile[], cacheFile: string): Promise<Guide> {
  const key = await cacheKey(files);
  const cached = await readCachedGuide(cacheFile, key);
  if (cached !== undefined) return unpackGuide(cached);
  const fresh = packed(packContent(files));
  await writeCachedGuide(cacheFile, key, fresh);
  return unpackGuide(fresh);
}

function packed(content: PackedContent) {
  if (content.kind === 'problems') throw contentFault(content.problems);
  return content.packed;
}

function contentFault(problems: readonly ContentProblem[]): ContentFault {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new ContentFault({
    code: 'content-broken',
    what: first
      ? `The content does not compile: ${first.file}:${first.line}:${first.column} ${first.message}${more}`
      : 'The content does not compile',
    remedy: `${first?.remedy ?? ''} — run: npm run -s content -- check`.replace(/^ — /, ''),
  });
}
