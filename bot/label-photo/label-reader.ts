/** Looks for codes in photos of labels, one at a time, in a thread that is ended when it takes too long. */

import { Worker } from 'node:worker_threads';
import type { Media } from '#adapters/contract.ts';
import type { PhotoReading } from '#dialogs/photo.ts';
import { redact } from '#dialogs/redact.ts';
import type { LabelAnswer, LabelTask } from './label-worker.ts';
import { type PictureSize, pictureSize } from './picture-size.ts';

/** Reads photos. */
export interface LabelReader {
  /** Never rejects; at most as long as a few photos before it and two seconds of its own. */
  read(ref: string, media: Media | undefined): Promise<PhotoReading>;
  close(): Promise<void>;
}

/** Limits of one photo; each has a default that fits a telephone's camera. */
export interface LabelLimits {
  readonly bytes?: number;
  readonly pixels?: number;
  /** Pixels of a picture that can only be unpacked as a whole. */
  readonly pixelsAtOnce?: number;
  readonly withinMs?: number;
  /** Photos that may wait; the one after them is given up at once. */
  readonly waiting?: number;
}

const BYTES = 8 * 1024 * 1024;
const PIXELS = 20_000_000;
/** 4032 by 3024, as telephones take them, and a little more. */
const PIXELS_AT_ONCE = 12_500_000;
const WITHIN_MS = 2_000;
const WAITING = 50;
const MOST_HEAP_MB = 64;
/** WebAssembly never gives memory back; after a picture larger than this, its thread ends. */
const KEEP_THREAD_BELOW_PIXELS = 4_000_000;
/** Starting the thread and its library is no fault of the picture. */
const START_MS = 10_000;

interface Thread {
  readonly worker: Worker;
  /** False when it could not be started. */
  readonly started: Promise<boolean>;
  /** Resolves with the next answer; undefined when the thread ends instead. */
  next(): Promise<LabelAnswer | undefined>;
}

function startThread(): Thread {
  const worker = new Worker(new URL('./label-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    stdout: true,
    stderr: true,
  });
  worker.unref();
  let settle: (answer: unknown) => void = () => {};
  const next = (): Promise<unknown> =>
    new Promise((resolve) => {
      settle = resolve;
    });
  const first = next();
  worker.on('message', (answer: unknown) => settle(answer));
  worker.on('error', () => settle(undefined));
  worker.on('exit', () => settle(undefined));
  const started = within(START_MS, first).then((answer) => answer !== undefined);
  return { worker, started, next: () => next() as Promise<LabelAnswer | undefined> };
}

/** What comes of the work, or undefined when it takes longer. */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}

const nothing = (ref: string, outcome: PhotoReading['outcome']): PhotoReading => ({
  ref,
  outcome,
  codes: [],
  unread: [],
  card: false,
});

/** A card's number or its magnetic track; other secrets do not stand in codes. */
function showsCard(texts: readonly string[]): boolean {
  return texts.some((text) => redact(text).found.some((kind) => kind === 'pan' || kind === 'track'));
}

function readingOf(ref: string, { outcome, codes, unread }: LabelAnswer): PhotoReading {
  const card = showsCard(codes.map(({ text }) => text));
  return { ref, outcome, codes: card ? [] : codes, unread, card };
}

/** A thread may take a while to end, since libvips works outside of JavaScript; only the next photo waits for that. */
interface Looked {
  readonly answer: LabelAnswer | undefined;
  readonly ended: Promise<void>;
}

/** A reader; its thread starts with the first photo. */
export function createLabelReader(limits: LabelLimits = {}): LabelReader {
  const { bytes: mostBytes = BYTES, withinMs = WITHIN_MS, waiting = WAITING } = limits;
  const { pixels = PIXELS, pixelsAtOnce = PIXELS_AT_ONCE } = limits;
  let thread: Thread | undefined;
  let line: Promise<unknown> = Promise.resolve();
  let inLine = 0;
  let count = 0;

  const endThread = async (): Promise<void> => {
    const ended = thread;
    thread = undefined;
    await ended?.worker.terminate();
  };
  const ask = async (bytes: Uint8Array): Promise<LabelAnswer | undefined> => {
    thread ??= startThread();
    const { worker, started, next } = thread;
    if (!(await started)) return undefined;
    count += 1;
    const task: LabelTask = { id: count, bytes: Uint8Array.from(bytes) };
    const answer = within(withinMs, next());
    worker.postMessage(task, [task.bytes.buffer as ArrayBuffer]);
    return await answer;
  };
  const look = async (bytes: Uint8Array, pixels: number): Promise<Looked> => {
    const answer = await ask(bytes);
    const ended = answer && pixels <= KEEP_THREAD_BELOW_PIXELS ? Promise.resolve() : endThread();
    return { answer, ended };
  };
  const mayBe = ({ width, height, atOnce }: PictureSize): boolean =>
    width * height <= (atOnce ? Math.min(pixels, pixelsAtOnce) : pixels);
  return {
    async read(ref, media) {
      if (!media) return nothing(ref, 'gone');
      const size = media.bytes.length <= mostBytes ? pictureSize(media.bytes) : undefined;
      if (!size || !mayBe(size)) return nothing(ref, 'refused');
      if (inLine >= waiting) return nothing(ref, 'late');
      inLine += 1;
      const turn = line.then(() => look(media.bytes, size.width * size.height));
      line = turn
        .then(({ ended }) => ended)
        .finally(() => {
          inLine -= 1;
        });
      const { answer } = await turn;
      return answer ? readingOf(ref, answer) : nothing(ref, 'late');
    },
    async close() {
      await line;
      await endThread();
    },
  };
}
