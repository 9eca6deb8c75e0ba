/** posdesk as a process of its own, for tests that kill it: `node serve-app.ts DATABASE PUBLIC_PORT [hold]`. */

import { createApp } from '#bot/app.ts';

const [databasePath = '', port = '0', mode] = process.argv.slice(2);

const app = createApp(
  {
    publicListener: { host: '127.0.0.1', port: Number(port) },
    deskListener: { host: '127.0.0.1', port: 0 },
    databasePath,
  },
  // A held turn stands between the acknowledgement of a message and its answer for as long as the process lives.
  mode === 'hold' ? { beforeTurn: () => new Promise(() => undefined) } : {},
);
process.stdout.write(`${JSON.stringify(await app.start())}\n`);
