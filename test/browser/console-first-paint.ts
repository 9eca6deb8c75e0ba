/** Measures what the console costs on first load with 10,000 tickets: `node test/browser/console-first-paint.ts`. */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { createApp } from '#bot/app.ts';
import { launchBrowser } from './launch-browser.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
const TICKETS = 10_000;
const RUNS = 7;

/** What one load cost; milliseconds from the navigation, bytes of scripts. */
interface Load {
  readonly paintMs: number;
  readonly rowsMs: number;
  readonly scripts: number;
  readonly scriptBytes: number;
  readonly zippedBytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'posdesk-paint-'));
const databasePath = join(folder, 'posdesk.db');
const open = () => createApp({ publicListener: ANYWHERE, deskListener: ANYWHERE, databasePath });

/** One real ticket, so that its copies are like real ones. */
async function openTicket(): Promise<void> {
  const app = open();
  const { publicUrl } = await app.start();
  await fetch(`${publicUrl}/chat/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=10' },
    body: JSON.stringify({ id: randomUUID(), text: '转人工', locale: 'zh-Hans' }),
  });
  await app.stop();
}

function copyTicket(): void {
  const database = new DatabaseSync(databasePath);
  const [first] = database.prepare('select * from tickets').all();
  if (first === undefined) throw new Error('No ticket was opened.');
  const columns = Object.keys(first);
  const insert = database.prepare(`insert into tickets (${columns}) values (${columns.map(() => '?')})`);
  database.exec('begin');
  for (let index = 1; index < TICKETS; index += 1) {
    const copy: typeof first = { ...first, number: `T${1001 + index}`, ordinal: Number(first.ordinal) + index };
    insert.run(...columns.map((column) => copy[column] ?? null));
  }
  database.exec('commit');
  database.close();
}

async function load(page: Page, url: string): Promise<Load> {
  await page.goto(url);
  await page.waitForSelector('.row');
  const rowsMs = Number(await page.evaluate('performance.now()'));
  const [paintMs = 0, scripts = 0, scriptBytes = 0, zippedBytes = 0] = (await page.evaluate(`(() => {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => /[.](ts|mjs)$/.test(name));
    const sum = (key) => scripts.reduce((total, entry) => total + entry[key], 0);
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return [paint.startTime, scripts.length, sum('decodedBodySize'), sum('encodedBodySize')];
  })()`)) as readonly number[];
  return { paintMs, rowsMs, scripts, scriptBytes, zippedBytes };
}

await openTicket();
copyTicket();
const app = open();
const { deskUrl, signInUrl = '' } = await app.start();
const loads: Load[] = [];
const browser = await launchBrowser({ width: 1280, height: 860 });
const page = await browser.pages.newPage();
await page.goto(signInUrl);
await page.click('button');
await page.waitForSelector('.row');
for (let run = 0; run < RUNS; run += 1) {
  // Nothing is kept between two loads, as on somebody's first visit.
  const devtools = await browser.pages.newCDPSession(page);
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto('about:blank');
  loads.push(await load(page, deskUrl));
}
await browser.close();
await app.stop();
rmSync(folder, { recursive: true, force: true });
const middle = (key: keyof Load): number => loads.map((one) => one[key]).sort((a, b) => a - b)[RUNS >> 1] ?? 0;
console.log(`tickets ${TICKETS}, loads ${RUNS}, medians:`);
console.log(`first contentful paint ${middle('paintMs').toFixed(0)} ms, first rows ${middle('rowsMs').toFixed(0)} ms`);
console.log(`${middle('scripts')} scripts, ${middle('scriptBytes')} bytes, ${middle('zippedBytes')} bytes compressed`);
