/** posdesk as its own process, to be killed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How to start a server. */
export interface ServerPlan {
  readonly databaseUrl: string;
  /** What the command stands behind, such as a tracer with its options. */
  readonly behind?: readonly string[];
  /** Modules loaded before posdesk. */
  readonly preload?: readonly string[];
}

/** A server that answers. */
export interface RunningServer {
  readonly publicUrl: string;
  /** Ends it as a power switch would, or stops and continues it. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Tells it to stop, and resolves when it has. */
  stop(): Promise<void>;
  readonly exited: Promise<void>;
}

function commandOf({ behind = [], preload = [] }: ServerPlan): readonly [string, readonly string[]] {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning'];
  const all = [...behind, ...node, ...preload.flatMap((module) => ['--import', module]), 'bot/main.ts'];
  return [all[0] ?? process.execPath, all.slice(1)];
}

async function readAddress(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-2_000);
  });
  if (!child.stdout) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Merchants write at (\S+?)\/$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The server ended before it listened: ${errors}`);
}

/** Starts a server on free ports and resolves when it listens. */
export async function startServer(plan: ServerPlan): Promise<RunningServer> {
  const [command, args] = commandOf(plan);
  const env = { PATH: process.env.PATH, DATABASE_URL: plan.databaseUrl, PORT: '0', DESK_PORT: '0', QUIET_MS: '0' };
  // A tracer and its child share a group, so that one signal reaches both.
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const exited = once(child, 'exit').then(() => {});
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, name);
  };
  const killAtExit = (): void => signal('SIGKILL');
  process.once('exit', killAtExit);
  exited.then(() => process.off('exit', killAtExit));
  const publicUrl = await readAddress(child);
  child.stdout?.resume();
  return {
    publicUrl,
    signal,
    exited,
    async stop() {
      signal('SIGTERM');
      await exited;
    },
  };
}
