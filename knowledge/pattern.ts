/** The small pattern language of the content files, translated into regular expressions that cannot run away. */
import { mayMatchNothing } from './may-match-nothing.ts';

/** A compiled pattern, or why it is none. */
export type PatternResult =
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'refused'; readonly message: string; readonly remedy: string };

/** Not inside a run of Latin letters and digits; at both ends of a pattern, so that `pos` does not match `deposit`. */
const WORD_BORDER = '(?!(?<=[a-z0-9])[a-z0-9])';

const LONGEST_PATTERN = 200;
/** Every gap multiplies the ways to match by nine at worst. */
const MOST_GAPS = 5;

/** What the translation remembers while it walks along the signs. */
interface Walk {
  readonly signs: readonly string[];
  readonly clean: (words: string) => string;
  at: number;
  gaps: number;
}

interface Refusal {
  readonly message: string;
  readonly remedy: string;
}

const REFUSED_SIGNS: Readonly<Record<string, string>> = {
  '\\': 'Patterns are no regular expressions: write # for a digit and * for a gap, or drop the \\.',
  '[': 'Write the alternatives in round brackets, such as sign( |-)?on.',
  '{': 'Repeat the sign instead, such as ## for two digits.',
  '+': 'Write * for a gap; a plus sign cannot be matched.',
  '(': 'Use the half-width sign (.',
  ')': 'Use the half-width sign ).',
  '|': 'Use the half-width sign |.',
  '?': 'Use the half-width ? (the sign before it may be missing), or leave the question mark out.',
  '*': 'Use the half-width sign *.',
  '#': 'Use the half-width sign #.',
};

/** Signs that clean-up turns into pauses or drops, so that no message has them when it is compared. */
const CLEANED_AWAY = /["“”„«»「」『』《》〈〉`´_!;:、…~<>}\]【】=·•。]/u;

/**
 * Translates one pattern, as written in a content file, into a RegExp to be tested on `Utterance.normal`. Gaps reach
 * over at most eight characters and nothing repeats without bound. `clean` puts the words of the pattern into the
 * spelling that messages are given before they are compared.
 */
export function compilePattern(text: string, clean: (words: string) => string = (words) => words): PatternResult {
  const written = text.trim();
  const core = written.replace(/^\*+/, '').replace(/\*+$/, '');
  if (core === '') return refuse('this pattern matches every message', 'Add the words that it stands for.');
  if (written.length > LONGEST_PATTERN) {
    return refuse(`this pattern is longer than ${LONGEST_PATTERN} characters`, 'Split it into several patterns.');
  }
  const walk: Walk = { signs: [...core], clean, at: 0, gaps: 0 };
  const body = readAlternative(walk, 0);
  if (typeof body !== 'string') return { kind: 'refused', ...body };
  const rest = walk.signs[walk.at];
  if (rest === ')') return refuse('a ) closes a group that was never opened', 'Remove it, or add the missing (.');
  if (rest === '|') return refuse('the sign | stands outside a group', 'Put the alternatives in brackets: (a|b).');
  if (walk.gaps > MOST_GAPS) {
    return refuse(`this pattern has more than ${MOST_GAPS} gaps`, 'Leave out some * or split the pattern.');
  }
  const before = written.startsWith('*') ? '' : WORD_BORDER;
  const after = written.endsWith('*') ? '' : WORD_BORDER;
  // Not by trying: that would compile every pattern at the start, and most are never needed.
  if (mayMatchNothing(body))
    return refuse('this pattern matches every message', 'Some sign in it must not be optional.');
  return { kind: 'pattern', pattern: new RegExp(`${before}${body}${after}`, 'u') };
}

/** Reads up to the end, a `|` or a closing bracket. */
function readAlternative(walk: Walk, depth: number): string | Refusal {
  const start = walk.at;
  const parts: string[] = [];
  while (walk.at < walk.signs.length) {
    const sign = walk.signs[walk.at] ?? '';
    if (sign === '|' || sign === ')') break;
    const part = readSign(walk, sign, walk.at === start, depth);
    if (typeof part !== 'string') return part;
    parts.push(part);
  }
  return parts.join('');
}

function readSign(walk: Walk, sign: string, first: boolean, depth: number): string | Refusal {
  const next = walk.signs[walk.at + 1];
  const last = next === undefined || next === '|' || next === ')';
  if (sign === '(') return optional(walk, readGroup(walk, depth));
  walk.at += 1;
  if (sign === '^') return first ? '^' : misplaced('^', 'the beginning of the message');
  if (sign === '$') return last ? '$' : misplaced('$', 'the end of the message');
  if (sign === '*') return gap(walk);
  if (sign === '#') return optional(walk, '\\d');
  if (/\s/u.test(sign)) return space(walk);
  if (sign === '?')
    return {
      message: 'the sign ? follows nothing that may be missing',
      remedy: 'Put it after a character or a group.',
    };
  walk.at -= 1;
  return readWords(walk);
}

function readGroup(walk: Walk, depth: number): string | Refusal {
  if (depth > 4) return { message: 'groups are nested too deeply', remedy: 'Split the pattern into several.' };
  const alternatives: string[] = [];
  do {
    walk.at += 1;
    const alternative = readAlternative(walk, depth + 1);
    if (typeof alternative !== 'string') return alternative;
    if (alternative === '')
      return { message: 'an alternative is empty', remedy: 'Write (a|b)? when the group may be missing.' };
    alternatives.push(alternative);
  } while (walk.signs[walk.at] === '|');
  if (walk.signs[walk.at] !== ')') return { message: 'a ( is never closed', remedy: 'Add the missing ).' };
  walk.at += 1;
  return `(?:${alternatives.join('|')})`;
}

/** Adds the `?` that may follow a character or group. */
function optional(walk: Walk, part: string | Refusal): string | Refusal {
  if (typeof part !== 'string' || walk.signs[walk.at] !== '?') return part;
  walk.at += 1;
  return `${part.length > 1 && !part.startsWith('(?:') ? `(?:${part})` : part}?`;
}

function gap(walk: Walk): string | Refusal {
  while (walk.signs[walk.at] === '*') walk.at += 1;
  walk.gaps += 1;
  return '.{0,8}?';
}

function space(walk: Walk): string {
  while (/[\s?]/u.test(walk.signs[walk.at] ?? '')) walk.at += 1;
  return '\\s{0,3}';
}

const NO_WORD = /[()|*?^$#\s]/u;

/** A sign that stands for itself in its normal form, or why it cannot. */
type PlainSign = string | Refusal;

const plainSigns = new Map<string, PlainSign>();

/** The same few signs stand in all patterns; there are no more of them than of characters. */
function plainSign(sign: string): PlainSign {
  const known = plainSigns.get(sign);
  if (known !== undefined) return known;
  const read = readPlainSign(sign);
  if (plainSigns.size < MOST_SIGNS) plainSigns.set(sign, read);
  return read;
}

const MOST_SIGNS = 10_000;

function readPlainSign(sign: string): PlainSign {
  const normal = sign.normalize('NFKC').toLowerCase();
  const refused = [...normal].find((part) => part in REFUSED_SIGNS);
  if (refused !== undefined) {
    return { message: `the sign ${sign} cannot stand in a pattern`, remedy: REFUSED_SIGNS[refused] ?? '' };
  }
  if (!CLEANED_AWAY.test(normal)) return normal;
  return {
    message: `messages are compared without the sign ${sign}`,
    remedy: 'Leave it out, or write * in its place.',
  };
}

/** Reads signs that stand for themselves, up to one that may be missing. */
function readWords(walk: Walk): string | Refusal {
  let words = '';
  for (let sign = walk.signs[walk.at]; sign !== undefined && !NO_WORD.test(sign); sign = walk.signs[walk.at]) {
    const normal = plainSign(sign);
    if (typeof normal !== 'string') return normal;
    if (walk.signs[walk.at + 1] === '?') {
      if (words !== '') break;
      walk.at += 1;
      return optional(walk, literal(walk, normal));
    }
    words += normal;
    walk.at += 1;
  }
  return literal(walk, words);
}

/** Filler that clean-up would drop altogether stays: it may stand where clean-up leaves it. */
function literal(walk: Walk, words: string): string {
  return (walk.clean(words) || words).replace(/[.^$/\\()|*+?[\]{}]/gu, '\\$&');
}

function misplaced(sign: string, meaning: string): Refusal {
  return {
    message: `the sign ${sign} stands in the middle of a pattern`,
    remedy: `It means ${meaning}; put it there.`,
  };
}

function refuse(message: string, remedy: string): PatternResult {
  return { kind: 'refused', message, remedy };
}

/**
 * Translates the pattern of a serial number: `#` is a digit, `@` a letter or digit, everything else itself. Matches a
 * whole serial in its normal form (upper case, no separators).
 */
export function compileSerialPattern(text: string): PatternResult {
  if (!/^[A-Z0-9#@]{4,32}$/i.test(text)) {
    return refuse(
      'a serial pattern has 4 to 32 letters, digits, # or @',
      'Write # for a digit and @ for a letter or digit.',
    );
  }
  const body = text.toUpperCase().replaceAll('#', '[0-9]').replaceAll('@', '[A-Z0-9]');
  return { kind: 'pattern', pattern: new RegExp(`^${body}$`) };
}
