/** Keeps the Guide in step with the content files while posdesk runs; what does not compile is not taken. */

import { type FSWatcher, watch } from 'node:fs';
import type { Instant } from '#dialogs/message.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type PackedContent, unpackGuide } from '#knowledge/packed-guide.ts';
import type { ContentProblem } from '#knowledge/problem.ts';
import { describeError, type Logger } from '../log.ts';
import { endedFiles, type Fingerprint, fingerprint, sameFiles } from './content-fingerprint.ts';
import { type ContentFolders, packBeside } from './pack-beside.ts';

/** How the content stands. */
export interface ContentState {
  /** Of the content that is being served. */
  readonly revision: string;
  readonly loadedAtMs: Instant;
  /** Why the files as they are now are not being served; empty when they are. */
  readonly problems: readonly ContentProblem[];
  /** Changes taken and refused since the start. */
  readonly reloads: number;
  readonly failures: number;
}

/** What the watch runs on. */
export interface ContentWatchDependencies {
  readonly folders: ContentFolders;
  /** Loads the content that is served first. */
  readonly load: () => Promise<Guide>;
  readonly clock: () => Instant;
  readonly log: Logger;
  /** Compiles what the folders hold now. */
  readonly pack?: (folders: ContentFolders, stop: AbortSignal) => Promise<PackedContent>;
  /** Lets a Guide meet what it makes at first use, before merchants do; with a signal, beside the one that is served. */
  readonly warmUp?: (guide: Guide, beside?: AbortSignal) => Promise<void>;
  /** Runs when one Guide has taken the place of another, which nothing needs any more. */
  readonly onReplaced?: () => void;
  /** Files must have been left alone for this long before they are read. */
  readonly quietMs?: number;
  /** How often the files are looked at in case the system has not told of a change. */
  readonly pollMs?: number;
}

/** A Guide that follows its files. */
export interface ContentWatch {
  guide(): Guide;
  state(): ContentState;
  /** Looks at the files now; resolves when the content that they hold is served or refused. */
  check(): Promise<void>;
  stop(): Promise<void>;
}

/** Content that stays as it is. */
export function fixedContent(guide: Guide, loadedAtMs: Instant): ContentWatch {
  const state = { revision: guide.revision, loadedAtMs, problems: [], reloads: 0, failures: 0 };
  return { guide: () => guide, state: () => state, check: async () => {}, stop: async () => {} };
}

const QUIET_MS = 300;
const POLL_MS = 20_000;
/** Files that change all the time are left until the next look. */
const MOST_TRIES = 5;

/** Loads the content and begins to watch it; rejects when the first load does. */
export async function watchContent(dependencies: ContentWatchDependencies): Promise<ContentWatch> {
  const { folders, clock, log, quietMs = QUIET_MS, pollMs = POLL_MS, warmUp } = dependencies;
  const paths = [folders.builtIn, ...(folders.overlay === undefined ? [] : [folders.overlay])];
  const seen = await fingerprint(paths);
  const ended = await endedFiles(seen.keys());
  const guide = await dependencies.load();
  await warmUp?.(guide);
  const first = { revision: guide.revision, loadedAtMs: clock(), problems: [], reloads: 0, failures: 0 };
  const stopping = new AbortController();
  const look = createLook({ ...dependencies, paths, seen, ended, guide, state: first, quietMs, stopping });
  const soon = debounce(quietMs, look.check);
  const watchers = paths.flatMap((path) => openWatcher(path, soon.restart, log));
  // What changed before the watchers stood.
  void look.check();
  const poll = setInterval(() => void look.check(), pollMs);
  return {
    guide: look.guide,
    state: look.state,
    check: look.check,
    async stop() {
      stopping.abort(new Error('posdesk is stopping'));
      clearInterval(poll);
      soon.cancel();
      for (const watcher of watchers) watcher.close();
      await look.idle();
    },
  };
}

function debounce(ms: number, act: () => unknown) {
  let timer: NodeJS.Timeout | undefined;
  return {
    restart: () => {
      clearTimeout(timer);
      timer = setTimeout(act, ms);
    },
    cancel: () => clearTimeout(timer),
  };
}

/** Without a watcher (a network drive, too many watches) the regular look still finds changes. */
function openWatcher(path: string, onChange: () => void, log: Logger): readonly FSWatcher[] {
  try {
    const watcher = watch(path, { recursive: true, persistent: false }, onChange);
    watcher.on('error', (error) => log.warn('content-watch-failed', { folder: path, ...describeError(error) }));
    return [watcher];
  } catch (error) {
    log.warn('content-watch-failed', { folder: path, ...describeError(error) });
    return [];
  }
}

interface LookInput extends ContentWatchDependencies {
  readonly paths: readonly string[];
  readonly seen: Fingerprint;
  readonly ended: ReadonlySet<string>;
  readonly guide: Guide;
  readonly state: ContentState;
  readonly quietMs: number;
  readonly stopping: AbortController;
}

function createLook(input: LookInput) {
  const { paths, folders, clock, log, quietMs, stopping, pack = packBeside, warmUp, onReplaced } = input;
  let { seen, ended, guide, state } = input;
  let running: Promise<void> | undefined;
  let again = false;

  const refuse = (problems: readonly ContentProblem[]): void => {
    state = { ...state, problems, failures: state.failures + 1 };
    for (const { file, line, column, message, remedy } of problems.slice(0, 5)) {
      log.warn('content-refused', { where: `${file}:${line}:${column}`, message, remedy, problems: problems.length });
    }
  };
  const take = (next: Guide): void => {
    state = { ...state, revision: next.revision, loadedAtMs: clock(), problems: [], reloads: state.reloads + 1 };
    log.info('content-reloaded', { revision: next.revision, before: guide.revision });
    guide = next;
  };
  const takeWarm = async (next: Guide): Promise<void> => {
    await warmUp?.(next, stopping.signal);
    if (!stopping.signal.aborted) take(next);
  };
  const tryOnce = async (now: Fingerprint): Promise<boolean> => {
    const whole = await endedFiles(now.keys());
    const content = await pack(folders, stopping.signal);
    if (stopping.signal.aborted || !sameFiles(now, await fingerprint(paths))) return false;
    const problems = content.kind === 'problems' ? content.problems : halfWritten(now, ended, whole);
    seen = now;
    if (content.kind === 'problems' || problems.length > 0) refuse(problems);
    else await takeWarm(unpackGuide(content.packed));
    // A file that was refused must still end as it did before it was cut.
    if (problems.length === 0) ended = whole;
    return true;
  };
  const look = async (): Promise<void> => {
    const { reloads } = state;
    await lookUntilServed();
    if (state.reloads > reloads) onReplaced?.();
  };
  const lookUntilServed = async (): Promise<void> => {
    for (let tries = 0; tries < MOST_TRIES && !stopping.signal.aborted; tries++) {
      const now = await fingerprint(paths);
      if (sameFiles(now, seen) || (await tryOnce(now))) return;
      await new Promise((resume) => setTimeout(resume, quietMs));
    }
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await look().catch((error: unknown) => log.error('content-look-failed', describeError(error)));
    } while (again && !stopping.signal.aborted);
    running = undefined;
  };
  return {
    guide: () => guide,
    state: () => state,
    check(): Promise<void> {
      if (running === undefined) running = run();
      else again = true;
      return running;
    },
    idle: async () => running,
  };
}

function halfWritten(
  now: Fingerprint,
  before: ReadonlySet<string>,
  whole: ReadonlySet<string>,
): readonly ContentProblem[] {
  return [...now.keys()]
    .filter((file) => before.has(file) && !whole.has(file))
    .map((file) => ({
      file,
      line: 1,
      column: 1,
      message: 'this file now ends in the middle of a line, so it may be half written',
      remedy: 'Save the whole file, with a line break at its end.',
    }));
}
