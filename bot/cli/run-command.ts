/** How every command ends: its exit code, a fault in one line, or its usage. */

import { faultLine } from '../faults.ts';

/**
 * Runs a command and sets the exit code of the process: what `main` resolves with, 1 after a fault, and 2 with the usage
 * on standard error when `main` resolves with `misused` or the options cannot be read.
 */
export async function runCommand(usage: string, main: () => Promise<number | 'misused'>): Promise<void> {
  try {
    const code = await main();
    if (code === 'misused') process.stderr.write(`${usage}\n`);
    process.exitCode = code === 'misused' ? 2 : code;
  } catch (error) {
    const misused = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(misused ? `${error.message}\n${usage}\n` : `${faultLine(error)}\n`);
    process.exitCode = misused ? 2 : 1;
  }
}
