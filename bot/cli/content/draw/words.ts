/** What a drawing says besides the content's own wording, and how wide words are. */

import type { FlowOutcome, Locale, Step, Wording } from '#knowledge/guide.ts';

/** What a box of the drawing stands for: a kind of step, an end, or another symptom that takes over. */
export type BoxKind = Exclude<Step['kind'], 'outcome' | 'link'> | FlowOutcome | 'symptom';

type Words = Readonly<
  Record<
    BoxKind | 'yes' | 'no' | 'unsure' | 'otherwise' | 'given' | 'skipped' | 'first' | 'any' | 'unknown' | 'or',
    string
  >
>;

/** The drawing's own words in every locale. */
export const DRAWING_WORDS: Readonly<Record<Locale, Words>> = {
  'zh-Hans': {
    ask: '提问',
    do: '动手一步',
    say: '说一句',
    branch: '自动判断',
    collect: '收集信息',
    lookup: '查代码',
    resolved: '解决',
    handoff: '转人工',
    answered: '已答复',
    abandoned: '放弃',
    symptom: '转到别的故障',
    yes: '是',
    no: '否',
    unsure: '不知道',
    otherwise: '其他',
    given: '给了',
    skipped: '跳过',
    first: '先问',
    any: '已知',
    unknown: '未知',
    or: '或',
  },
  'zh-Hant': {
    ask: '提問',
    do: '動手一步',
    say: '說一句',
    branch: '自動判斷',
    collect: '收集資料',
    lookup: '查代碼',
    resolved: '解決',
    handoff: '轉真人',
    answered: '已答覆',
    abandoned: '放棄',
    symptom: '轉到別的故障',
    yes: '是',
    no: '否',
    unsure: '不知道',
    otherwise: '其他',
    given: '給了',
    skipped: '跳過',
    first: '先問',
    any: '已知',
    unknown: '未知',
    or: '或',
  },
  en: {
    ask: 'question',
    do: 'one thing to do',
    say: 'says',
    branch: 'decides by itself',
    collect: 'asks for a value',
    lookup: 'looks up the code',
    resolved: 'solved',
    handoff: 'to a person',
    answered: 'answered',
    abandoned: 'given up',
    symptom: 'another symptom',
    yes: 'yes',
    no: 'no',
    unsure: "don't know",
    otherwise: 'otherwise',
    given: 'given',
    skipped: 'skipped',
    first: 'first',
    any: 'known',
    unknown: 'not known',
    or: 'or',
  },
};

/** Names of the slots that several symptoms share; any other is drawn by its name in the content. */
export const SLOT_NAMES: Readonly<Record<string, Wording>> = {
  network: { 'zh-Hans': '怎么上网', 'zh-Hant': '怎麼上網', en: 'connection' },
  signal: { 'zh-Hans': '信号', 'zh-Hant': '訊號', en: 'signal' },
  phoneOnline: { 'zh-Hans': '手机能上网', 'zh-Hant': '手機能上網', en: 'phone is online' },
  scope: { 'zh-Hans': '一台还是全部', 'zh-Hant': '一台還是全部', en: 'one or all' },
  heardFrom: { 'zh-Hans': '从哪知道的', 'zh-Hant': '從哪知道的', en: 'heard from' },
  recentChange: { 'zh-Hans': '最近的变动', 'zh-Hant': '最近的變動', en: 'recent change' },
  expiryType: { 'zh-Hans': '哪种到期', 'zh-Hant': '哪種到期', en: 'what expires' },
  fallback: { 'zh-Hans': '有别的办法收款', 'zh-Hant': '有別的辦法收款', en: 'other way to take money' },
  paidOrLeaked: { 'zh-Hans': '已付钱或泄露', 'zh-Hant': '已付錢或洩漏', en: 'paid or gave away' },
  powered: { 'zh-Hans': '有电', 'zh-Hant': '有電', en: 'has power' },
  code: { 'zh-Hans': '代码', 'zh-Hant': '代碼', en: 'code' },
};

/** The width of a text in Latin letters; a Chinese character takes two. */
export function columns(text: string): number {
  return [...text].reduce((sum, sign) => sum + widthOf(sign), 0);
}

function widthOf(sign: string): number {
  return /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’…—]/.test(sign) ? 2 : 1;
}

const CLOSING = /[\uff0c\uff1f\uff01\uff1a\uff1b\uff09\u3001\u3002\u300d\u300f\u201d\u2019,.!?;:)]/;

/** Cuts a text into at most `most` lines of `width` columns; what does not fit ends in `…`. */
export function wrap(text: string, width: number, most: number): readonly string[] {
  const lines: string[] = [''];
  for (const piece of text
    .replace(/\s+/g, ' ')
    .trim()
    .match(/[A-Za-z0-9'’./-]+|./gu) ?? []) {
    const line = lines.at(-1) ?? '';
    const fits = columns(line + piece) <= width || line === '' || CLOSING.test(piece);
    if (fits) lines[lines.length - 1] = line + piece;
    else lines.push(piece === ' ' ? '' : piece);
  }
  const kept = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (kept.length <= most) return kept;
  return [...kept.slice(0, most - 1), `${(kept[most - 1] ?? '').replace(/.$/u, '')}…`];
}
