/** What was made of a text of late is not made again. */

import { expect, it } from 'vitest';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { remember, rememberBeside } from '#knowledge/text/remember.ts';

it('makes something of a text once', () => {
  const made: string[] = [];
  const read = remember((text: string) => {
    made.push(text);
    return { text };
  });
  expect(read('没网')).toBe(read('没网'));
  expect(read('没纸')).not.toBe(read('没网'));
  expect(made).toEqual(['没网', '没纸']);
});

it('forgets the oldest of many texts, and never keeps a long one', () => {
  let made = 0;
  const read = remember((text: string) => ({ text, number: ++made }));
  const first = read('first');
  for (let at = 0; at < 500; at++) read(`another ${at}`);
  expect(read('first')).not.toBe(first);
  expect(read('long '.repeat(50))).not.toBe(read('long '.repeat(50)));
});

it('makes something of an utterance once for each thing that it also depends on', () => {
  const made: unknown[] = [];
  const read = rememberBeside(
    ({ normal }, asked: string | undefined) => made.push([normal, asked]) && `${normal} ${asked}`,
  );
  const utterance = readUtterance('没网');
  expect([
    read(utterance, 'sn'),
    read(utterance, undefined),
    read(utterance, 'sn'),
    read(utterance, undefined),
  ]).toEqual(['没网 sn', '没网 undefined', '没网 sn', '没网 undefined']);
  expect(made).toHaveLength(2);
});
