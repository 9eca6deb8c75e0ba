/** Takes the pictures of docs/console.md: `node test/browser/console-pictures.ts`, on a machine with a Chinese font. */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { type ConsoleWorld, manyTickets, openConsoleWorld } from './console-world.ts';
import { launchBrowser } from './launch-browser.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const NOW = Date.now();
const MINUTE = 60_000;
const WORRIES = [
  '屏幕提示设备被触发，带一把锁；没有备用机。\n没有试过步骤。\n需要今天换机。',
  '今天一笔交易客人扣了款，机器显示失败。\n已查：后台没有成功记录。\n需要查账。',
  '打印出来是白的，换过纸、正反面都试过。\n电子小票可以先用。\n需要报修。',
  '换了路由器以后连不上 WiFi，看不到名字。\n开 2.4G：还没做。\n等商户回话。',
];

function fill(world: ConsoleWorld): void {
  // In the order in which a desk lists them; the last two wait for their merchants.
  const listed = manyTickets(8, NOW).map((ticket) =>
    ticket.number === 'T1003' ? { ...ticket, priority: 'P2' as const } : ticket,
  );
  const ordered = listed.toSorted((one, other) => one.priority.localeCompare(other.priority));
  ordered.forEach((ticket, index) => {
    const waits = index < 6 ? {} : ({ status: 'waiting', agent: '小李' } as const);
    const openedAtMs = NOW - (index * 13 + 2) * MINUTE;
    world.put({
      ...ticket,
      ...waits,
      summary: WORRIES[index % 4] ?? '',
      openedAtMs,
      answerDueMs: NOW + (index * 25 + 6) * MINUTE,
    });
  });
  const own = {
    status: 'claimed',
    agent: '小王',
    openedAtMs: NOW - 30 * MINUTE,
    answerDueMs: NOW + 9 * MINUTE,
  } as const;
  world.put(
    ticketLike({
      number: 'T1003',
      ...own,
      updatedAtMs: NOW,
      tid: '30012345',
      missing: [],
      scope: '就这一台',
      flags: ['after_hours'],
      answers: [{ slot: 'clockRight', value: 'yes', asked: '屏幕上的日期和时间，跟手机上的一样吗？', said: '一样' }],
    }),
    {
      transcript: [
        { seq: 1, atMs: NOW - 30 * MINUTE, from: 'merchant', text: '机器连不上 说连接主机失败' },
        { seq: 2, atMs: NOW - 30 * MINUTE, from: 'bot', text: '屏幕顶上的信号图标是满的吗？' },
        { seq: 3, atMs: NOW - 29 * MINUTE, from: 'merchant', text: '满的 用的流量卡' },
        { seq: 4, atMs: NOW - 9 * MINUTE, from: 'agent', text: '您好，我查一下后台的入网状态。', author: '小王' },
        { seq: 5, atMs: NOW - 8 * MINUTE, from: 'note', text: '上个月换过机，查一下 TID 绑定。', author: '小李' },
      ],
      trace: [{ seq: 2, atMs: NOW, lines: [{ by: 'symptom', says: '规则「连接主机失败」→ net-host-unreachable' }] }],
      room: { open: true, left: 4, untilMs: NOW + 40 * 60 * MINUTE, waiting: 0 },
    },
  );
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(FOLDER, `console-${name}.png`) });
}

const foreign = {
  number: 'T1004',
  status: 'claimed',
  agent: '小王',
  language: 'zh-Hant',
  merchantWords: '機器斷網了',
  openedAtMs: NOW - 5 * MINUTE,
  answerDueMs: NOW + 40 * MINUTE,
} as const;
const world = await openConsoleWorld();
world.others = [{ name: '小李', writing: 'note' }];
fill(world);
const laptop = await launchBrowser({ width: 1280, height: 860 });
const page = await laptop.pages.newPage();
await page.goto(`${world.url}/#/T1003`);
await page.waitForSelector('.ticket-head');
await shoot(page, 'ticket');
await page.click('.tree summary');
await page.locator('.drawing').scrollIntoViewIfNeeded();
await page.emulateMedia({ colorScheme: 'dark' });
await shoot(page, 'tree-dark');
await page.emulateMedia({ colorScheme: 'light' });
world.put(ticketLike({ ...foreign, updatedAtMs: NOW }), {
  transcript: [{ seq: 1, atMs: NOW, from: 'merchant', text: '機器斷網了' }],
});
await page.goto(`${world.url}/#/T1004`);
await page.waitForSelector('.ticket-head >> text=T1004');
await page.getByRole('radio', { name: '回复商户' }).check();
await page.fill('#text', '请重启机器');
await page.waitForSelector('.script-preview');
await shoot(page, 'scripts');
await page.goto(`${world.url}/#/reports`);
await shoot(page, 'reports');
await laptop.close();
const phone = await launchBrowser({ width: 390, height: 844 });
const small = await phone.pages.newPage();
await small.goto(`${world.url}/#/T1003`);
await small.waitForSelector('#composer');
await small.getByRole('radio', { name: '回复商户' }).check();
await shoot(small, 'phone');
await phone.close();
await world.close();
