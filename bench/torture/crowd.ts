/** Merchants who write without pause and note what was acknowledged, and when. */

import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { send } from '../load.ts';

/** One message that posdesk has acknowledged. */
export interface Acknowledged {
  /** The page's id of the message. */
  readonly id: string;
  /** When the answer arrived, in epoch milliseconds. */
  readonly atMs: number;
  /** The port of the server that acknowledged it. */
  readonly port: number;
}

/** A crowd that outlives the servers it writes to. */
export interface Crowd {
  /** Writes to these servers, each merchant to any of them, until they stop answering or `stop` is called. */
  write(urls: readonly string[]): { readonly done: Promise<void>; stop(): void };
  readonly acknowledged: readonly Acknowledged[];
}

const LINES = [
  '机器断网了',
  '不是',
  '好了',
  'pos机到期了',
  '没有',
  '重启了还是不行',
  '打印不出来',
  '显示96',
  'wifi',
  '再说一遍',
];
/** A visitor may write five times a second. */
const BETWEEN_MS = 210;

interface Merchant {
  cookie: string;
  /** What was sent and not acknowledged: sent again, as the page does. */
  pending: { readonly id: string; readonly text: string } | undefined;
}

interface Target {
  readonly port: number;
  readonly agent: Agent;
}

async function visit({ port, agent }: Target, merchant: Merchant): Promise<void> {
  const page = await send(port, agent, { path: '/', headers: {}, body: '' });
  merchant.cookie = String(page.headers['set-cookie'] ?? '').split(';')[0] ?? '';
}

async function writeOne(target: Target, merchant: Merchant, seed: number): Promise<boolean> {
  if (merchant.cookie === '') await visit(target, merchant);
  merchant.pending ??= { id: randomUUID(), text: LINES[seed % LINES.length] ?? '' };
  const headers = { 'content-type': 'application/json', cookie: merchant.cookie };
  const shot = { path: '/chat/messages', headers, body: JSON.stringify(merchant.pending) };
  const { status } = await send(target.port, target.agent, shot);
  return status === 202;
}

/** A crowd of so many merchants. */
export function createCrowd(size: number): Crowd {
  const merchants: Merchant[] = Array.from({ length: size }, () => ({ cookie: '', pending: undefined }));
  const acknowledged: Acknowledged[] = [];
  let count = 0;

  const writeOn = async (targets: readonly Target[], merchant: Merchant, running: () => boolean): Promise<void> => {
    while (running()) {
      count += 1;
      const target = targets[count % targets.length];
      if (!target) return;
      const ok = await writeOne(target, merchant, count).catch(() => false);
      if (ok && merchant.pending) {
        acknowledged.push({ id: merchant.pending.id, atMs: Date.now(), port: target.port });
        merchant.pending = undefined;
      }
      await pause(BETWEEN_MS * Math.random() * 2);
    }
  };
  return {
    acknowledged,
    write(urls) {
      const targets = urls.map((url) => ({
        port: Number(new URL(url).port),
        agent: new Agent({ keepAlive: true, timeout: 3_000 }),
      }));
      let running = true;
      const all = merchants.map((merchant) => writeOn(targets, merchant, () => running));
      const done = Promise.all(all).then(() => {
        for (const { agent } of targets) agent.destroy();
      });
      return {
        done,
        stop() {
          running = false;
        },
      };
    },
  };
}
