/** A message that can hold no piece of a secret changes nothing, whatever was said before it. */

import { expect, it } from 'vitest';
import { mayHoldSecret, redactAcross } from '#dialogs/redact.ts';
import { fc } from '#test/fixtures/properties.ts';

/** Pieces of cards in many spellings, and words. */
const PIECES = [
  '4111',
  '1111',
  '４１１１',
  '四一一一',
  '①①①①',
  '密码',
  '****',
  'four one',
  'pin',
  "that's the pin",
  '这是密码',
  '135790',
  '002X',
  'x',
  '断网了',
  'wifi',
  '我去拔',
  ' ',
];
const message = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((all) => all.join('')),
  fc.string({ unit: 'grapheme' }),
);

it('what comes before a message that can hold no secret stays as it was, and so does the message', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), message, (previous, text) => {
      fc.pre(!mayHoldSecret(text));
      expect(redactAcross(previous, text)).toEqual({ previous, text, found: [] });
    }),
  );
});

it.each(['1', '１', '一', '①', 'yiersan', 'four one', '密码', 'Password'])('%s may hold one', (text) => {
  expect(mayHoldSecret(`好的 ${text}`)).toBe(true);
});
