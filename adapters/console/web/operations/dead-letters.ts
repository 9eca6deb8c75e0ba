/** Messages that the bot could not work on: what they say, another try, or their end. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { DeadLetters } from '../../wire.ts';
import { endDeadLetter, fetchDeadLetters } from '../api.ts';
import { ConversationId } from '../conversation-id.ts';
import { html, type Markup } from '../html.ts';
import { lookSoon } from '../live.ts';
import { ticketLink } from '../route.ts';
import { currentSettings, inWords } from '../settings.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { channelName } from '../value-names.ts';
import { WORDS } from '../wording.ts';

const MOST = 100;

const ZH = {
  title: '处理不了的消息',
  how: '机器人试了三次都没处理成，已向商户道歉并转人工。修好原因后可以让它再试；不用再处理的可以放弃（对话里仍看得到）。都会记录。',
  retry: '再试一次',
  discard: '放弃',
  sure: '确定放弃',
  retryOf: (text: string) => `再试一次：${text}`,
  discardOf: (text: string) => `放弃：${text}`,
};
const EN: typeof ZH = {
  title: 'Messages put aside',
  how: 'The bot failed on each of them three times, apologised and called people. Once the cause is mended let it try again; what needs nothing more can be discarded and stays in the transcript. Both are logged.',
  retry: 'Try again',
  discard: 'Discard',
  sure: 'Really discard',
  retryOf: (text) => `Try again: ${text}`,
  discardOf: (text) => `Discard: ${text}`,
};
const say = inWords(ZH, EN);

type Letter = DeadLetters['letters'][number];

/** The list; nothing where no message is put aside. */
export function DeadLetterList(): Markup {
  const answer = useAnswer('dead letters', () => fetchDeadLetters(MOST));
  const letters = answer.value?.letters ?? [];
  if (letters.length === 0) return null;
  return html`<section class="panel">
    <h3>${say().title} (${letters.length})</h3>
    <p class="soft">${say().how}</p>
    <ul class="unmatched">
      ${letters.map((letter) => h(Row, { key: letter.id, letter, onEnded: answer.again }))}
    </ul>
  </section>`;
}

function Row({ letter, onEnded }: { readonly letter: Letter; readonly onEnded: () => void }): Markup {
  const [state, setState] = useState<'' | 'busy' | 'asked'>('');
  const [code, setCode] = useState<string>();
  const { locale } = currentSettings();
  const { id, conversationId, atMs, channel, text, ticket } = letter;
  const end = async (how: 'retry' | 'discard'): Promise<void> => {
    setState('busy');
    const outcome = await endDeadLetter(id, how);
    setState('');
    setCode(outcome.kind === 'refused' ? outcome.code : undefined);
    onEnded();
    lookSoon();
  };
  return html`<li>
    <p>${text}</p>
    <span class="soft">
      ${instantInWords(atMs, WORDS[locale])} · ${channelName(channel, locale)}
      ${ticket === undefined ? null : html` · <a href=${ticketLink(ticket)}>${ticket}</a>`}
      · ${h(ConversationId, { id: conversationId })}
    </span>
    <span class="picking">
      <button type="button" class="small" disabled=${state === 'busy'} aria-label=${say().retryOf(text)} onClick=${() => void end('retry')}>${say().retry}</button>
      <button type="button" class="small quiet" disabled=${state === 'busy'} aria-label=${state === 'asked' ? say().sure : say().discardOf(text)} onClick=${() => (state === 'asked' ? void end('discard') : setState('asked'))}>
        ${state === 'asked' ? say().sure : say().discard}
      </button>
    </span>
    ${code === undefined ? null : html`<span class="problem" role="alert">${problemInWords({ code })}</span>`}
  </li>`;
}
