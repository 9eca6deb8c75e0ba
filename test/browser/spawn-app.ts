/** Starts posdesk in a process that a test may kill. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Addresses } from '#bot/app.ts';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';

/** A running process. */
export interface SpawnedApp {
  readonly addresses: Addresses;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Starts it and waits until it serves. With `hold`, it acknowledges messages and never answers them. */
export async function spawnApp(databasePath: string, port: number, mode: 'answer' | 'hold'): Promise<SpawnedApp> {
  const script = join(import.meta.dirname, 'serve-app.ts');
  await leaveTrainedGuide(databasePath);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, databasePath, String(port), mode],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = once(child, 'exit');
  const line = await Promise.race([firstLine(child), gone.then(() => undefined)]);
  if (line === undefined) throw new Error('posdesk ended before it served.');
  return {
    addresses: JSON.parse(line),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return undefined;
}
