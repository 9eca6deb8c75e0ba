/** Load on a local server: as fast as it goes (closed loop), or at a fixed rate whatever it answers (open loop). */

import { Agent, request } from 'node:http';

/** One request: its path, headers and body. */
export interface Shot {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a run came to; times in milliseconds. */
export interface Load {
  readonly answered: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const MOST_SOCKETS = 512;

/** Sends one request; resolves with the status and the body, and rejects when there is no answer in time, if a time is given. */
export function send(
  port: number,
  agent: Agent,
  shot: Shot,
  withinMs?: number,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        agent,
        path: shot.path,
        method: shot.body === '' ? 'GET' : 'POST',
        headers: { ...shot.headers, 'content-length': Buffer.byteLength(shot.body) },
        ...(withinMs === undefined ? {} : { signal: AbortSignal.timeout(withinMs) }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(shot.body);
  });
}

/** An agent that keeps its connections. */
export function keepAliveAgent(): Agent {
  return new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS });
}

function summarise(times: number[], failed: number, seconds: number): Load {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { answered: times.length, failed, perSecond: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** `workers` requests at a time for `seconds`. */
export async function runClosed(port: number, next: () => Shot, workers: number, seconds: number): Promise<Load> {
  const agent = keepAliveAgent();
  const times: number[] = [];
  let failed = 0;
  const end = performance.now() + seconds * 1_000;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const from = performance.now();
      const ok = await send(port, agent, next()).then(
        ({ status }) => status < 300,
        () => false,
      );
      if (ok) times.push(performance.now() - from);
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  agent.destroy();
  return summarise(times, failed, seconds);
}

/** `rate` requests a second for `seconds`; the time counts from when a request was due, so that a stall shows. */
export async function runOpen(port: number, next: () => Shot, rate: number, seconds: number): Promise<Load> {
  const agent = keepAliveAgent();
  const times: number[] = [];
  let failed = 0;
  const under: Promise<void>[] = [];
  const start = performance.now();
  for (let sent = 0; sent < rate * seconds; sent++) {
    const due = start + (sent * 1_000) / rate;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    under.push(
      send(port, agent, next()).then(
        ({ status }) => {
          if (status < 300) times.push(performance.now() - due);
          else failed += 1;
        },
        () => {
          failed += 1;
        },
      ),
    );
  }
  await Promise.all(under);
  agent.destroy();
  return summarise(times, failed, seconds);
}
