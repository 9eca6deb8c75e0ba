/** Reads answers out to those who hear the page: each once, whatever is drawn anew around it. */

import type { PageLine } from '../wire.ts';
import { type Lines, lastSeq } from './timeline.ts';
import type { Words } from './wording.ts';

/** What the desk has said after the line `seq`, with what can be chosen; empty when it was nothing. Pure. */
export function newsAfter(lines: Lines, seq: number, words: Words): string {
  const said = lines.filter((line) => line.seq > seq && line.from !== 'merchant');
  return said.map((line) => inWords(line, words)).join('\n');
}

function inWords({ from, author, text, choices = [] }: PageLine, words: Words): string {
  const who = from === 'agent' ? (author ?? words.agent) : words.bot;
  const offered = choices.length === 0 ? [] : [`${words.choices}: ${choices.map(({ label }) => label).join(', ')}`];
  return [`${who}: ${text}`, ...offered].join('\n');
}

/** Puts what is new into a live region; what stood there when the page came is no news. */
export function createAnnouncer(region: HTMLElement): (lines: Lines, historyRead: boolean, words: Words) => void {
  let heardSeq: number | undefined;
  return (lines, historyRead, words) => {
    if (!historyRead) return;
    const news = heardSeq === undefined ? '' : newsAfter(lines, heardSeq, words);
    heardSeq = Math.max(heardSeq ?? 0, lastSeq(lines));
    if (news !== '') region.textContent = news;
  };
}
