/** How merchants type: the labelled lines that may be read, by label and by language. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Locale } from '#knowledge/guide.ts';
import type { Random } from './random.ts';

const LEARN = new URL('../../../test/utterances/learn.jsonl', import.meta.url);

const lineSchema = z.object({
  text: z.string(),
  label: z.string(),
  lang: z.enum(['zh-Hans', 'zh-Hant', 'en', 'pinyin', 'mixed']),
  noise: z.string(),
  entities: z.record(z.string(), z.unknown()),
});

type Line = z.infer<typeof lineSchema>;

/** Lines to draw from. */
export interface Lines {
  /** One line that says this, in a language; plain lines only, unless `noisy`. `undefined` when there is none. */
  draw(label: string, locale: Locale, noisy: boolean, random: Random): string | undefined;
}

/** Lines that state two things or deny one say more than their label; a merchant with one fault does not type them. */
const MORE_THAN_ONE: readonly string[] = ['multi', 'negation'];
/** Numbers of another merchant's terminal. */
const OWN: readonly string[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'phone'];
const PLAIN: readonly string[] = ['none', 'fragment'];

function isIn(lang: Line['lang'], locale: Locale): boolean {
  if (lang === 'pinyin' || lang === 'mixed') return locale === 'zh-Hans';
  return lang === locale;
}

/** Reads the labelled lines. */
export function readLines(): Lines {
  const all = readFileSync(LEARN, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .filter(({ noise, entities }) => !MORE_THAN_ONE.includes(noise) && !OWN.some((kind) => kind in entities));
  const byLabel = Map.groupBy(all, ({ label }) => label);
  const found = new Map<string, readonly string[]>();
  const linesOf = (label: string, locale: Locale, noisy: boolean): readonly string[] => {
    const key = `${label}/${locale}/${noisy}`;
    const known = found.get(key) ?? select(byLabel.get(label) ?? [], locale, noisy);
    found.set(key, known);
    return known;
  };
  return { draw: (label, locale, noisy, random) => random.pick(linesOf(label, locale, noisy)) };
}

function select(lines: readonly Line[], locale: Locale, noisy: boolean): readonly string[] {
  const spoken = lines.filter(({ lang }) => isIn(lang, locale));
  const fitting = noisy
    ? spoken
    : spoken.filter(({ noise, lang }) => PLAIN.includes(noise) && lang !== 'pinyin' && lang !== 'mixed');
  return (fitting.length > 0 ? fitting : spoken).map(({ text }) => text);
}
