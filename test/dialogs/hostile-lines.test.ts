/** Long lines made of the very words that readers look for are read in the time that any line takes. */

import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';

/** What readers pass over, or nearly take; each stands many times in a line, and the line ends in what fits nothing. */
const UNITS = [
  '应该是',
  '我选',
  '型号是',
  '最后 ',
  '最后位数',
  '， ',
  '是的',
  '好像是',
  'the ',
  "it's ",
  ' ',
  '1-',
  '六 ',
  '然后',
  '不对',
  'pos ',
  '显示 ',
  '终端号',
];
const ENDS = ['', 'x', '第', '12'];
const CHARACTERS = 900;
/** In which a line that is read in one way only takes milliseconds, and one read in all ways none of us would see. */
const WITHIN_MS = 120_000;

/** Reads every line as the first message, at a question, and where a serial or a telephone number is asked for. */
const PROGRAM = `
import { parentPort, workerData } from 'node:worker_threads';
const { root, units, ends, characters } = workerData;
const load = (path) => import(new URL(path, root).href);
const [{ readOrdinal }, { readNumberPiece }, { redact, redactAcross }, { isSameLabel }, correction, label] = await Promise.all([
  load('dialogs/readers/ordinal.ts'), load('dialogs/number-in-pieces.ts'), load('dialogs/redact.ts'),
  load('dialogs/readers/tap.ts'), load('dialogs/readers/correction.ts'), load('dialogs/read-label.ts'),
]);
const { loadBuiltInGuide } = await load('test/fixtures/built-in-guide.ts');
const { respond } = await load('dialogs/respond.ts');
const { nameTicket } = await load('dialogs/name-ticket.ts');
const guide = await loadBuiltInGuide();
const now = Date.UTC(2026, 10, 23, 2);
const message = (text) => ({ id: 'm', conversationId: 'c', channel: 'test', senderId: 's', text, attachments: [], sentAtMs: now, receivedAtMs: now });
const say = (state, text) => nameTicket(respond(state, { kind: 'message', message: message(text), sensitive: [] }, guide, now), 'T1001').state;
const after = (...lines) => lines.reduce(say, undefined);
const states = [undefined, after('断网了'), after('断网了', '转人工'), after('断网了', '转人工', 'SN 0821998877')];
const phone = { ...states[1], frames: [{ kind: 'slot', slot: 'phone', asked: 1, optional: true, part: '138' }] };
let lines = 0;
for (const [at, unit] of units.entries()) for (const end of ends) {
  const line = unit.repeat(Math.ceil(characters / unit.length)) + end;
  readOrdinal(line);
  readNumberPiece(message(line.slice(0, 80)), phone);
  redact(line);
  redactAcross([line, '6216', line], '26' + end);
  correction.correctLastDigits('0821998877', line);
  label.labelNumbers({ format: 'qr', text: line }, guide.devices);
  say(states[(at + lines) % states.length], line);
  lines += 1;
  parentPort.postMessage(unit + '…' + end);
}
`;

function readAll(): Promise<readonly string[]> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), {
    workerData: { root: new URL('../../', import.meta.url).href, units: UNITS, ends: ENDS, characters: CHARACTERS },
  });
  const read: string[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void worker.terminate(), WITHIN_MS);
    worker.on('message', (line: string) => read.push(line));
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(read);
    });
  });
}

describe('a line that readers nearly understand, over and over', () => {
  it('is read to its end by all of them', { timeout: WITHIN_MS + 30_000 }, async () => {
    expect(await readAll()).toEqual(UNITS.flatMap((unit) => ENDS.map((end) => `${unit}…${end}`)));
  });
});
