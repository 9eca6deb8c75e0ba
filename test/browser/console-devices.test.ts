/** Terminals from end to end in a real browser: an import with its preview, edits, stickers, links, and who is told what. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { zipFiles } from '#adapters/teams/zip-files.ts';
import { type Addresses, createApp } from '#bot/app.ts';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { browserRunsHere, createBrowsers } from './launch-browser.ts';
import { openMerchantPage } from './merchant-page.ts';

const ANYWHERE = { host: '127.0.0.1', port: 0 };
const MID = '898000057220003';
const SERIAL = '0821998877';
const HEADING = '序列号,型号,商户号,商户名称,合同到期日\n';
const ROW = `${SERIAL},A920,${MID},老王面馆,2026-10-31\n`;
const OTHER = `0821111234,A920,898000057220004,小李超市,2030-01-31\n`;

const browsers = createBrowsers();
afterAll(browsers.close);
let endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

async function open(): Promise<{
  readonly app: Addresses;
  readonly desk: Page;
  readonly merchant: () => Promise<Page>;
}> {
  const databasePath = join(temporaryFolder(), 'posdesk.db');
  await leaveTrainedGuide(databasePath);
  const app = createApp({ publicListener: ANYWHERE, deskListener: ANYWHERE, databasePath });
  const addresses = await app.start();
  endings.push(() => app.stop());
  const browse = async (): Promise<Page> => {
    const browser = await browsers.open({ width: 1280, height: 900 });
    endings.push(() => browser.close());
    return await browser.pages.newPage();
  };
  const desk = await browse();
  await desk.goto(addresses.signInUrl ?? '');
  await desk.click('button');
  await desk.waitForSelector('.places');
  return { app: addresses, desk, merchant: browse };
}

async function chooseFile(desk: Page, content: string | Uint8Array): Promise<void> {
  const path = join(temporaryFolder(), 'devices.csv');
  writeFileSync(path, content);
  await desk.setInputFiles('input[type=file]', path);
}

async function fill(desk: Page, content: string): Promise<void> {
  await desk.click('.places >> text=设备');
  await desk.click('.tabs >> text=导入');
  await chooseFile(desk, content);
  await desk.click('text=确认写入');
  await desk.waitForSelector('text=已写入设备册');
}

describe.runIf(browserRunsHere)('terminals at the desk', () => {
  it('are imported after a preview, and not at all with one wrong row', async () => {
    const { desk } = await open();
    await desk.click('.places >> text=设备');
    await desk.click('.tabs >> text=导入');
    await chooseFile(desk, `${HEADING}${ROW}坏!,A920,1,x,2026-02-30\n`);
    await desk.waitForSelector('text=3 处要改');
    await expect.poll(() => desk.textContent('.devices')).toContain('2026-02-30');
    await expect.poll(() => desk.isVisible('text=确认写入')).toBe(false);
    await chooseFile(desk, HEADING + ROW + OTHER);
    await desk.waitForSelector('text=新增 2，修改 0，不变 0');
    expect(await desk.textContent('.table-frame tbody')).toContain('正常');
    await desk.click('text=确认写入');
    await desk.waitForSelector('text=已写入设备册');
    await desk.click('.tabs >> text=设备册');
    await desk.fill('input[type=search]', '面馆');
    await expect.poll(() => desk.locator('tbody tr').count()).toBe(1);
    await expect.poll(() => desk.textContent('tbody')).toContain(SERIAL);
  });

  it('are not imported from a workbook of a million rows that have nothing but a format, which is told with what to do', async () => {
    const { desk } = await open();
    await desk.click('.places >> text=设备');
    await desk.click('.tabs >> text=导入');
    const sheet = '<worksheet><sheetData><row r="1048576"><c r="E1048576" s="1"/></row></sheetData></worksheet>';
    await chooseFile(desk, zipFiles([{ name: 'xl/worksheets/sheet1.xml', bytes: new TextEncoder().encode(sheet) }]));
    await desk.waitForSelector('[role=alert] >> text=另存为 CSV');
  });

  it('are edited, and tell when a colleague was faster', async () => {
    const { desk } = await open();
    await fill(desk, HEADING + ROW);
    const origin = new URL(desk.url()).origin;
    await desk.goto(`${origin}/#/devices/${SERIAL}`);
    await desk.waitForSelector('text=合同已到期（2026-10-31）');
    const late = await desk.context().newPage();
    await late.goto(`${origin}/#/devices/${SERIAL}`);
    await late.waitForSelector('input[name=contractEndsOn]');
    await desk.fill('input[name=contractEndsOn]', '2030-05-01');
    await desk.click('.fields button');
    await desk.waitForSelector('text=没有到期，也没有停用');
    await late.fill('input[name=model]', 'S90');
    await late.click('.fields button');
    await late.waitForSelector('text=同事刚改过这台设备');
  });

  it('get a sticker that opens the chat with the terminal known, until it is revoked', async () => {
    const { app, desk, merchant } = await open();
    await fill(desk, HEADING + ROW + OTHER);
    await desk.goto(`${new URL(desk.url()).origin}/#/devices/${SERIAL}`);
    await desk.click('text=打印贴纸');
    const sheet = await desk.getAttribute('text=打开打印页', 'href');
    const page = await desk.context().newPage();
    await page.goto(new URL(sheet ?? '', desk.url()).href);
    await expect.poll(() => page.locator('li svg').count()).toBe(1);
    await expect.poll(() => page.textContent('li')).toContain('SN …998877');
    const ids = new URL(page.url()).searchParams.get('ids') ?? '';
    expect(ids).toMatch(/^[0-9a-f]{16}$/);
    const link = await readSticker(page);
    expect(link.startsWith(`${app.publicUrl}/d/`)).toBe(true);
    const scanned = await openMerchantPage(await merchant(), link);
    await scanned.write('断网了');
    await expect.poll(async () => (await scanned.messages()).join('\n')).toContain('您扫的是 A920（SN 尾号 8877）');

    await desk.click('text=作废全部贴纸和链接');
    await desk.waitForSelector('text=已作废 1 个');
    const after = await openMerchantPage(await merchant(), link);
    await after.write('断网了');
    await expect.poll(async () => (await after.messages()).length).toBeGreaterThan(1);
    expect((await after.messages()).join('\n')).not.toContain('8877');
  });

  it('get a link that binds them to whoever presses its button first', async () => {
    const { desk, merchant } = await open();
    await fill(desk, HEADING + ROW);
    await desk.goto(`${new URL(desk.url()).origin}/#/devices/${SERIAL}`);
    await desk.click('text=生成专属链接');
    const link = await desk.inputValue('input.link');
    // What previews a link in a chat only fetches it.
    expect((await fetch(link)).status).toBe(200);
    const page = await merchant();
    await page.goto(link);
    await page.click('button');
    await page.waitForURL((url) => url.pathname === '/');
    const own = await openMerchantPage(page, new URL('/', link).href);
    await own.write('我这台什么时候到期');
    await expect.poll(async () => (await own.messages()).join('\n')).toContain('2026 年 10 月 31 日到期了');
    const second = await merchant();
    await second.goto(link);
    await second.click('button');
    const other = await openMerchantPage(second, new URL('/', link).href);
    await other.write('我这台什么时候到期');
    await expect.poll(async () => (await other.messages()).length).toBeGreaterThan(1);
    expect((await other.messages()).join('\n')).not.toContain('10 月 31');
  });

  it('show what ends when', async () => {
    const { desk } = await open();
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await fill(desk, `${HEADING}${SERIAL},A920,${MID},老王面馆,${soon}\n`);
    await desk.click('.tabs >> text=到期日历');
    await desk.waitForSelector('text=今后十三个月到期的设备');
    await expect.poll(() => desk.textContent('.devices')).toContain(`合同 ${soon}`);
    await desk.click('text=下个月');
    await expect.poll(() => desk.locator('.month tbody tr').count()).toBeGreaterThan(3);
  });
});

/** What the first code on a sheet holds, read from its picture. */
async function readSticker(page: Page): Promise<string> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  const { readFile } = await import('node:fs/promises');
  const { fileURLToPath } = await import('node:url');
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
  const picture = await page.locator('li svg').first().screenshot();
  const [code] = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] });
  return code?.text ?? '';
}
