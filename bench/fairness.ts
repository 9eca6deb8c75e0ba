/** Answers to calm merchants while one merchant sends a hundred messages a second, beside the same without that one. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAliveAgent, type Load, runOpen, send } from './load.ts';
import { prepareMerchants, startServer } from './turns.ts';

/** The calm merchants' times from message to answer. */
export interface Fairness {
  readonly alone: Load;
  readonly besideLoud: Load;
  /** What became of the loud merchant's messages in the last round, by status. */
  readonly loud: Readonly<Record<string, number>>;
}

const CALM_PER_SECOND = 40;
const CALM_VISITORS = 400;
const LOUD_PER_SECOND = 100;
/** The round with the middle p99 counts. */
const ROUNDS = 3;

/** Writes as one visitor until told to stop. */
function shout(port: number): () => Promise<Record<string, number>> {
  const agent = keepAliveAgent();
  const statuses: Record<string, number> = {};
  const cookie = `posdesk_visitor=${'loud'.padEnd(43, 'A')}`;
  let stopped = false;
  const shouting = (async () => {
    const under: Promise<void>[] = [];
    while (!stopped) {
      const body = JSON.stringify({ id: randomUUID(), text: '断网了' });
      const shot = { path: '/chat/messages', headers: { 'content-type': 'application/json', cookie }, body };
      const count = (status: string): void => {
        statuses[status] = (statuses[status] ?? 0) + 1;
      };
      under.push(
        send(port, agent, shot).then(
          ({ status }) => count(String(status)),
          () => count('none'),
        ),
      );
      await pause(1_000 / LOUD_PER_SECOND);
    }
    await Promise.all(under);
    agent.destroy();
  })();
  return async () => {
    stopped = true;
    await shouting;
    return statuses;
  };
}

function middleOf(loads: readonly Load[]): Load {
  const [first] = loads.toSorted((one, other) => one.p99Ms - other.p99Ms).slice(Math.floor(loads.length / 2));
  if (!first) throw new Error('Nothing was measured.');
  return first;
}

/** Alternates between both, so that a drift of the machine meets both; `seconds` for each round of each. */
export async function benchFairness(seconds: number): Promise<Fairness> {
  const { child, port } = await startServer('servers/posdesk.ts');
  try {
    const next = await prepareMerchants(port, { prefer: 'wait=10' }, CALM_VISITORS);
    await runOpen(port, next, CALM_PER_SECOND, 3);
    const [alone, besideLoud]: [Load[], Load[]] = [[], []];
    let loud: Readonly<Record<string, number>> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await runOpen(port, next, CALM_PER_SECOND, seconds));
      const hush = shout(port);
      besideLoud.push(await runOpen(port, next, CALM_PER_SECOND, seconds));
      loud = await hush();
    }
    return { alone: middleOf(alone), besideLoud: middleOf(besideLoud), loud };
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGTERM');
  }
}
