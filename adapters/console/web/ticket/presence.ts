/** Who else looks at a ticket, so that two do not write at once. */

import { useEffect, useState } from 'preact/hooks';
import { tellPresence } from '../api.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';

const EVERY_MS = 20_000;

const say = inWords(
  { looking: (names: string) => `${names} 也在看` },
  { looking: (names: string) => `${names} also here` },
);

/** Tells the server that the ticket is shown, and shows the others. */
export function Presence({ number }: { readonly number: string }): Markup {
  const [others, setOthers] = useState<readonly string[]>([]);
  useEffect(() => {
    let gone = false;
    const tell = async (): Promise<void> => {
      if (document.hidden) return;
      const outcome = await tellPresence(number);
      if (!gone) setOthers(outcome.kind === 'done' ? outcome.value.others : []);
    };
    void tell();
    const timer = setInterval(() => void tell(), EVERY_MS);
    const back = (): void => void tell();
    document.addEventListener('visibilitychange', back);
    return () => {
      gone = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', back);
    };
  }, [number]);
  return html`<span role="status" class=${others.length === 0 ? 'hidden-words' : 'present'}
    >${others.length === 0 ? '' : say().looking(others.join('、'))}</span
  >`;
}
