/** Folds a text to plain digits and lower-case letters for scanning, and remembers where each character came from. */

/** A text in comparable form. Index `i` of `plain` stands for the characters `from[i]` to `to[i]` of the source. */
export interface Folded {
  /** Every digit as 0-9 whatever its script, letters lower case and half-width, invisible characters left out. */
  readonly plain: string;
  /** Source offset at which the character begins. */
  readonly from: readonly number[];
  /** Source offset at which the character ends, exclusive. */
  readonly to: readonly number[];
  /** True where a new number may begin although no sign of its own separates it: other script, or invisible sign or mark before. */
  readonly cut: readonly boolean[];
  /** True for characters that were typed as plain digits and letters. */
  readonly ascii: readonly boolean[];
}

interface Piece {
  readonly text: string;
  readonly script: 'ascii' | 'han' | 'foreign' | 'none';
}

const HAN_DIGITS: ReadonlyMap<string, string> = new Map(
  [
    '零〇○◯洞',
    '一壹弌幺么',
    '二贰貳弍贰两兩',
    '三叁參叄弎',
    '四肆',
    '五伍',
    '六陆陸',
    '七柒拐',
    '八捌',
    '九玖勾',
  ].flatMap((spellings, digit) => [...spellings].map((spelling): [string, string] => [spelling, String(digit)])),
);

/** First code point and value of runs of enclosed digits that Unicode does not decompose. */
const ENCLOSED: readonly (readonly [first: number, last: number, value: number])[] = [
  [0x24eb, 0x24f4, 11],
  [0x24f5, 0x24fe, 1],
  [0x24ff, 0x24ff, 0],
  [0x2776, 0x277f, 1],
  [0x2780, 0x2789, 1],
  [0x278a, 0x2793, 1],
  [0x3021, 0x3029, 1],
  [0x1f10b, 0x1f10c, 0],
];

const INVISIBLE = /^[\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
const MARK = /^\p{M}$/u;
const DECIMAL = /^\p{Nd}$/u;
const NUMERIC_FORM = /^[(.,]*(\p{Nd}+)[).,]*$/u;
/** Digits as they are dictated in English and typed in pinyin, by the word in lower case. */
export const DIGIT_WORDS: ReadonlyMap<string, string> = new Map(
  [
    'zero oh ling dong',
    'one yi yao',
    'two er liang',
    'three san',
    'four si',
    'five wu',
    'six liu',
    'seven qi guai',
    'eight ba',
    'nine jiu gou',
  ].flatMap((words, digit) => words.split(' ').map((word): [string, string] => [word, String(digit)])),
);
const ANY_WORD = [...DIGIT_WORDS.keys()].join('|');
/** Written together they are digits from three on: yiersansi. */
const JOINED = `(?:${ANY_WORD}){3,}`;
const WORDS = `(?:${JOINED}|${ANY_WORD})(?![a-z])`;
const WORD_RUN = new RegExp(
  `(?<![a-z])(?:${WORDS}(?:[\\s,.-]{1,3}(?:${WORDS}|\\d+(?![a-z])))+|${JOINED}(?![a-z]))`,
  'g',
);
/** None of the words begins another one. */
const WORD = new RegExp([...DIGIT_WORDS.keys()].sort((one, other) => other.length - one.length).join('|'), 'g');
/** Characters that are digits only in company: 怎么, 两笔, 洞 are everyday words. */
const EVERYDAY = new Set('么两兩洞拐勾');

/** Unicode keeps each script's ten digits together in order, so a digit's value is its distance from the block's start. */
function decimalValue(codePoint: number): number {
  let before = 0;
  while (DECIMAL.test(String.fromCodePoint(codePoint - before - 1))) before += 1;
  return before % 10;
}

function enclosedValue(codePoint: number): string | undefined {
  for (const [first, last, value] of ENCLOSED) {
    if (codePoint >= first && codePoint <= last) return String(value + codePoint - first);
  }
  return undefined;
}

/** What a character beyond ASCII is by itself. */
type Foreign = Piece | 'mark' | 'invisible';

/** Kept from earlier texts; a text that is made of rarer characters still costs no more memory than this. */
const MOST_KNOWN = 8_192;
const known = new Map<string, Foreign>();

function readForeign(character: string, codePoint: number): Foreign {
  const before = known.get(character);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const read = MARK.test(character)
    ? 'mark'
    : INVISIBLE.test(character)
      ? 'invisible'
      : foldForeign(character, codePoint);
  known.set(character, read);
  return read;
}

function foldForeign(character: string, codePoint: number): Piece {
  const han = HAN_DIGITS.get(character);
  if (han !== undefined) return { text: han, script: 'han' };
  if (DECIMAL.test(character)) return { text: String(decimalValue(codePoint)), script: 'foreign' };
  const enclosed = enclosedValue(codePoint);
  if (enclosed !== undefined) return { text: enclosed, script: 'foreign' };
  const compatible = character.normalize('NFKC');
  const digits = NUMERIC_FORM.exec(compatible)?.[1];
  if (digits !== undefined) return { text: digits, script: 'foreign' };
  const bare = compatible.replace(/[()]/g, '');
  const compatibleHan = HAN_DIGITS.get(bare);
  if (compatibleHan !== undefined) return { text: compatibleHan, script: 'han' };
  return { text: compatible.length === 1 ? compatible.toLowerCase() : character, script: 'none' };
}

function readCharacter(character: string, codePoint: number): Foreign {
  if (codePoint >= 0x30 && codePoint <= 0x39) return { text: character, script: 'ascii' };
  if (codePoint < 0x80) return { text: character.toLowerCase(), script: 'none' };
  return readForeign(character, codePoint);
}

/** The digits that a character stands for, in whatever script: none for a letter, two for `⑫`. */
export function digitsOf(character: string): string | undefined {
  const piece = readCharacter(character, character.codePointAt(0) ?? 0);
  return typeof piece === 'string' || piece.script === 'none' ? undefined : piece.text;
}

const DIGIT_WORD = new RegExp(`(?<![a-z])(?:${ANY_WORD})+(?![a-z])`, 'i');
const LETTER_OR_NUMBER = /[\p{L}\p{N}]/u;

/**
 * Whether folding may bring a digit out of a text, whatever stands beside it, or a letter that was typed in another form.
 * Most messages hold nothing of the kind, and need not be folded.
 */
export function mayHideDigits(text: string): boolean {
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const piece = readCharacter(character, codePoint);
    if (typeof piece === 'string' || piece.script !== 'none') return true;
    if (codePoint > 0x7f && piece.text !== character && LETTER_OR_NUMBER.test(piece.text)) return true;
  }
  return DIGIT_WORD.test(text);
}

interface Draft {
  readonly plain: string[];
  readonly from: number[];
  readonly to: number[];
  readonly cut: boolean[];
  readonly han: boolean[];
  readonly ascii: boolean[];
}

const GAP = /[\s\p{P}]/u;

/** The nearest character in one direction that is no separator, at most three signs away. */
function neighbour(plain: readonly string[], index: number, direction: 1 | -1): number {
  for (let step = 1; step <= 4; step += 1) {
    const at = index + step * direction;
    if (!GAP.test(plain[at] ?? '')) return at;
  }
  return -1;
}

/** A Chinese numeral that stands alone is a word (后三位, 怎么), not a digit. */
function restoreWords(source: string, draft: Draft): string {
  const isDigit = (at: number): boolean => /^\d$/.test(draft.plain[at] ?? '');
  const isForeign = (at: number): boolean => isDigit(at) && draft.ascii[at] === false;
  return draft.plain
    .map((character, index) => {
      if (draft.han[index] !== true) return character;
      const written = source.slice(draft.from[index], draft.to[index]);
      const near = [neighbour(draft.plain, index, -1), neighbour(draft.plain, index, 1)];
      const counts = EVERYDAY.has(written) ? near.some(isForeign) || near.every(isDigit) : near.some(isDigit);
      return counts || written.length !== 1 ? character : written;
    })
    .join('');
}

/** 为什么六二…: the word before a Chinese number may be no part of it. */
function cutAfterEverydayWords(source: string, draft: Draft): void {
  for (let at = 1; at < draft.plain.length; at += 1) {
    const leads = draft.han[at - 1] === true && draft.han[at - 2] !== true;
    if (leads && EVERYDAY.has(source.slice(draft.from[at - 1], draft.to[at - 1]))) draft.cut[at] = true;
  }
}

/** Digits that were dictated count as digits: "four one oh one", "liu er yi liu". */
function foldDigitWords(folded: Folded): Folded {
  const runs = [...folded.plain.matchAll(WORD_RUN)];
  if (runs.length === 0) return folded;
  const from: number[] = [];
  const to: number[] = [];
  const cut: boolean[] = [];
  const ascii: boolean[] = [];
  let plain = '';
  let next = 0;
  const copyUntil = (end: number): void => {
    plain += folded.plain.slice(next, end);
    for (; next < end; next += 1) {
      from.push(folded.from[next] ?? 0);
      to.push(folded.to[next] ?? 0);
      cut.push(folded.cut[next] ?? false);
      ascii.push(folded.ascii[next] ?? true);
    }
  };
  for (const run of runs) {
    for (const word of run[0].matchAll(WORD)) {
      copyUntil(run.index + word.index);
      plain += DIGIT_WORDS.get(word[0]) ?? '';
      from.push(folded.from[next] ?? 0);
      next += word[0].length;
      to.push(folded.to[next - 1] ?? 0);
      cut.push(true);
      ascii.push(false);
    }
  }
  copyUntil(folded.plain.length);
  return { plain, from, to, cut, ascii };
}

/** Folds any text, lone surrogates included. Linear in its length. */
export function fold(source: string): Folded {
  const draft: Draft = { plain: [], from: [], to: [], cut: [], han: [], ascii: [] };
  let offset = 0;
  let previous: Piece['script'] = 'none';
  let hidden = false;
  let marked = false;
  for (const character of source) {
    const end = offset + character.length;
    const codePoint = character.codePointAt(0) ?? 0;
    const piece = readCharacter(character, codePoint);
    if (piece === 'mark') {
      // A mark belongs to the digit it decorates (keycap emoji) and is masked with it.
      if (draft.to.length > 0 && !hidden) draft.to[draft.to.length - 1] = end;
      marked = true;
    } else if (piece === 'invisible') {
      hidden = true;
    } else {
      for (let index = 0; index < piece.text.length; index += 1) {
        draft.plain.push(piece.text.charAt(index));
        draft.from.push(offset);
        draft.to.push(end);
        draft.cut.push(index === 0 && (hidden || marked || piece.script !== previous));
        draft.han.push(piece.script === 'han');
        draft.ascii.push(codePoint < 0x80);
      }
      previous = piece.script;
      hidden = false;
      marked = false;
    }
    offset = end;
  }
  cutAfterEverydayWords(source, draft);
  return foldDigitWords({ ...draft, plain: restoreWords(source, draft) });
}
