/** Finds a secret in pieces whose name is a message before them: `密码是`, then `135`, then `790`. */

import { fold } from './fold.ts';
import { readAnyPlaces, readPieceSigns, writeSigns } from './in-messages.ts';
import { endsInSecretName } from './secrets.ts';

/** A name and the pieces that followed it. */
export interface NamedPieces {
  /** The messages with every piece hidden, the name's first. */
  readonly masked: readonly string[];
  /** Index of the message with the name. */
  readonly at: number;
  /** The same in one message, for whoever knows how long such a secret is; hidden pieces as zeros. */
  readonly together: string;
}

/** Characters at the end of a message in which the name of a secret is looked for. */
const NAME_REACH = 64;
/** Messages that a secret is told in, its name's included. */
const MOST = 5;
/** Most secrets have six digits: what follows four or five that were hidden already is their rest. */
const USUAL = 6;
const LEAST = 4;

interface Name {
  readonly words: string;
  /** What stands beside the name of the secret already, stars included. */
  readonly signs: string;
  readonly masked: string;
}

/** A message that ends in the name of a secret, perhaps with its first digits. */
function readName(text: string): Name | undefined {
  const start = Math.max(0, text.length - NAME_REACH);
  const { plain, from, to } = fold(text.slice(start));
  const signs = /[\d*]{0,5}$/.exec(plain)?.[0] ?? '';
  const words = plain.slice(0, plain.length - signs.length);
  if (/[\d*]$/.test(words) || !endsInSecretName(words)) return undefined;
  if (signs === '') return { words, signs, masked: text };
  const [first, end] = [start + (from[words.length] ?? 0), start + (to[plain.length - 1] ?? 0)];
  return { words, signs, masked: text.slice(0, first) + '*'.repeat(signs.length) + text.slice(end) };
}

/** Two digits or more, or stars where they were; a single one is a place in a list. */
function readSigns(text: string): string | undefined {
  const signs = readPieceSigns(text);
  return signs !== undefined && signs.length > 1 && /^(?:\d+|\*+)$/.test(signs) ? signs : undefined;
}

/** Whether what is hidden already is no whole secret yet, and is one with the rest. */
function mayGoOn(signs: string): boolean {
  const hidden = signs.replace(/\d/g, '').length;
  if (hidden === 0) return true;
  return signs.length === USUAL && hidden < USUAL && (hidden >= LEAST || signs.endsWith('*'));
}

/** Pieces up to the end of `messages` behind the name of a secret; `undefined` where there are none. */
export function findNamedPieces(messages: readonly string[]): NamedPieces | undefined {
  const last = messages.length - 1;
  let signs = '';
  for (let at = last; at >= 0 && last - at < MOST; at -= 1) {
    const text = messages[at] ?? '';
    const name = at < last ? readName(text) : undefined;
    if (name !== undefined && (name.signs !== '' || last - at > 1)) {
      const all = name.signs + signs;
      if (!mayGoOn(all)) return undefined;
      const pieces = messages.slice(at + 1).map((piece) => {
        const places = readAnyPlaces(piece) ?? [];
        return writeSigns(piece, places, '*'.repeat(places.length));
      });
      return { masked: [name.masked, ...pieces], at, together: `${name.words} ${all.replaceAll('*', '0')}` };
    }
    const own = readSigns(text);
    if (own === undefined) return undefined;
    signs = own + signs;
  }
  return undefined;
}
