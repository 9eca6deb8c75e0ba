/** Reads and compiles the content, or says what is wrong with it in one line. */

import { compile } from '#knowledge/compile.ts';
import type { Guide, Institution } from '#knowledge/guide.ts';
import { createMatcher } from '#knowledge/match/create-matcher.ts';
import type { Assist } from '#knowledge/match/linear.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { type PackedContent, packContent, unpackGuide } from '#knowledge/packed-guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { BUILT_IN_CONTENT, type ContentFile, readContent } from '#knowledge/read-content.ts';
import { ContentFault } from '../faults.ts';
import { cacheKey, readCachedGuide } from './guide-cache.ts';
import { packInto } from './pack-beside.ts';
import { withHelp } from './with-help.ts';

/**
 * The Guide from the built-in content with the operator's folder laid over it; ContentFault when it does not compile.
 * With a cache file, what was trained on the same content before is taken from there.
 */
export async function loadGuide(overlay?: string, cacheFile?: string): Promise<Guide> {
  if (cacheFile === undefined) return withHelp(async (assist) => compiled(await filesOf(overlay), assist));
  return loadThroughCache(await filesOf(overlay), overlay, cacheFile);
}

async function filesOf(overlay: string | undefined): Promise<readonly ContentFile[]> {
  const read = await readContent(overlay);
  if (read.problems.length > 0) throw contentFault(read.problems);
  return read.files;
}

/** What the content says of the institution, without training for what merchants may say; the faults of `loadGuide`. */
export async function loadInstitution(overlay?: string): Promise<Institution> {
  const content = compile(await filesOf(overlay), { createMatcher: () => UNTRAINED });
  if (content.kind === 'problems') throw contentFault(content.problems);
  return content.guide.institution;
}

const UNTRAINED: Matcher = { match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not trained' }) };

/** Training needs 150 MB that this process would never give back, so another one does it and leaves the cache file. */
async function loadThroughCache(
  files: readonly ContentFile[],
  overlay: string | undefined,
  cacheFile: string,
): Promise<Guide> {
  const key = await cacheKey(files);
  const cached = await readCachedGuide(cacheFile, key);
  if (cached !== undefined) return unpackGuide(cached);
  const folders = { builtIn: BUILT_IN_CONTENT, ...(overlay === undefined ? {} : { overlay }) };
  await packInto(cacheFile, folders).catch(() => undefined);
  const trained = await readCachedGuide(cacheFile, key);
  // Without the file, such as on a full disk or with faults in the content, we do it ourselves and say what is wrong.
  return unpackGuide(trained ?? packed(packContent(files)));
}

function compiled(files: readonly ContentFile[], assist: Assist | undefined): Guide {
  const content = compile(files, { createMatcher: (input) => createMatcher(input, assist) });
  if (content.kind === 'problems') throw contentFault(content.problems);
  return content.guide;
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
