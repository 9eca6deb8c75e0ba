/** Keeps the process small: the heap close to what is really in use, and no pools of freed memory beside it. */

import { accessSync, constants } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dropStripped, leaveStripped, type Stripped, takeStripped } from './stripped-modules.ts';

/**
 * How far the heap may grow beyond what was in use at its last full collection, in percent. V8 by itself lets it grow to
 * two or three times that and then keeps the memory; a limit in megabytes would end the process instead, when thousands
 * of pages are open.
 */
const GROWTH_PERCENT = 20;

/** glibc keeps a pool of freed memory for each thread that ever asked for some, unless the environment says how many. */
const POOLS = 'MALLOC_ARENA_MAX';
const MOST_POOLS = '2';

/**
 * Whatever is as large as this (1 MB) goes back to the system as soon as it is freed. Unless told so, glibc raises that
 * bound to the largest that was ever freed, such as the file of a Guide, and keeps what is smaller.
 */
const GIVEN_BACK_FROM = 'MALLOC_MMAP_THRESHOLD_';
const GIVEN_BACK_FROM_BYTES = '1048576';

/** Says that the program has begun once more, whatever became of the setting on the way: it never begins a third time. */
const BEGAN_ANEW = 'POSDESK_BEGAN_ANEW';

/**
 * Starts this program anew in its own process, under the same number and with the same streams, where that is possible:
 * both settings are read before a program runs, and the compiler that strips types stays in memory once it was used.
 */
function beginAnew(): void {
  const { execPath, execArgv, argv, env } = process;
  if (process.platform !== 'linux' || process.execve === undefined) return;
  // A parent that talks to this process (a cluster, pm2) would lose the line to it.
  if (process.send !== undefined) return;
  if (env[BEGAN_ANEW] !== undefined || !isProgram(execPath)) return;
  const stripped = strippedModules(argv[1]);
  try {
    process.execve(execPath, [execPath, ...execArgv, ...stripped.execArgv, ...argv.slice(1)], {
      [POOLS]: MOST_POOLS,
      [GIVEN_BACK_FROM]: GIVEN_BACK_FROM_BYTES,
      ...env,
      ...stripped.env,
      [BEGAN_ANEW]: '1',
    });
  } catch {
    // What is saved is not worth a start that fails.
    dropStripped(stripped);
  }
}

function strippedModules(program: string | undefined): Stripped {
  try {
    return leaveStripped(program);
  } catch {
    // Such as without a folder that may be written: the program strips them itself.
    return { execArgv: [], env: {} };
  }
}

/** Node ends the process when the system refuses to start a program, so it is asked beforehand. */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** To be called once, before anything large is loaded; on Linux the program may begin once more. */
export function boundMemory(): void {
  beginAnew();
  takeStripped();
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}

/**
 * Collects all garbage, for when something large was let go and nothing may be written for hours: 50 to 300 ms on a
 * busy machine, soon after the call.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: (how: { readonly type: 'major'; readonly execution: 'async' }) => Promise<void> =
    runInNewContext('gc');
  void collect({ type: 'major', execution: 'async' });
}
