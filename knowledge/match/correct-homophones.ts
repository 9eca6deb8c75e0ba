/** Puts characters right that sound like the one that was meant: 段网 is 断网 where the examples know 断网 alone. */

import { isHan } from '#knowledge/text/han.ts';
import { syllableOf } from '#knowledge/text/pinyin.ts';
import { type KeyTable, keyOfTwo, numberKeys, numberOf } from './feature-key.ts';

/** Corrects the Chinese characters of a normalised text; whatever the examples know stays. */
export type CorrectHomophones = (normal: string) => string;

/** What the examples show: how often two characters stand beside each other, and which characters sound alike. */
interface Familiar {
  readonly pairs: KeyTable;
  /** How often each pair occurs, by its number. */
  readonly counts: readonly number[];
  readonly bySound: ReadonlyMap<string, ReadonlySet<number>>;
}

const HAN = /\p{Script=Han}/u;

/** Learns from normalised examples, when the first Chinese text asks for it. */
export function createHomophoneCorrection(normals: readonly string[]): CorrectHomophones {
  let familiar: Familiar | undefined;
  return (normal) => {
    if (!HAN.test(normal)) return normal;
    familiar ??= learn(normals);
    let text = normal;
    for (let at = 0; at < text.length; at++) {
      const meant = likeliestAt(text, at, familiar);
      if (meant !== text.charCodeAt(at)) {
        text = text.slice(0, at) + String.fromCharCode(meant) + text.slice(at + 1);
      }
    }
    return text;
  };
}

function learn(normals: readonly string[]): Familiar {
  const pairs = numberKeys(normals.length);
  const counts: number[] = [];
  const bySound = new Map<string, Set<number>>();
  const seen = new Set<number>();
  for (const normal of normals) {
    for (let at = 0; at < normal.length; at++) {
      const unit = normal.charCodeAt(at);
      if (!isHan(unit)) continue;
      if (!seen.has(unit)) addSound(bySound, unit);
      seen.add(unit);
      const pair = pairs.take(keyOfTwo(PAIR, unit, normal.charCodeAt(at + 1) || 0));
      counts[pair] = (counts[pair] ?? 0) + 1;
    }
  }
  return { pairs: pairs.table(), counts, bySound };
}

function addSound(bySound: Map<string, Set<number>>, unit: number): void {
  const sound = syllableOf(String.fromCharCode(unit));
  const alike = bySound.get(sound);
  if (alike) alike.add(unit);
  else bySound.set(sound, new Set([unit]));
}

const PAIR = 1;

/** The character that is there, unless it never stands beside either neighbour and one that sounds alike does. */
function likeliestAt(text: string, at: number, familiar: Familiar): number {
  const unit = text.charCodeAt(at);
  if (!isHan(unit)) return unit;
  const [before, after] = [at > 0 ? text.charCodeAt(at - 1) : 0, text.charCodeAt(at + 1) || 0];
  if (oftenBeside(familiar, before, unit, after) > 0) return unit;
  let likeliest = unit;
  let most = 0;
  for (const other of familiar.bySound.get(syllableOf(text.charAt(at))) ?? []) {
    const often = oftenBeside(familiar, before, other, after);
    if (often > most) [likeliest, most] = [other, often];
  }
  return likeliest;
}

function oftenBeside({ pairs, counts }: Familiar, before: number, unit: number, after: number): number {
  const left = isHan(before) ? numberOf(pairs, keyOfTwo(PAIR, before, unit)) : -1;
  const right = isHan(after) ? numberOf(pairs, keyOfTwo(PAIR, unit, after)) : -1;
  return (left < 0 ? 0 : (counts[left] as number)) + (right < 0 ? 0 : (counts[right] as number));
}
