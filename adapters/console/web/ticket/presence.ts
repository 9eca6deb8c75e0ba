/** Who else looks at a ticket and what they write, so that two do not answer at once. */

import { useEffect, useState } from 'preact/hooks';
import type { Onlooker } from '../../wire.ts';
import { tellPresence } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { onPresence } from '../live.ts';
import { inWords } from '../settings.ts';
import { noteWriting, onWriting, writingNow } from './writing-now.ts';

const EVERY_MS = 20_000;

const ZH = {
  looking: (names: string) => `${names} 也在看`,
  reply: (names: string) => `${names} 正在回复商户`,
  note: (names: string) => `${names} 正在写备注`,
  and: '、',
};
const EN: typeof ZH = {
  looking: (names) => `${names} also here`,
  reply: (names) => `${names} writing to the merchant`,
  note: (names) => `${names} writing a note`,
  and: ', ',
};
const say = inWords(ZH, EN);

/** Tells the server that the ticket is shown, and shows the others. */
export function Presence({ number }: { readonly number: string }): Markup {
  const [others, setOthers] = useState<readonly Onlooker[]>([]);
  useEffect(() => {
    let gone = false;
    const tell = async (): Promise<void> => {
      if (document.hidden) return;
      const outcome = await tellPresence(number, writingNow());
      if (!gone) setOthers(outcome.kind === 'done' ? outcome.value.others : []);
    };
    const look = (): void => void tell();
    // A text begun on another ticket is none of this one's.
    noteWriting(undefined);
    look();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    const endings = [onWriting(look), onPresence((changed) => changed === number && look())];
    return () => {
      gone = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      for (const end of endings) end();
    };
  }, [number]);
  return html`<span role="status" class=${others.length === 0 ? 'hidden-words' : 'present'}>${inOneLine(others)}</span>`;
}

function inOneLine(others: readonly Onlooker[]): string {
  const words = say();
  const named = (doing: Onlooker['writing'], word: (names: string) => string): readonly string[] => {
    const names = others.filter(({ writing }) => writing === doing).map(({ name }) => name);
    return names.length === 0 ? [] : [word(names.join(words.and))];
  };
  return [...named('reply', words.reply), ...named('note', words.note), ...named(undefined, words.looking)].join(' · ');
}
