/** A ticket in the words of mail and helpdesks. */

import { expect, it } from 'vitest';
import { describeTicket } from '#adapters/tickets/sink-words.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';

it('a ticket told elsewhere says on which channel the merchant is, and what was asked and answered', () => {
  const answers = [{ slot: 'lights', value: 'red', asked: 'Which light is on?', said: 'the red one\nand it blinks' }];
  const text = describeTicket(ticketLike({ channel: 'wechat', answers }), 'https://desk.example.com/#/T1001', 'en');
  expect(text).toContain('Channel: WeChat\n');
  expect(text).toContain('Asked and answered:\n  - Which light is on? the red one\n  and it blinks\n');
});
