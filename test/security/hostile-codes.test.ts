/** Case I38: what stands in a barcode is data, whatever it looks like. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { LabelReader } from '#bot/label-photo/label-reader.ts';
import { respond } from '#dialogs/respond.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const readerOf = (text: string): LabelReader => ({
  read: async (ref) => ({ ref, outcome: 'read', codes: [{ text, format: 'qr' }], unread: [], card: false }),
  close: async () => {},
});
const MEDIA = { bytes: new Uint8Array([1, 2, 3]), contentType: 'image/png' };

/** A merchant who asks for a person and then sends the photo of a code; what is stored of it, as one text. */
async function sendCode(text: string) {
  const desk = await runPipeline({ labels: readerOf(text), respond, guide: () => guide });
  await desk.say('转人工');
  const ref = await desk.forChannels.media.put(MEDIA);
  await desk.say('', { attachments: [{ kind: 'image', name: 'label.png', ref }] });
  const bot = (await desk.transcript()).filter(({ from }) => from === 'bot').map((line) => line.text);
  const tickets = await desk.store.tickets({ limit: 9 });
  return { said: bot.join('\n'), tickets: tickets.map((ticket) => JSON.stringify(ticket)).join('\n'), desk };
}

describe('I38 a code in a photo', () => {
  it('that is a serial is taken as one, so that what follows can fail', async () => {
    const { said, tickets } = await sendCode('P204194K00123');
    expect(said + tickets).toContain('P204194K00123');
  });

  it.each([
    ['SQL', "x'; drop table conversations; --"],
    ['an address', 'https://evil.example/pay?next=bank'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['control characters', '\u0000\u0007\u001b[31mSN\r\nX: y'],
    ['a prototype', '__proto__'],
  ])('with %s is neither said back nor a serial, and the desk goes on', async (_, text) => {
    const { said, tickets, desk } = await sendCode(text);
    expect(said).not.toContain(text);
    expect(tickets).not.toContain(JSON.stringify(text).slice(1, -1));
    const before = (await desk.transcript()).length;
    await desk.say('断网了');
    expect((await desk.transcript()).length).toBeGreaterThan(before + 1);
  });
});
