/** Has the content compiled in another process, which takes the memory for training with it when it ends. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PackedContent } from '#knowledge/packed-guide.ts';
import { readCachedGuide } from './guide-cache.ts';
import type { PackedOutcome } from './pack-content.ts';

/** Where the content stands: the folder that comes with posdesk, and the institution's own laid over it. */
export interface ContentFolders {
  readonly builtIn: string;
  readonly overlay?: string;
}

/** Compiling takes two seconds on a slow machine; a process that takes this long never ends. */
const WITHIN_MS = 60_000;
const MOST_MEMORY_MB = 1_024;
/** Problems are told in words; there may be some for every line of a file. */
const MOST_WORDS_BYTES = 16 * 1024 * 1024;

const SCRIPT = fileURLToPath(new URL('./pack-content.ts', import.meta.url));
const run = promisify(execFile);

/** Reads, compiles and trains in a process of its own. One that fails is a problem of the content; never rejects. */
export async function packBeside(folders: ContentFolders, stop: AbortSignal): Promise<PackedContent> {
  let place: string | undefined;
  try {
    place = await mkdtemp(join(tmpdir(), 'posdesk-'));
    const file = join(place, 'guide');
    const outcome = await packInto(file, folders, stop);
    if (outcome.kind === 'problems') return outcome;
    const packed = await readCachedGuide(file, Buffer.from(outcome.key, 'hex'));
    if (packed === undefined) throw new Error('what was compiled could not be written and read again');
    return { kind: 'guide', packed };
  } catch (error) {
    const reason = stop.aborted ? stop.reason : error;
    const message = `the content could not be compiled (${reason instanceof Error ? reason.message : String(reason)})`;
    const remedy = 'Run npm run -s content -- check.';
    return { kind: 'problems', problems: [{ file: folders.builtIn, line: 1, column: 1, message, remedy }] };
  } finally {
    if (place !== undefined) await rm(place, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Has another process leave the Guide in the file; rejects when it cannot say what came of it. */
export async function packInto(
  file: string,
  { builtIn, overlay }: ContentFolders,
  stop?: AbortSignal,
): Promise<PackedOutcome> {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    // Less at its peak, beside the process that serves: 320 MB in place of 415, in the same time.
    '--max-semi-space-size=4',
    `--max-old-space-size=${MOST_MEMORY_MB}`,
  ];
  const words = [file, builtIn, ...(overlay === undefined ? [] : [overlay])];
  const { stdout } = await run(process.execPath, [...flags, SCRIPT, ...words], {
    env: {},
    maxBuffer: MOST_WORDS_BYTES,
    ...(stop && { signal: stop }),
    timeout: WITHIN_MS,
  });
  return JSON.parse(stdout);
}
