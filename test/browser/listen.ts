/** A server on a free loopback port for tests. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import express from 'express';

/** A running server. */
export interface Listening {
  readonly url: string;
  /** Ends the server and every open connection. */
  close(): Promise<void>;
}

/** Serves a handler; `port` 0 picks a free one. */
export async function listen(handler: RequestHandler, port = 0): Promise<Listening> {
  const app = express();
  app.disable('x-powered-by');
  app.use(handler);
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
