/** Puts characters right that sound like the one that was meant: 段网 is 断网 where the examples know 断网 alone. */

import { syllableOf } from '#knowledge/text/pinyin.ts';

/** Corrects the Chinese characters of a normalised text; whatever the examples know stays. */
export type CorrectHomophones = (normal: string) => string;

/** What the examples show: how often two characters stand beside each other, and which characters sound alike. */
interface Familiar {
  readonly pairs: ReadonlyMap<string, number>;
  readonly bySound: ReadonlyMap<string, ReadonlySet<string>>;
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
      if (meant !== text.charAt(at)) text = text.slice(0, at) + meant + text.slice(at + 1);
    }
    return text;
  };
}

function learn(normals: readonly string[]): Familiar {
  const pairs = new Map<string, number>();
  const bySound = new Map<string, Set<string>>();
  for (const normal of normals) {
    for (let at = 0; at < normal.length; at++) {
      const character = normal.charAt(at);
      if (!HAN.test(character)) continue;
      const sound = syllableOf(character);
      const alike = bySound.get(sound);
      if (alike) alike.add(character);
      else bySound.set(sound, new Set([character]));
      const pair = normal.slice(at, at + 2);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
  }
  return { pairs, bySound };
}

/** The character that is there, unless it never stands beside either neighbour and one that sounds alike does. */
function likeliestAt(text: string, at: number, { pairs, bySound }: Familiar): string {
  const character = text.charAt(at);
  if (!HAN.test(character)) return character;
  const [before, after] = [text.charAt(at - 1), text.charAt(at + 1)];
  const oftenBeside = (one: string): number =>
    (HAN.test(before) ? (pairs.get(before + one) ?? 0) : 0) + (HAN.test(after) ? (pairs.get(one + after) ?? 0) : 0);
  if (oftenBeside(character) > 0) return character;
  let likeliest = character;
  let most = 0;
  for (const other of bySound.get(syllableOf(character)) ?? []) {
    const often = oftenBeside(other);
    if (often > most) [likeliest, most] = [other, often];
  }
  return likeliest;
}
