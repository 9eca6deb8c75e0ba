/** Converts traditional characters and everyday Cantonese to the simplified written form that rules are written in. */

import { Converter, Locale } from 'opencc-js/t2cn';
import { remember } from './remember.ts';

/**
 * Cantonese words whose characters would be lost by script conversion (係 becomes 系) or never appear in rules. Longest
 * first; both the traditional and the simplified spelling of each are listed where they differ.
 */
const CANTONESE: readonly (readonly [RegExp, string])[] = [
  [/係咪|系咪|係唔係/g, '是不是'],
  [/唔係|唔系/g, '不是'],
  [/仲係|仲系/g, '还是'],
  [/唔該|唔该/g, '谢谢'],
  [/點算|点算/g, '怎么办'],
  [/點解|点解/g, '为什么'],
  [/點樣|点样/g, '怎么样'],
  [/點整|点整/g, '怎么弄'],
  [/點用|点用/g, '怎么用'],
  [/喺邊度|喺边度|喺邊|喺边|邊度|边度/g, '在哪里'],
  [/邊個|边个/g, '哪个'],
  [/幾多|几多/g, '多少'],
  [/幾時|几时/g, '什么时候'],
  [/唔見咗|唔见咗|唔見|唔见/g, '不见了'],
  [/仲未/g, '还没'],
  [/一樣咁|一样咁/g, '一样'],
  [/得咗/g, '好了'],
  [/唔得/g, '不行'],
  [/乜嘢|咩嘢|乜野|乜|咩/g, '什么'],
  [/佢哋/g, '他们'],
  [/我哋/g, '我们'],
  [/你哋/g, '你们'],
  [/部機|部机/g, '机器'],
  [/呢部|呢個|呢个/g, '这个'],
  [/嗰/g, '那'],
  [/呢度/g, '这里'],
  [/咁/g, '这么'],
  [/啱啱/g, '刚刚'],
  [/琴日|尋日|寻日/g, '昨天'],
  [/今日/g, '今天'],
  [/聽日|听日/g, '明天'],
  [/搵/g, '找'],
  [/睇/g, '看'],
  [/嚟/g, '来'],
  [/攞/g, '拿'],
  [/俾|畀/g, '给'],
  [/冇/g, '没'],
  [/唔/g, '不'],
  [/咗|晒/g, '了'],
  [/嘅/g, '的'],
  [/喺/g, '在'],
  [/係/g, '是'],
  [/佢/g, '他'],
  [/啲/g, '些'],
  [/喎|囉|啰|㗎|嘞/g, ''],
  [/咭/g, '卡'],
];

/** The places in the list of the words that begin with a UTF-16 unit. */
const byFirst = new Map<number, number[]>();
/** 1 where words begin with the unit. */
const begins = new Uint8Array(65_536);
for (const [place, [pattern]] of CANTONESE.entries()) {
  for (const first of new Set(pattern.source.split('|').map((word) => word.charCodeAt(0)))) {
    begins[first] = 1;
    byFirst.set(first, [...(byFirst.get(first) ?? []), place]);
  }
}

/** Simplified text asks with it (能用么), where OpenCC takes it for the traditional form of 幺. */
const ASKING = '么';

let convert: ((text: string) => string) | undefined;

const simplified = remember((text: string): string => {
  const converter = convert ?? Converter({ from: 'tw', to: 'cn' });
  convert = converter;
  return text.split(ASKING).map(converter).join(ASKING);
});

/** Traditional to simplified characters; never changes the length of a text by more than OpenCC's own phrase table. */
export function toSimplified(text: string): string {
  return mayChange(text) ? simplified(text) : text;
}

let telling: Uint8Array | undefined;

/** Whether a text holds a sign that any change needs; most lines hold none, and conversion walks through three tables. */
function mayChange(text: string): boolean {
  let signs = telling;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit <= 0x7f) continue;
    signs ??= telling = tellingSigns();
    if (signs[unit] === 1) return true;
  }
  return false;
}

/** By UTF-16 unit, 1 for one sign of every entry of OpenCC's tables that changes a text. */
function tellingSigns(): Uint8Array {
  const signs = new Uint8Array(65_536);
  // Halves of rarer characters, and characters kept for old character sets, which OpenCC replaces beforehand.
  signs.fill(1, 0xd800, 0xe000);
  signs.fill(1, 0xf900, 0xfb00);
  const phrases: (readonly [string, string])[] = [];
  for (const [source, target] of changes()) {
    if (source.length === 1) signs[source.charCodeAt(0)] = 1;
    else phrases.push([source, target]);
  }
  for (const [source, target] of phrases) {
    const units = Array.from({ length: source.length }, (_, at) => source.charCodeAt(at));
    if (units.some((unit) => signs[unit] === 1)) continue;
    const lost = units.find((unit) => !target.includes(String.fromCharCode(unit))) ?? units[0];
    if (lost !== undefined) signs[lost] = 1;
  }
  return signs;
}

/** A table as OpenCC has it: entries with a bar between them, or pairs. */
type Table = string | readonly (readonly [string, string])[];

/** What the tables change, and into what. */
function changes(): readonly (readonly [string, string])[] {
  const tables: readonly Table[] = Locale.configs?.tw2s?.conversionChain.flat() ?? [];
  const entriesOf = (table: Table): readonly (readonly [string, string])[] =>
    typeof table === 'string' ? table.split('|').map((entry) => entry.split(' ') as [string, string]) : table;
  return tables.flatMap(entriesOf).filter(([source, target]) => source !== target && !source.includes(ASKING));
}

/** Writes everyday Cantonese in standard written Chinese; other text is returned as it is. */
export function fromCantonese(text: string): string {
  let places: Set<number> | undefined;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (begins[unit] !== 1) continue;
    places ??= new Set();
    for (const place of byFirst.get(unit) ?? []) places.add(place);
  }
  let standard = text;
  for (const place of [...(places ?? [])].sort((a, b) => a - b)) {
    const [pattern, replacement] = CANTONESE[place] as (typeof CANTONESE)[number];
    standard = standard.replace(pattern, replacement);
  }
  return standard;
}
