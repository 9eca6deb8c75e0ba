/** Who looks at a ticket and writes on it, and who is told of it. */

import { describe, expect, it } from 'vitest';
import { createPresenceBook } from '#adapters/console/presence.ts';

function open() {
  let now = 0;
  const book = createPresenceBook(() => now);
  const told: string[] = [];
  const stop = book.onChange((number) => told.push(number));
  return {
    book,
    told,
    stop,
    advance(ms: number) {
      now += ms;
    },
  };
}

describe('the book of looks', () => {
  it('tells once that somebody came, began to write and ended, and not that they still look', () => {
    const { book, told } = open();
    book.look('T1', 'Li');
    book.look('T1', 'Li');
    book.look('T1', 'Li', 'reply');
    book.look('T1', 'Li', 'reply');
    book.look('T1', 'Li');
    expect(told).toEqual(['T1', 'T1', 'T1']);
  });

  it('names the others of the same ticket only, in order, until they have been silent too long', () => {
    const { book, advance } = open();
    book.look('T1', 'Wang', 'note');
    book.look('T1', 'Li');
    book.look('T2', 'Zhao');
    expect(book.look('T1', 'me')).toEqual([{ name: 'Li' }, { name: 'Wang', writing: 'note' }]);
    advance(30_000);
    book.look('T1', 'Li');
    advance(30_000);
    expect(book.look('T1', 'me')).toEqual([{ name: 'Li' }]);
  });

  it('knows somebody with two windows as one, and neither window ends what is written in the other', () => {
    const { book, told } = open();
    for (let at = 0; at < 3; at += 1) {
      book.look('T1', 'Li', 'reply', 'a');
      book.look('T1', 'Li', undefined, 'b');
    }
    expect(told).toEqual(['T1', 'T1']);
    expect(book.look('T1', 'me')).toEqual([{ name: 'Li', writing: 'reply' }]);
    expect(book.look('T1', 'Li', undefined, 'b')).toEqual([{ name: 'me' }]);
  });

  it('tells nobody who has gone', () => {
    const { book, told, stop } = open();
    stop();
    book.look('T1', 'Li');
    expect(told).toEqual([]);
  });

  it('does not grow without end', () => {
    const { book } = open();
    for (let ticket = 0; ticket < 6_000; ticket += 1) book.look(`T${ticket}`, 'Li');
    expect(book.look('T5999', 'Wang')).toEqual([]);
    expect(book.look('T1', 'Wang')).toEqual([{ name: 'Li' }]);
    for (let page = 0; page < 1_000; page += 1) book.look('T2', `Li ${page}`, undefined, String(page));
    expect(book.look('T2', 'Wang')).toHaveLength(500);
  });
});
