/** Tickets in chat tools: which lines of a thread are commands. */

import { describe, expect, it } from 'vitest';
import { readCommand } from '#adapters/tickets/ticket-words.ts';

describe('a line in a ticket’s thread', () => {
  it.each(['reply: 您好', '/reply 您好', '回复：您好', '/回复您好', '／回覆 您好', '!回复 您好'])(
    'goes to the merchant: %s',
    (line) => {
      expect(readCommand(line)).toEqual({ kind: 'reply', text: '您好' });
    },
  );

  it.each(['note: dark', '/note dark', '备注：dark', '/備註dark'])('is noted: %s', (line) => {
    expect(readCommand(line)).toEqual({ kind: 'note', text: 'dark' });
  });

  it.each(['reply to him please', '/replying', '回复他了吗', '!回复他了吗', '我看 /回复 就行', '/reply'])(
    'is talk among colleagues: %s',
    (line) => {
      expect(readCommand(line)).toBeUndefined();
    },
  );
});
