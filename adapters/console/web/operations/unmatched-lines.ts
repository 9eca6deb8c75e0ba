/** Lines that the bot could not read: a person says what each meant, and all together become a file for `content suggest`. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { FlowList, Unmatched } from '../../wire.ts';
import { fetchFlows, fetchUnmatched } from '../api.ts';
import { ConversationId } from '../conversation-id.ts';
import { Faulty } from '../frame/faulty.ts';
import { saveFile } from '../frame/save-file.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings, inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';
import { instantInWords } from '../time-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { channelName } from '../value-names.ts';
import { WORDS } from '../wording.ts';
import { toJsonLines } from './export-lines.ts';

const MOST = 200;
/** Small talk, and what no support desk can help with. */
const OUT_OF_SCOPE = 'ctl-oos';

const ZH = {
  title: '机器人没听懂的话',
  how: '每句旁边是匹配器的猜测：对就采用，不对就另选，认不出的留空。导出后运行 npm run -s content -- suggest unmatched.jsonl。',
  none: '最近没有听不懂的话。',
  pick: '是什么故障？',
  meaning: (text: string) => `「${text}」是什么故障`,
  guess: (name: string) => `猜：${name}`,
  take: (name: string, text: string) => `猜：${name}（「${text}」）`,
  export: (count: number) => `导出 ${count} 句（JSONL）`,
};
const EN: typeof ZH = {
  title: 'Lines the bot could not read',
  how: 'Beside each line stands the matcher’s guess: take it where it is right, pick another where it is not, leave out what you do not recognise. Export, and run npm run -s content -- suggest unmatched.jsonl.',
  none: 'Lately every line was read.',
  pick: 'Which symptom?',
  meaning: (text) => `What “${text}” means`,
  guess: (name) => `Guess: ${name}`,
  take: (name, text) => `Guess: ${name} (“${text}”)`,
  export: (count) => `Export ${count} ${count === 1 ? 'line' : 'lines'} (JSONL)`,
};
const say = inWords(ZH, EN);

type Line = Unmatched['lines'][number];

/** The list, with a symptom to pick for each line. */
export function UnmatchedLines(): Markup {
  const answer = useAnswer('unmatched', () => fetchUnmatched(MOST), false);
  const flows = useAnswer('flows', fetchFlows, false);
  const [labels, setLabels] = useState<Readonly<Record<string, string>>>({});
  if (answer.value === undefined)
    return html`<section class="panel"><h3>${say().title}</h3>${h(Faulty, { answer })}</section>`;
  const { lines } = answer.value;
  const labelled = lines.flatMap((line) => {
    const label = labels[keyOf(line)];
    return label === undefined || label === '' ? [] : [{ text: line.text, label }];
  });
  const save = (): void => saveFile('unmatched.jsonl', 'application/jsonl', toJsonLines(labelled));
  return html`<section class="panel">
    <h3>${say().title}</h3>
    <p class="soft">${lines.length === 0 ? say().none : say().how}</p>
    <ul class="unmatched">
      ${lines.map((line) =>
        h(Choice, {
          key: keyOf(line),
          line,
          flows: flows.value?.flows ?? [],
          label: labels[keyOf(line)] ?? '',
          onPick: (label: string) => setLabels({ ...labels, [keyOf(line)]: label }),
        }),
      )}
    </ul>
    ${lines.length === 0 ? null : html`<button type="button" disabled=${labelled.length === 0} onClick=${save}>${say().export(labelled.length)}</button>`}
  </section>`;
}

interface ChoiceProps {
  readonly line: Line;
  readonly flows: FlowList['flows'];
  readonly label: string;
  readonly onPick: (label: string) => void;
}

function Choice({ line, flows, label, onPick }: ChoiceProps): Markup {
  const { locale } = currentSettings();
  return html`<li>
    <p>${line.text}</p>
    <span class="soft">${instantInWords(line.atMs, WORDS[locale])} · ${channelName(line.channel, locale)} · ${h(ConversationId, { id: line.conversationId })}</span>
    <span class="picking">
    ${h(Guess, { line, label, onPick })}
    <select aria-label=${say().meaning(line.text)} value=${label} onChange=${(event: Event) => onPick((event.currentTarget as HTMLSelectElement).value)}>
      <option value="">${say().pick}</option>
      ${optionsFor(line, flows).map(([id, name]) => html`<option key=${id} value=${id}>${name} · ${id}</option>`)}
    </select>
    </span>
  </li>`;
}

/** Every symptom, that a line is none of our business, and the guess where it is something else again. */
function optionsFor({ suggested }: Line, flows: FlowList['flows']): readonly (readonly [id: string, name: string])[] {
  const { locale } = currentSettings();
  const symptoms = flows.filter(({ kind }) => kind === 'symptom').map(({ id, title }) => [id, title[locale]] as const);
  const known = new Set(symptoms.map(([id]) => id));
  const others = [OUT_OF_SCOPE, ...(suggested === undefined ? [] : [suggested])].filter((id) => !known.has(id));
  return [...symptoms, ...[...new Set(others)].map((id) => [id, nameOf(id) ?? id] as const)];
}

/** The matcher's guess as a button; nothing where it has none, or where it is taken already. */
function Guess({ line, label, onPick }: Omit<ChoiceProps, 'flows'>): Markup {
  const { suggested, text } = line;
  if (suggested === undefined || suggested === label) return null;
  const name = nameOf(suggested) ?? suggested;
  return html`<button type="button" class="small quiet" aria-label=${say().take(name, text)} onClick=${() => onPick(suggested)}>
    ${say().guess(name)}
  </button>`;
}

function keyOf({ conversationId, seq }: Line): string {
  return `${conversationId} ${seq}`;
}
