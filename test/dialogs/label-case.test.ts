/** C10: a blank printer, and a photo of the label in place of typing; drawn labels through the real reader. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ChatDesk, openChatDesk } from '#bot/cli/chat/chat-desk.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type DrawnCode, drawLabel, pngFile, type Shot } from '#test/bot/label-drawing.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
/** MODEL A920 / SN 0821998877 / P/N A920-0AW / EAN 6901234567892 / ICCID 8986002101201234560. */
const LABEL: readonly DrawnCode[] = [
  { format: 'EAN13', text: '6901234567892' },
  { format: 'Code128', text: 'A920-0AW' },
  { format: 'Code128', text: '0821998877' },
  { format: 'Code128', text: '8986002101201234560' },
];
const BLURRED: Shot = { module: 2, blur: 3 };

async function open() {
  const desk: ChatDesk = await openChatDesk(guide, NOW, 'webchat');
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const say = async (text: string) => {
    const { lines, tickets } = await desk.say({ conversation: 'a', text });
    return { text: lines.map((line) => line.text).join('\n'), ticket: tickets.at(-1) };
  };
  const send = async (bytes: Uint8Array, ending = 'png') => {
    count += 1;
    const path = join(folder, `label-${count}.${ending}`);
    writeFileSync(path, bytes);
    const attachments = [{ kind: 'image', name: `label-${count}.${ending}`, ref: path } as const];
    const { lines, tickets } = await desk.say({ conversation: 'a', text: '', attachments });
    return { text: lines.map((line) => line.text).join('\n'), ticket: tickets.at(-1) };
  };
  return { desk, say, send };
}

describe('a photo of the label in place of typing', () => {
  it('is read, told apart, read back, and goes with the ticket', async () => {
    const { desk, say, send } = await open();
    const first = await say('打印出来是白的 换过纸了');
    expect(first.text).toContain('指甲');
    const second = await say('两面都试了 不行');
    expect(second.text).toMatch(/型号/);
    expect(second.ticket).toBeUndefined();
    const photo = await send(await drawLabel(LABEL, { degrees: 3, blur: 0.6, grain: 10 }));
    expect(photo.text).toContain('A920');
    expect(photo.text).toContain('0821 9988 77');
    expect(photo.text).toContain('对吗');
    expect(photo.text).not.toMatch(/银行卡|6901234567892|8986002101201234560/);
    const last = await say('对的');
    expect(last.text).not.toMatch(/请告诉我|发我序列号/);
    expect(last.ticket).toMatchObject({
      priority: 'P3',
      symptoms: ['prn-blank'],
      model: 'A920',
      sn: '0821998877',
      snSource: 'photo',
      snConfirmed: true,
      attachments: [{ kind: 'image' }],
    });
    await desk.close();
  });

  it('blurred: says what would help, guesses nothing, and takes the serial typed', async () => {
    const { desk, say, send } = await open();
    await say('打印出来是白的 换过纸了');
    await say('两面都试了 不行');
    const blurred = await send(await drawLabel(LABEL, BLURRED));
    expect(blurred.text).toMatch(/没有读得出|看不清|没读出来/);
    expect(blurred.text).toMatch(/靠近一点/);
    expect(blurred.text).toMatch(/打字|商户号/);
    expect(blurred.text).not.toMatch(/\d{6}/);
    await say('拍不清 就是0821998877');
    const after = await say('A920');
    expect(after.text).toContain('0821 9988 77');
    await desk.close();
  });

  it('one line unreadable: names where it stands', async () => {
    const { desk, say, send } = await open();
    await say('打印出来是白的 换过纸了');
    await say('两面都试了 不行');
    const partly = await send(await drawLabel(LABEL.filter(({ text }) => text !== '0821998877')));
    expect(partly.text).toMatch(/唯独 SN|P\/N/);
    expect(partly.ticket?.sn).toBeUndefined();
    await desk.close();
  });
});

const MEGABYTE = 1024 * 1024;
/** Unpacked unseen, these take a gigabyte and more; what a process holds differs by far less from one reading to the next. */
const BEARABLE = 500 * MEGABYTE;
const zeros = (megabytes: number): Uint8Array => deflateSync(Buffer.alloc(megabytes * MEGABYTE), { level: 9 });

describe('a hostile picture in a conversation', () => {
  it.each<[string, () => Uint8Array, string]>([
    ['a 31 KB bomb', () => pngFile(64, 64, zeros(30)), 'png'],
    ['a 109 KB bomb', () => pngFile(64, 64, zeros(110)), 'png'],
    ['a picture cut off', () => pngFile(2_000, 2_000, zeros(4)).subarray(0, 900), 'png'],
    [
      'a drawing in SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'svg',
    ],
    [
      'a page behind a PNG',
      () => Buffer.concat([pngFile(8, 8, zeros(1)), Buffer.from('<script>alert(1)</script>')]),
      'png',
    ],
    ['a WebP of one pixel', () => webp(), 'webp'],
  ])('%s is answered like one that cannot be read, and nobody waits for it', async (_, make, ending) => {
    const { desk, say, send } = await open();
    await say('打印出来是白的 换过纸了');
    await say('两面都试了 不行');
    const bytes = make();
    const before = process.memoryUsage().rss;
    const [photo, other] = await Promise.all([send(bytes, ending), desk.say({ conversation: 'b', text: '断网了' })]);
    expect(process.memoryUsage().rss - before).toBeLessThan(BEARABLE);
    expect(photo.text).toMatch(/打不开|没有读得出|照片收到/);
    expect(other.lines.length).toBeGreaterThan(0);
    await desk.close();
  });
});

/** The smallest lossless WebP: one pixel. */
function webp(): Uint8Array {
  return Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
}
