/** Has SQLite's log worked into the database beside the event loop, which goes on answering meanwhile. */

import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Pages in the log from which on it is worked in; fewer would write the same pages of the database more often. */
const DUE_PAGES = 4_000;
/** A thread that falls behind is not waited for: from so many pages on SQLite works them in itself, within a commit. */
const NET_PAGES = 40_000;
/** The thread does nothing but call SQLite. */
const MOST_HEAP_MB = 16;

/** The checkpoints of an open database. */
export interface Checkpoints {
  /** Starts one when the log has grown long enough; called after a commit, outside of any transaction. */
  look(): void;
  /** Runs `work` while none is under way, and starts none meanwhile. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Waits for the one under way and ends the thread. */
  close(): Promise<void>;
}

interface Thread {
  pass(): Promise<PassEnded>;
  end(): Promise<void>;
}

/** How a pass ended; `why` it did not work. */
interface PassEnded {
  readonly worked: boolean;
  readonly why?: string;
}

/**
 * What the thread runs, told to it as text, so that it may use nothing from outside of itself: a thread that has to read
 * TypeScript takes 10 MB more.
 */
function servePasses(): void {
  const { DatabaseSync: Connection } = process.getBuiltinModule('node:sqlite');
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const database = new Connection(String(workerData));
  // Synced as SQLite does it: the log before its pages are written into the database, the database after that.
  database.exec('pragma synchronous = full');
  database.exec('pragma wal_autocheckpoint = 0');
  const pass = (): PassEnded => {
    try {
      database.prepare('pragma wal_checkpoint(passive)').get();
      return { worked: true };
    } catch (error) {
      return { worked: false, why: error instanceof Error ? error.message : 'unknown' };
    }
  };
  parentPort?.on('message', (order: 'pass' | 'end') => {
    if (order === 'pass') return parentPort?.postMessage(pass());
    database.close();
    parentPort?.close();
  });
}

const GONE: PassEnded = { worked: false, why: 'the thread has ended' };

function startThread(path: string): Thread {
  const worker = new Worker(`(${servePasses})()`, {
    eval: true,
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB, maxYoungGenerationSizeMb: 1 },
  });
  worker.unref();
  let answered: (ended: PassEnded) => void = () => {};
  const tell = (ended: PassEnded): void => {
    worker.unref();
    answered(ended);
  };
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    worker.on('message', tell);
    worker.on('error', (error: unknown) => {
      tell({ worked: false, why: error instanceof Error ? error.message : 'unknown' });
    });
    worker.on('exit', () => {
      gone = true;
      tell(GONE);
      resolve();
    });
  });
  return {
    pass: () =>
      new Promise<PassEnded>((resolve) => {
        answered = resolve;
        if (gone) return resolve(GONE);
        // Whoever waits for the answer must get it, although nothing else may keep the process alive.
        worker.ref();
        worker.postMessage('pass');
      }),
    async end() {
      worker.ref();
      if (!gone) worker.postMessage('end');
      await ended;
    },
  };
}

/**
 * Checkpoints of the database in the file at `path`, which `writer` writes and `between` keeps still. Each has two
 * passes: the first beside the writer, and a short second one while it pauses, without which a log that is always being
 * written would never begin anew. `onGivenUp` hears why the thread is not used any more.
 */
export function createCheckpoints(
  path: string,
  writer: DatabaseSync,
  between: (work: () => Promise<void>) => Promise<void>,
  onGivenUp: (why: string) => void = () => {},
): Checkpoints {
  writer.exec(`pragma wal_autocheckpoint = ${NET_PAGES}`);
  const log = writer.prepare('pragma wal_checkpoint(noop)');
  let thread: Thread | undefined;
  let under: Promise<void> | undefined;
  let failed = false;
  /** Pages that the last checkpoint had to leave because a reader, such as a backup, still looked at what they replace. */
  let held = 0;

  /** A thread that does not work is given up, and SQLite does it all itself, within commits that wait for it. */
  const giveUp = (why: string): void => {
    failed = true;
    writer.exec(`pragma wal_autocheckpoint = ${DUE_PAGES}`);
    onGivenUp(why);
  };
  const run = async (): Promise<void> => {
    thread ??= startThread(path);
    const { pass } = thread;
    let ended = await pass();
    await between(async () => {
      if (ended.worked) ended = await pass();
      held = pagesLeft();
      if (!ended.worked) giveUp(ended.why ?? 'unknown');
    });
  };
  const begin = (work: () => Promise<void>): Promise<void> => {
    const running = work().finally(() => {
      under = undefined;
    });
    under = running.catch(() => {});
    return running;
  };
  const pagesLeft = (): number => {
    const so = log.get();
    return Number(so?.log) - Number(so?.checkpointed);
  };
  return {
    look() {
      if (failed || under !== undefined) return;
      const left = pagesLeft();
      held = Math.min(held, left);
      // What is held would be held again, and the writer would pause for it at every commit.
      if (left - held >= DUE_PAGES)
        void begin(run).catch((error: unknown) => giveUp(error instanceof Error ? error.message : 'unknown'));
    },
    async alone(work) {
      while (under) await under;
      await begin(work);
    },
    async close() {
      failed = true;
      while (under) await under;
      await thread?.end();
    },
  };
}
