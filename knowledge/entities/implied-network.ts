/** Tells the network that a trouble itself speaks of, where the words name none. */

import type { Match } from '#knowledge/match/matcher.ts';
import { tellsTrouble } from '#knowledge/match/split-parts.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import type { Entity } from './entity.ts';

/** Troubles that only a terminal on this network can have. */
const LIVES_ON: Readonly<Record<string, string>> = {
  'net-wifi-fail': 'wifi',
  'net-wired-fail': 'ethernet',
  'net-bluetooth-fail': 'bluetooth',
  'net-sim-not-detected': 'cellular',
  'exp-sim-suspended': 'cellular',
  'exp-2g-retired': 'cellular',
};

/** A card that is called nothing else may be any card. */
const BARE_CARD = /卡|咭|(?<![a-z])(?:ka|cards?)(?![a-z])/;
/** The trouble must be as likely as this, and no other one as likely. */
const LIKELY = 0.7;
const MIN_LEAD = 0.1;
/** Below this a fact only counts when it was asked for. */
const SURE = 0.5;
const IMPLIED = 0.55;
/** Who gives one of these names what they speak of. */
const TELLS_ENOUGH: readonly string[] = ['network', 'phone', 'iccid'];

/**
 * The facts, and with them the network that the likeliest trouble of an accepted reading implies, unless the words name
 * a network or a number for sure. Pure; never throws.
 */
export function withImpliedNetwork(
  found: readonly Entity[],
  { decision, ranked }: Pick<Match, 'decision' | 'ranked'>,
  { normal }: Pick<Utterance, 'normal'>,
): readonly Entity[] {
  const [first, second] = ranked;
  const clear = first && first.score >= LIKELY && first.score - (second?.score ?? 0) >= MIN_LEAD;
  const value = decision === 'accept' && clear && tellsTrouble(normal) ? LIVES_ON[first.id] : undefined;
  if (value === undefined || (value === 'cellular' && BARE_CARD.test(normal))) return found;
  const told = found.some(({ kind, confidence }) => TELLS_ENOUGH.includes(kind) && confidence >= SURE);
  if (told) return found;
  return [...found, { kind: 'network', value, text: '', start: 0, end: 0, confidence: IMPLIED }];
}
