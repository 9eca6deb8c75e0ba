/** The flood: many visitors write faster than posdesk can answer. Prints memory, what was turned away, and recovery. */

import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepAliveAgent, type Shot, send } from './load.ts';

/** Platforms give up then, and so does everybody here, over the connections of a proxy. */
const GIVES_UP_MS = 5_000;

const SERVER = fileURLToPath(new URL('./servers/posdesk.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '3000' },
    visitors: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
});
const [seconds, rate, visitors] = [Number(values.seconds), Number(values.rate), Number(values.visitors)];

/** Megabytes of a process in memory, as the kernel counts them. */
function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

/** A visitor's key is made up by the visitor, so none has to be asked for. */
const keyOf = (visitor: number): string => createHash('sha256').update(`flood ${visitor}`).digest('base64url');

let shots = 0;
function nextShot(visitor = shots % visitors): Shot {
  shots += 1;
  return {
    path: '/chat/messages',
    headers: { 'content-type': 'application/json', cookie: `posdesk_visitor=${keyOf(visitor)}` },
    body: JSON.stringify({ id: randomUUID(), text: shots % 7 === 0 ? '机器断网了' : '没有信号 0821234567' }),
  };
}

async function startServer() {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning', SERVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) {
    const port = /port (\d+)/.exec(String(chunk))?.[1];
    if (port !== undefined) return { child, port: Number(port), pid: child.pid ?? 0 };
  }
  throw new Error('The server did not start.');
}

interface Tally {
  readonly statuses: Record<string, number>;
  readonly refusalMs: number[];
  withoutRetryAfter: number;
}

async function shoot(port: number, agent: Agent, tally: Tally): Promise<void> {
  const startedAt = performance.now();
  const status = await send(port, agent, nextShot(), GIVES_UP_MS).then(
    (answer) => {
      const refused = answer.status === 429 || answer.status === 503;
      if (refused) tally.refusalMs.push(performance.now() - startedAt);
      if (refused && answer.headers['retry-after'] === undefined) tally.withoutRetryAfter += 1;
      return String(answer.status);
    },
    () => 'no answer',
  );
  tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
}

/** Sends at a fixed rate whatever comes back; resolves when everything has been answered. */
async function flood(port: number, pid: number) {
  const tally: Tally = { statuses: {}, refusalMs: [], withoutRetryAfter: 0 };
  const agent = keepAliveAgent();
  const startedAt = performance.now();
  const open = new Set<Promise<void>>();
  let [sent, mostMb] = [0, residentMb(pid)];
  while (performance.now() - startedAt < seconds * 1_000) {
    const due = ((performance.now() - startedAt) / 1_000) * rate;
    for (; sent < due; sent += 1) {
      const one: Promise<void> = shoot(port, agent, tally).finally(() => open.delete(one));
      open.add(one);
    }
    mostMb = Math.max(mostMb, residentMb(pid));
    await pause(5);
  }
  const endedAt = performance.now();
  return { tally, sent, mostMb, endedAt, rest: async () => void (await Promise.all(open)), agent };
}

const RECOVER_WITHIN_MS = 60_000;

/** Milliseconds from the end of the flood until a new visitor is answered within a second; undefined: not in time. */
async function recover(port: number, endedAt: number): Promise<number | undefined> {
  const agent = keepAliveAgent();
  for (let visitor = visitors + 1; performance.now() - endedAt < RECOVER_WITHIN_MS; visitor += 1) {
    const shot = nextShot(visitor);
    const startedAt = performance.now();
    const answer = await send(port, agent, { ...shot, headers: { ...shot.headers, prefer: 'wait=5' } });
    const took = performance.now() - startedAt;
    const replies = answer.status === 200 ? (JSON.parse(answer.body) as { replies: unknown[] }).replies : [];
    if (replies.length > 0 && took < 1_000) return Math.round(performance.now() - endedAt);
    await pause(50);
  }
  return undefined;
}

const { child, port, pid } = await startServer();
try {
  const beforeMb = residentMb(pid);
  const run = await flood(port, pid);
  const recoveryMs = await recover(port, run.endedAt);
  await run.rest();
  await pause(2_000);
  const { statuses, refusalMs, withoutRetryAfter } = run.tally;
  const sorted = refusalMs.toSorted((one, other) => one - other);
  const figures = {
    rate,
    seconds,
    visitors,
    sent: run.sent,
    statuses,
    withoutRetryAfter,
    refusalP99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    memoryMb: { before: beforeMb, most: run.mostMb, after: residentMb(pid) },
    recoveryMs,
  };
  console.log(values.json ? JSON.stringify(figures) : JSON.stringify(figures, undefined, 2));
} finally {
  child.kill('SIGTERM');
}
