/** The merchant's newest words above the text field, while they are unanswered and further down than one reads. */

import { useEffect, useState } from 'preact/hooks';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { TicketView } from '../../wire.ts';
import { html, type Markup } from '../html.ts';
import { inWords } from '../settings.ts';
import { isLive } from '../tickets.ts';
import { instantInWords } from '../time-in-words.ts';
import type { Words } from '../wording.ts';

const ZH = { newest: '商户的回复' };
const EN: typeof ZH = { newest: 'Merchant’s answer' };
const say = inWords(ZH, EN);

/** The merchant's last line since an agent has written; undefined before that, when the summary says it all. */
export function unansweredLine(transcript: readonly TranscriptLine[]): TranscriptLine | undefined {
  const answered = transcript.findLastIndex(({ from }) => from === 'agent');
  return answered < 0 ? undefined : transcript.slice(answered).findLast(({ from }) => from === 'merchant');
}

/** What it reads from and leads to. */
export interface NewestProps {
  readonly view: TicketView;
  readonly words: Words;
  /** The part of the page that scrolls. */
  readonly area: { readonly current: HTMLElement | null };
}

/** One line of it that leads to the end of the transcript; nothing while that is in sight. */
export function Newest({ view, words, area }: NewestProps): Markup {
  const line = isLive(view.ticket) ? unansweredLine(view.transcript) : undefined;
  const inSight = useEndInSight(area, view.transcript.length);
  if (line === undefined || inSight) return null;
  const goThere = (): void => area.current?.scrollTo({ top: area.current.scrollHeight });
  return html`<button type="button" class="newest-said" onClick=${goThere}>
    <strong>${say().newest}</strong>
    <span>${line.text === '' ? words.attachment : line.text}</span>
    <time datetime=${new Date(line.atMs).toISOString()}>${instantInWords(line.atMs, words)} ↓</time>
  </button>`;
}

/** True until the page knows better, so that nothing flashes up. */
function useEndInSight(area: NewestProps['area'], lines: number): boolean {
  const [inSight, setInSight] = useState(true);
  useEffect(() => {
    const end = area.current?.querySelector('#transcript > li:last-child');
    if (!end) return undefined;
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting === true), {
      root: area.current,
    });
    observer.observe(end);
    return () => observer.disconnect();
  }, [lines]);
  return inSight;
}
