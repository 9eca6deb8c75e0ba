/** Tells the benchmark, which started this process, where the server listens. */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Prints the port once the server listens. */
export function tellPort(server: Server): void {
  server.on('listening', () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
}
