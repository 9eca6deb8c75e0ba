/** Converts traditional characters and everyday Cantonese to the simplified written form that rules are written in. */

import { Converter } from 'opencc-js/t2cn';
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

const cantoneseMarker = /[係系唔點点邊边幾几仲得乜咩哋部呢嗰咁啱琴尋寻今聽听搵睇嚟攞俾畀冇咗晒嘅喺佢啲喎囉啰㗎嘞咭一]/;

const BEYOND_ASCII = /[^\0-\x7f]/;

let convert: ((text: string) => string) | undefined;

const simplified = remember((text: string): string => {
  const converter = convert ?? Converter({ from: 'tw', to: 'cn' });
  convert = converter;
  return converter(text);
});

/** Traditional to simplified characters; never changes the length of a text by more than OpenCC's own phrase table. */
export function toSimplified(text: string): string {
  return BEYOND_ASCII.test(text) ? simplified(text) : text;
}

/** Writes everyday Cantonese in standard written Chinese; other text is returned as it is. */
export function fromCantonese(text: string): string {
  if (!cantoneseMarker.test(text)) return text;
  let standard = text;
  for (const [pattern, replacement] of CANTONESE) standard = standard.replace(pattern, replacement);
  return standard;
}
