/** Picks the complaint out of a first message: the merchant's own words without greetings and calls for a person. */

import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from './draft.ts';
import { type Hearing, RESEMBLES } from './hear.ts';

const PIECE = /[^\s,,。.!!??;;、]+/gu;
/** Longest first complaint that a ticket quotes, in characters. */
const WORDS_CHARACTERS = 500;

/** The complaint verbatim; `undefined` when the message holds nothing but talk to the bot. */
export function complaintWords(hearing: Hearing, desk: Desk): string | undefined {
  const raw = hearing.message.text.trim().slice(0, WORDS_CHARACTERS);
  const pieces = [...raw.matchAll(PIECE)].map(([piece]) => piece);
  // English sentences are not made of pieces that mean something alone.
  if (!/\p{Script=Han}/u.test(raw) || pieces.length < 2) return isTalk(raw, desk) ? undefined : raw || undefined;
  const told = new Set(pieces.filter((piece) => !isTalk(piece, desk)));
  if (told.size === 0) return undefined;
  // A number alone says nothing, but beside words it is a code, an amount or a date; so with who waits and who complains.
  const beside = (piece: string): boolean =>
    /\p{N}/u.test(piece) || isSaid('hurry', piece, desk) || isSaid('complains', piece, desk);
  const kept = pieces.filter((piece) => told.has(piece) || beside(piece));
  return kept.length === pieces.length ? raw : kept.join(' ');
}

/** Whether a piece only speaks to the bot: a control intent, or anger without a fact. */
function isTalk(piece: string, desk: Desk): boolean {
  const utterance = readUtterance(piece, desk.guide.lexicon);
  if (!/\p{L}/u.test(utterance.normal)) return true;
  const match = desk.guide.matcher.match(utterance);
  const best = match.ranked[0];
  // "破机器又他妈断网了" swears and says what is wrong.
  const told = match.decision === 'accept' && best !== undefined && desk.guide.flows.has(best.id);
  if (told && !RESEMBLES.test(match.because)) return false;
  if (saysAny(desk.guide.cues.get('anger') ?? [], utterance.normal)) return true;
  if (match.decision === 'accept' && best !== undefined && !match.because.startsWith('like '))
    return TALK.includes(best.id);
  return isSaid('hurry', piece, desk);
}

/** Whether a piece holds a cue of the content. */
function isSaid(cue: string, piece: string, { guide }: Desk): boolean {
  return saysAny(guide.cues.get(cue) ?? [], readUtterance(piece, guide.lexicon).normal);
}

const TALK: readonly string[] = [
  'ctl-human',
  'ctl-greet',
  'ctl-complaint',
  'ctl-thanks',
  'ctl-bot',
  'ctl-cancel',
  'ctl-fixed',
  'ctl-wait',
];
