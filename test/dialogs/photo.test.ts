/** A photo of the label instead of typing: read back, closer, by hand; and a card in the picture. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Heard, openChatDesk } from '#bot/cli/chat/chat-desk.ts';
import type { PhotoCode, PhotoReading } from '#dialogs/photo.ts';
import { readLabel } from '#dialogs/read-label.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type DrawnCode, drawLabel, type Shot } from '#test/bot/label-drawing.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

let guide: Guide;
const folder = makeOwnedFolder('labels');
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const one = (format: DrawnCode['format'], text: string): DrawnCode => ({ format, text });
const LABEL = [
  one('Code128', '0821998877'),
  one('Code128', 'A920-0AW'),
  one('EAN13', '6901234567892'),
  one('Code128', '8986002101201234560'),
];

type Line = string | { readonly image: string };

async function picture(name: string, codes: readonly DrawnCode[], shot?: Shot): Promise<Line> {
  const image = join(folder, name);
  writeFileSync(image, await drawLabel(codes, shot));
  return { image };
}

async function talk(lines: readonly Line[]) {
  const desk = await openChatDesk(guide, NOW, 'webchat');
  try {
    const heard: Heard[] = [];
    for (const line of lines) {
      const said =
        typeof line === 'string'
          ? { text: line }
          : { text: '', attachments: [{ kind: 'image', name: 'label.png', ref: line.image } as const] };
      heard.push(await desk.say({ conversation: 'a', ...said }));
    }
    const said = heard.map((turn) => turn.lines.map(({ text }) => text).join('\n'));
    return { said, heard, last: said.at(-1) ?? '', ticket: heard.flatMap(({ tickets }) => tickets).at(-1) };
  } finally {
    await desk.close();
  }
}

const UP_TO_THE_LABEL = ['打印出来是白的 换过纸了', '两面都试了 不行'];

describe('a blank printer, and a photo of the label', () => {
  it('model and serial are read, the other numbers are left, and the merchant only confirms', async () => {
    const { said, ticket } = await talk([...UP_TO_THE_LABEL, await picture('c10.png', LABEL), '对的']);
    expect(said[2]).toContain('A920，序列号 0821 9988 77，对吗？');
    expect(said[2]).not.toMatch(/6901|8986/);
    expect(ticket).toMatchObject({
      priority: 'P3',
      symptoms: ['prn-blank'],
      model: 'A920',
      sn: '0821998877',
      snSource: 'photo',
      snConfirmed: true,
      attachments: [{ kind: 'image', name: 'label.png' }],
      flags: [],
      missing: [],
    });
  });

  it('a blurred one is asked for closer, and typing will do', async () => {
    const blurred = await picture('blurred.png', LABEL, { module: 2, blur: 3 });
    const { said, ticket } = await talk([...UP_TO_THE_LABEL, blurred, '拍不清', 'A920', '0821998877', '对']);
    expect(said[2]).toMatch(/靠近一点/);
    expect(said[2]).toMatch(/商户号/);
    expect(said[2]).not.toContain('0821');
    expect(ticket).toMatchObject({ sn: '0821998877', snSource: 'typed' });
  });

  it('one without the serial says what was read and what is missing', async () => {
    const { said } = await talk([...UP_TO_THE_LABEL, await picture('rest.png', LABEL.slice(1))]);
    expect(said[2]).toContain('读到了 P/N、EAN、ICCID');
    expect(said[2]).toContain('SN 那一条没读出来');
  });

  it('a second one that cannot be read goes to the agent', async () => {
    const blurred = await picture('again.png', LABEL, { module: 2, blur: 3 });
    const { last, ticket } = await talk([...UP_TO_THE_LABEL, blurred, blurred]);
    expect(last).toContain('照片收到');
    expect(ticket?.attachments).toHaveLength(2);
    expect(ticket?.sn).toBeUndefined();
  });

  it('a serial read wrongly is asked for again after a no', async () => {
    const { last } = await talk([...UP_TO_THE_LABEL, await picture('no.png', LABEL), '不对']);
    expect(last).toContain('SN 后面那串再发一次');
  });

  it('a card in the picture is warned of, counted, and not kept', async () => {
    const card = await picture('card.png', [...LABEL, one('QRCode', '4111111111111111')]);
    const { said, heard, ticket } = await talk([...UP_TO_THE_LABEL, card, '转人工']);
    expect(said[2]).toContain('照片删掉');
    expect(heard[2]?.secrets).toBe(1);
    expect(ticket?.attachments).toEqual([]);
    expect(JSON.stringify(ticket)).not.toContain('4111');
  });

  it('as the first message it is read back too', async () => {
    const { last } = await talk([await picture('first.png', LABEL)]);
    expect(last).toContain('序列号 0821 9988 77');
  });
});

describe('telling the serial from the rest', () => {
  const label = (codes: readonly (readonly [PhotoCode['format'], string])[], model?: string, unread = false) => {
    const reading: PhotoReading = {
      ref: 'r',
      outcome: 'read',
      codes: codes.map(([format, text]) => ({ format, text })),
      unread: unread ? ['top'] : [],
      card: false,
    };
    return readLabel([reading], model, guide.devices);
  };

  it.each<[string, string, PhotoCode['format']]>([
    ['a name and a colon', 'SN:0821998877;PN:A920-0AW;MAC:00:1A:2B:3C:4D:5E', 'qr'],
    ['a name and a space', 'S/N 0821998877', 'datamatrix'],
    ['an address', 'https://w.example.com/d?mac=1&sn=0821998877', 'qr'],
    ['JSON', '{"model":"A920","sn":"0821998877"}', 'qr'],
    ['lines', 'MODEL: A920\nSN: 0821998877\nIMEI: 861234567890123', 'qr'],
  ])('finds it behind %s', (_, text, format) => {
    expect(label([[format, text]]).sn).toBe('0821998877');
  });

  it.each<[string, string, PhotoCode['format']]>([
    ['an article number', '6901234567892', 'code128'],
    ['an ICCID', '8986002101201234560', 'code128'],
    ['an IMEI', '861234567890123', 'code128'],
    ['a MAC address', '00:1A:2B:3C:4D:5E', 'code128'],
    ['a part number', 'A920-0AW-RD5', 'code128'],
    ['a model', 'A920', 'code128'],
    ['eight digits, which receipts call the terminal number', '10000001', 'code128'],
    ['a merchant number', '898000057220003', 'code128'],
    ['a telephone number', '13800138000', 'code128'],
    ['an address without a name', 'https://w.example.com/0821998877', 'qr'],
    ['an asset tag', 'ZC-000123', 'code128'],
  ])('does not take %s for it', (_, text, format) => {
    expect(label([[format, text]]).sn).toBeUndefined();
  });

  it('two candidates are none', () => {
    expect(
      label([
        ['code128', '0821998877'],
        ['code128', '0821998878'],
      ]),
    ).toMatchObject({ several: true });
  });

  it('the documented form of the model wins over another number', () => {
    const codes = [
      ['code128', 'A920-0AW'],
      ['code128', 'KX00123456789'],
      ['code128', '0821998877'],
    ] as const;
    expect(label(codes)).toMatchObject({ sn: '0821998877', model: 'A920', several: false });
  });

  it('Code 39, which has no check digit, counts only in the documented form', () => {
    expect(label([['code39', 'P204194K00123']], 'P2').sn).toBeUndefined();
    expect(label([['code39', '0821998877']], 'A920').sn).toBe('0821998877');
  });

  it('while another code is unreadable, only the documented form counts', () => {
    expect(label([['code128', 'P204194K00123']], undefined, true).sn).toBeUndefined();
    expect(label([['code128', 'P204194K00123']], undefined, false).sn).toBe('P204194K00123');
  });
});
