/**
 * The process that compiles and trains a new state of the content, so that conversations go on meanwhile:
 * `pack-content.ts FILE KEY FOLDER [OVERLAY]` leaves the Guide in the file under the key, 32 bytes in hexadecimal digits,
 * and says on standard output what came of it.
 */

import { type PackedContent, packContent } from '#knowledge/packed-guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { readContent } from '#knowledge/read-content.ts';
import { writeCachedGuide } from './guide-cache.ts';
import { withHelp } from './with-help.ts';

/** What compiling came to; the Guide itself is in the file. */
export type PackedOutcome =
  | { readonly kind: 'guide' }
  | { readonly kind: 'problems'; readonly problems: readonly ContentProblem[] };

const [file = '', key = '', builtIn, overlay] = process.argv.slice(2);
const content = await withHelp(async (assist): Promise<PackedContent> => {
  const { files, problems } = await readContent(overlay, builtIn);
  return problems.length > 0 ? { kind: 'problems', problems } : packContent(files, assist);
});
const outcome: PackedOutcome = content.kind === 'guide' ? { kind: 'guide' } : content;
if (content.kind === 'guide') await writeCachedGuide(file, Buffer.from(key, 'hex'), content.packed);
process.stdout.write(JSON.stringify(outcome));
