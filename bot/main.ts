/** `npm start`: runs posdesk until it is told to stop; a fault is one line on standard error. */

import { boundMemory } from './bound-memory.ts';
import { faultLine } from './faults.ts';
import { createLogger, describeError, type Logger } from './log.ts';
import { forgetStripped } from './stripped-modules.ts';

/** After this a stop that hangs is forced. */
const STOP_WITHIN_MS = 9_500;

/** Node's own warnings become log lines; that a feature of Node is experimental is our decision, not news. */
function logWarnings(log: Logger): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') log.warn('node-warning', { name: warning.name, says: warning.message });
  });
}

const PARENT_LOOK_MS = 1_000;

/** A signal to `npm start` ends npm and its shell, which tells us nothing: a parent that is gone is the signal. */
function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => (process.ppid === parent ? undefined : stop()), PARENT_LOOK_MS).unref();
}

async function main(): Promise<void> {
  boundMemory();
  // Only now, as the program may have begun once more.
  const [{ createApp }, { readConfig }] = await Promise.all([import('./app.ts'), import('./config.ts')]);
  const log = createLogger((line) => process.stderr.write(line), Date.now);
  logWarnings(log);
  const config = readConfig();
  const app = createApp(config, { log });
  const { publicUrl, deskUrl, signInUrl, channels } = await app.start();
  forgetStripped();
  const lines = [`Merchants write at ${publicUrl}/`, `Agents answer at ${deskUrl}/`];
  const platforms = channels.filter((name) => name !== 'webchat');
  if (platforms.length > 0) lines.push(`Platforms that are on: ${platforms.join(', ')}`);
  lines.push(
    signInUrl === undefined
      ? 'An administrator is signed in, so no sign-in link is made; the next start makes one once nobody is.'
      : `Sign in there, once and within 24 hours: ${signInUrl}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);

  let exitCode = 0;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(exitCode || 1), STOP_WITHIN_MS).unref();
    app.stop().then(() => process.exit(exitCode));
  };
  const stopOnDefect = (error: unknown): void => {
    // Memory may be wrong now, the store is not: stop, and let the service manager start afresh.
    log.error('defect', describeError(error));
    exitCode = 1;
    stop();
  };
  if (config.startedByNpm) stopWithParent(stop);
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', stopOnDefect);
  process.on('unhandledRejection', stopOnDefect);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${faultLine(error)}\n`);
  process.exit(1);
}
