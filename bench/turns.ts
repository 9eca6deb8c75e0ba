/** Turns per second through HTTP: posdesk's durable web chat beside an Express echo and a botbuilder echo. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keepAliveAgent, type Load, runClosed, runOpen, type Shot, send } from './load.ts';

/** How long and how hard. */
export interface TurnsPlan {
  readonly seconds: number;
  readonly workers: number;
  readonly rate: number;
  readonly rounds: number;
}

/** One server's figures, one entry a round. */
export interface Peer {
  readonly name: string;
  readonly closed: readonly Load[];
  readonly open: readonly Load[];
  /** Milliseconds of processor time that a request of each closed run took, all threads of the server together. */
  readonly cpuMs: readonly number[];
}

interface Contestant {
  readonly name: string;
  readonly file: string;
  prepare(port: number): Promise<() => Shot>;
}

const POSDESK = 'servers/posdesk.ts';
const VISITORS = 1_500;
/** Before anything is measured: until then, a server's code is not compiled. */
const WARM_UP_S = 4;
const JSON_TYPE = { 'content-type': 'application/json' };
/** A merchant's side of the first acceptance conversation. */
const LINES = [
  'pos机断网了 客人等着呢',
  'wifi',
  '手机也上不了',
  '等一下 我去拔',
  '弄好了',
  '手机有网了 机器还是没有',
  '可以了',
];

let sentTurns = 0;

const contestants: readonly Contestant[] = [
  {
    name: 'express 5 JSON echo (keeps nothing)',
    file: 'servers/express-echo.ts',
    prepare: async () => () => ({
      path: '/',
      headers: JSON_TYPE,
      body: JSON.stringify({ text: LINES[sentTurns++ % LINES.length] }),
    }),
  },
  {
    name: 'botbuilder echo, MemoryStorage (keeps nothing on disk)',
    file: 'peers/botbuilder-echo.ts',
    prepare: async () => () => ({ path: '/', headers: JSON_TYPE, body: JSON.stringify(activity(sentTurns++)) }),
  },
  {
    name: 'posdesk web chat, whole turn (durable)',
    file: POSDESK,
    prepare: (port) => prepareMerchants(port, { prefer: 'wait=10' }),
  },
];

/** Messages of merchants in turn; without `Prefer: wait`, they are acknowledged as soon as they are on disk. */
export async function prepareMerchants(
  port: number,
  wish: Readonly<Record<string, string>>,
  visitors = VISITORS,
): Promise<() => Shot> {
  const cookies = await openVisitors(port, visitors);
  const turns = cookies.map(() => 0);
  return () => {
    const visitor = sentTurns++ % cookies.length;
    const line = LINES[(turns[visitor] ?? 0) % LINES.length] ?? '';
    turns[visitor] = (turns[visitor] ?? 0) + 1;
    const headers = { ...JSON_TYPE, cookie: cookies[visitor] ?? '', 'sec-fetch-site': 'same-origin', ...wish };
    const body = JSON.stringify({ id: crypto.randomUUID(), text: line, locale: 'zh-Hans' });
    return { path: '/chat/messages', headers, body };
  };
}

function activity(index: number) {
  return {
    type: 'message',
    id: `a${index}`,
    text: LINES[index % LINES.length],
    channelId: 'emulator',
    deliveryMode: 'expectReplies',
    serviceUrl: 'http://127.0.0.1:9/',
    from: { id: `u${index % VISITORS}` },
    recipient: { id: 'bot' },
    conversation: { id: `c${index % VISITORS}` },
  };
}

async function openVisitors(port: number, visitors: number): Promise<string[]> {
  const agent = keepAliveAgent();
  const cookies: string[] = [];
  for (let visitor = 0; visitor < visitors; visitor++) {
    const { headers } = await send(port, agent, { path: '/', headers: {}, body: '' });
    cookies.push(String(headers['set-cookie'] ?? '').split(';')[0] ?? '');
  }
  agent.destroy();
  return cookies;
}

/** Starts a server of the benchmark; posdesk as `npm start` does. */
export function startServer(
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: ChildProcess; port: number }> {
  const options = file === POSDESK ? ['--max-semi-space-size=4'] : [];
  const path = fileURLToPath(new URL(`./${file}`, import.meta.url));
  const child = spawn(process.execPath, [...options, '--disable-warning=ExperimentalWarning', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const port = /port (\d+)/.exec(chunk.toString())?.[1];
      if (port) resolve({ child, port: Number(port) });
    });
  });
}

const TICKS_A_SECOND = 100;

/** User and system time of a process so far; what other work on the machine takes does not count. */
function processorMs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
}

/** Runs every server in turn, round by round, so that a drift of the machine's speed meets them all. */
export async function benchTurns(plan: TurnsPlan, report: (text: string) => void): Promise<readonly Peer[]> {
  const figures = new Map<string, { closed: Load[]; open: Load[]; cpuMs: number[] }>();
  for (let round = 0; round < plan.rounds; round++) {
    for (const contestant of contestants) {
      report(`round ${round + 1} of ${plan.rounds}: ${contestant.name}`);
      const { child, port } = await startServer(contestant.file);
      const next = await contestant.prepare(port);
      await runClosed(port, next, plan.workers, WARM_UP_S);
      const own = figures.get(contestant.name) ?? { closed: [], open: [], cpuMs: [] };
      const before = processorMs(child);
      const closed = await runClosed(port, next, plan.workers, plan.seconds);
      own.cpuMs.push((processorMs(child) - before) / closed.answered);
      own.closed.push(closed);
      own.open.push(await runOpen(port, next, plan.rate, plan.seconds));
      figures.set(contestant.name, own);
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
  }
  return [...figures].map(([name, measured]) => ({ name, ...measured }));
}

/** Acknowledgements at one rate. */
export interface AckLoad {
  readonly perSecond: number;
  readonly load: Load;
  /** Resident memory of posdesk after it, in MB. */
  readonly rssMb: number;
}

const ENOUGH_TO_WARM_UP = 16;

function residentMb({ pid }: ChildProcess): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kb) / 1024);
}

/** posdesk at each rate, open loop: the answer says that the message is on disk, and its turn follows meanwhile. */
export async function benchAcks(rates: readonly number[], seconds: number): Promise<readonly AckLoad[]> {
  const { child, port } = await startServer(POSDESK);
  await runClosed(port, await prepareMerchants(port, { prefer: 'wait=10' }), ENOUGH_TO_WARM_UP, WARM_UP_S);
  const next = await prepareMerchants(port, {});
  const figures: AckLoad[] = [];
  for (const perSecond of rates) {
    figures.push({ perSecond, load: await runOpen(port, next, perSecond, seconds), rssMb: residentMb(child) });
  }
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return figures;
}
