/**
 * The process that compiles and trains a state of the content: `pack-content.ts FILE FOLDER [OVERLAY]` leaves the Guide
 * in the file and says on standard output what came of it.
 */

import { packContent } from '#knowledge/packed-guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { readContent } from '#knowledge/read-content.ts';
import { cacheKey, writeCachedGuide } from './guide-cache.ts';
import { withHelp } from './with-help.ts';

/** What compiling came to; the Guide itself is in the file, under `key` in hexadecimal digits. */
export type PackedOutcome =
  | { readonly kind: 'guide'; readonly key: string }
  | { readonly kind: 'problems'; readonly problems: readonly ContentProblem[] };

const [file = '', builtIn, overlay] = process.argv.slice(2);
const outcome = await withHelp(async (assist): Promise<PackedOutcome> => {
  const { files, problems } = await readContent(overlay, builtIn);
  if (problems.length > 0) return { kind: 'problems', problems };
  const content = packContent(files, assist);
  if (content.kind === 'problems') return content;
  const key = await cacheKey(files);
  await writeCachedGuide(file, key, content.packed);
  return { kind: 'guide', key: key.toString('hex') };
});
process.stdout.write(JSON.stringify(outcome));
