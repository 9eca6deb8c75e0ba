/** Takes card data and other secrets out of a text before anything is written. */

import { findCardNumbers } from './redact/card-number.ts';
import { type Folded, fold } from './redact/fold.ts';
import { findBesideCard, findSecrets } from './redact/secrets.ts';
import { mergeSpans, type Span } from './redact/span.ts';

/** What kind of secret was found. */
export type SensitiveKind = 'pan' | 'cvv' | 'pin' | 'otp' | 'expiry' | 'track' | 'id-number' | 'password';

/** A text that may be stored, and what was taken out of it. */
export interface Redacted {
  readonly text: string;
  /** One entry per finding, in order. */
  readonly found: readonly SensitiveKind[];
}

/** Masking may bring two digits together; a second look settles nearly every text, the rest is for hostile ones. */
const PASSES = 4;

/**
 * Masks card numbers to BIN and last four (`621626*********0018`) and replaces CVV, PIN, passwords, one-time codes,
 * track data and ID numbers by `***`. Serials, ICCID, IMEI, terminal and merchant numbers stay. Pure, linear in the
 * length of the text, never throws.
 */
export function redact(text: string): Redacted {
  let current: Redacted = { text, found: [] };
  for (let pass = 0; pass < PASSES; pass += 1) {
    const next = redactOnce(current.text);
    if (next.found.length === 0) break;
    current = { text: next.text, found: [...current.found, ...next.found] };
  }
  return current;
}

function redactOnce(text: string): Redacted {
  const folded = fold(text);
  const spans = findSpans(folded);
  let out = '';
  let copied = 0;
  for (const span of spans) {
    out += text.slice(copied, folded.from[span.start]) + span.mask;
    copied = folded.to[span.end - 1] ?? copied;
  }
  return { text: out + text.slice(copied), found: spans.map((span) => span.kind) };
}

function findSpans(folded: Folded): readonly Span[] {
  if (!/\d/.test(folded.plain) && !/[密秘碼码]|pass|pwd/.test(folded.plain)) return [];
  const secrets = findSecrets(folded.plain);
  const [strong, labelled] = [
    secrets.filter((span) => span.kind === 'track' || span.kind === 'id-number'),
    secrets.filter((span) => span.kind !== 'track' && span.kind !== 'id-number'),
  ];
  const cards = findCardNumbers(folded);
  const beside = cards.flatMap((card) => findBesideCard(folded.plain, card.end));
  return mergeSpans([...strong, ...cards, ...labelled, ...beside]);
}
