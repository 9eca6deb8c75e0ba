/** Both scripts of Chinese beside each other: what the merchant wrote as the agent reads it, and the other way round. */

import { useEffect, useState } from 'preact/hooks';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Script } from '../../wire.ts';
import { convert } from '../api.ts';
import { currentSettings } from '../settings.ts';

/** Texts kept in their other script; a long day's reading is a few thousand lines. */
const MOST_KEPT = 5_000;
/** Texts in one question to the server. */
const AT_ONCE = 50;

const kept = new Map<string, string>();

const keyOf = (text: string, to: Script): string => `${to} ${text}`;

/** The merchant's script where the agent reads and writes the other one; undefined where nothing is to convert. */
export function foreignScript({ language }: Pick<Ticket, 'language'>): Script | undefined {
  return language !== 'en' && language !== currentSettings().script ? language : undefined;
}

/** A text in another script; undefined when the server was not reached. */
export async function inScript(text: string, to: Script): Promise<string | undefined> {
  await fetchAll([text], to);
  return kept.get(keyOf(text, to));
}

/** Knows texts in another script as soon as the server has told them; `to` undefined: nothing is asked. */
export function useScript(texts: readonly string[], to: Script | undefined): (text: string) => string | undefined {
  const [, redraw] = useState(0);
  const wanted =
    to === undefined ? [] : [...new Set(texts)].filter((text) => isChinese(text) && !kept.has(keyOf(text, to)));
  const key = `${to} ${wanted.join('\n')}`;
  useEffect(() => {
    if (to === undefined || wanted.length === 0) return;
    let gone = false;
    void fetchAll(wanted, to).then(() => gone || redraw((count) => count + 1));
    return () => {
      gone = true;
    };
  }, [key]);
  return (text) => {
    const other = to === undefined ? undefined : kept.get(keyOf(text, to));
    return other === text ? undefined : other;
  };
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

async function fetchAll(texts: readonly string[], to: Script): Promise<void> {
  const unknown = texts.filter((text) => !kept.has(keyOf(text, to)));
  for (let start = 0; start < unknown.length; start += AT_ONCE) {
    const part = unknown.slice(start, start + AT_ONCE);
    const outcome = await convert({ texts: part, to });
    if (outcome.kind === 'refused') return;
    if (kept.size > MOST_KEPT) kept.clear();
    for (const [index, text] of part.entries()) kept.set(keyOf(text, to), outcome.value.texts[index] ?? text);
  }
}
