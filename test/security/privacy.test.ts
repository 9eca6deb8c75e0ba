/** Cases P40 to P53 as they reach the disk: what merchants should not have sent, in every place where words can stand. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLogger } from '#bot/log.ts';
import { cleanMedia } from '#bot/privacy/clean-media.ts';
import { DEFAULT_RETENTION, expiryLimits, readRetention } from '#bot/privacy/retention.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { PHOTO } from '#test/fixtures/photos.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';
import { findSecrets } from './find-secrets.ts';
import { SPELLINGS } from './seeded-secrets.ts';

const CARD = '6216261000000000018';

function onDisk(path: string): string {
  return ['', '-wal'].map((end) => readFileSync(path + end).toString('utf8')).join('\0');
}

describe('P40 to P42 a card number', () => {
  it.each(Object.entries(SPELLINGS))(
    'written as %s never reaches the disk, and is not said back (P51)',
    async (_, spell) => {
      const channel = createTestChannel();
      const desk = await runPipeline({ channel });
      const typed = `卡号 ${spell(CARD)} 刷不了`;
      await desk.say(typed);
      const secret = { kind: 'pan', digits: CARD, messages: [typed] } as const;
      expect(findSecrets('disk', onDisk(desk.path), [secret])).toEqual([]);
      expect(findSecrets('reply', JSON.stringify(channel.tries), [secret])).toEqual([]);
      expect((await desk.store.counts()).securityEvents + (await desk.lines()).length).toBeGreaterThan(1);
    },
  );
});

describe('P44 a card number in another place', () => {
  it.each([
    ['a file name', { attachments: [{ kind: 'image' as const, name: `IMG_${CARD}.jpg`, ref: 'r' }] }],
    ['a tapped choice', { choiceId: `choice ${CARD}` }],
    ['quoted mail', { text: `> From: shop\n> card ${CARD}\nsee above` }],
  ])('such as %s is masked', async (_, changes) => {
    const desk = await runPipeline();
    await desk.say('offline', changes);
    expect(onDisk(desk.path)).not.toContain(CARD);
  });
});

describe('P45 numbers that only look like one', () => {
  it.each([
    ['an IMEI', 'IMEI 490154203237518'],
    ['an ICCID', 'ICCID 89860012345678901234'],
    ['a WeChat order', '订单号 4200001234202611221234567890'],
    ['a serial', 'SN 0821234567'],
    ['a merchant number', '商户号 898310048161234'],
  ])('such as %s are kept', async (_, text) => {
    const desk = await runPipeline();
    await desk.say(text);
    expect(await desk.lines()).toContain(`merchant: ${text}`);
  });
});

describe('P46 and P47 other secrets', () => {
  it.each([
    'CVV 123',
    '安全码是 123',
    '卡密码 135790',
    'PIN 1357',
    '身份证 11010519491231002X',
    ';6216261000000000018=28121010000012300000?',
  ])('"%s" leaves nothing of its digits', async (text) => {
    const desk = await runPipeline();
    await desk.say(text);
    const digits = text.match(/\d{3,}/g) ?? [];
    const [line = ''] = (await desk.transcript()).map((one) => one.text);
    expect(digits.filter((run) => line.includes(run))).toEqual([]);
  });

  it('codes of errors are kept', async () => {
    const desk = await runPipeline();
    await desk.say('显示 应答码 97 终端未登记');
    expect(await desk.lines()).toContain('merchant: 显示 应答码 97 终端未登记');
  });
});

describe('P53 a redactor that fails', () => {
  it('stores nothing of the message, and says so in the log without quoting it', async () => {
    const logged: string[] = [];
    const desk = await runPipeline({
      log: createLogger(
        (line) => logged.push(line),
        () => START_MS,
      ),
      redact: () => {
        throw new Error(`cannot read ${CARD}`);
      },
    });
    await desk.receive(merchantMessage(`my card ${CARD}`));
    expect(onDisk(desk.path)).not.toContain(CARD);
    expect(onDisk(desk.path)).not.toContain('my card');
    expect(logged.join('')).toContain('redact-failed');
    expect(logged.join('')).not.toContain(CARD);
  });
});

/** A JPEG of one dot with a place in its EXIF. */
function photoWithPlace(): Uint8Array {
  const exif = Buffer.concat([
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\0', 'latin1'),
    Buffer.from('GPS 31.2304N 121.4737E'),
  ]);
  const segment = (marker: number, body: Buffer) =>
    Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff]), body]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, exif),
    segment(0xfe, Buffer.from('a comment')),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0xff, 0xd9]),
    Buffer.from('appended <script>'),
  ]);
}

describe('photos', () => {
  it('of any channel are kept without their place, comments and what is appended (ASVS 14.2.8)', async () => {
    const { forChannels, store } = await runPipeline();
    const ref = await forChannels.media.put({ bytes: photoWithPlace(), contentType: 'application/octet-stream' });
    const kept = Buffer.from((await store.media(ref))?.bytes ?? []).toString('latin1');
    expect(kept.length).toBeGreaterThan(10);
    expect(kept).not.toMatch(/GPS|comment|script/);
    expect((await store.media(ref))?.contentType).toBe('image/jpeg');
  });

  it.each(['<svg onload=alert(1)>', '<html><script>1</script>', 'GIF89a<script>'])(
    'that are %s in disguise are no picture (I39, CVE-2026-20172)',
    (text) => {
      expect(cleanMedia({ bytes: Buffer.from(text), contentType: 'image/png' }).contentType).toBe(
        'application/octet-stream',
      );
    },
  );

  it('that are genuine stay what they are', () => {
    expect(cleanMedia(PHOTO).contentType).toBe('image/png');
  });
});

describe('P50 retention', () => {
  it('is days for photos and never for ever', () => {
    expect(DEFAULT_RETENTION.mediaDays).toBeLessThanOrEqual(30);
    expect(expiryLimits({ ...DEFAULT_RETENTION, mediaDays: 2 }, START_MS).mediaBeforeMs).toBe(
      START_MS - 2 * 86_400_000,
    );
    expect(readRetention({ RETENTION_PHOTOS_DAYS: '3' }).retention).toMatchObject({ mediaDays: 3, ticketsDays: 730 });
    for (const [name, value] of [
      ['RETENTION_PHOTOS_DAYS', '0'],
      ['RETENTION_TICKETS_DAYS', 'ever'],
      ['RETENTION_QUEUES_DAYS', '3'],
    ]) {
      expect(() => readRetention({ [name ?? '']: value })).toThrow(
        expect.objectContaining({ code: 'wrong-retention' }),
      );
    }
  });
});
