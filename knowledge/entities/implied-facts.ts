/** Tells the network and the code that a trouble itself speaks of, where no word announces them. */

import type { Match } from '#knowledge/match/matcher.ts';
import { tellsTrouble } from '#knowledge/match/split-parts.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import type { Device } from './device.ts';
import type { Entity } from './entity.ts';
import { findEntities } from './find-entities.ts';

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

/** The trouble of those who speak of a code: a bare number of two signs is no other number then. */
const SPEAKS_OF_CODE = 'txn-error-code';
const CODE = /^[A-Z\d]\d$/;

/**
 * The facts, and with them the network and the response code that the likeliest trouble implies, unless the words name
 * them for sure. Pure; never throws.
 */
export function withImpliedFacts(
  found: readonly Entity[],
  match: Pick<Match, 'decision' | 'ranked'>,
  utterance: Utterance,
  devices: readonly Device[],
): readonly Entity[] {
  const code = impliedCode(found, match, utterance, devices);
  const told = code ? [...found.filter(({ kind }) => kind !== 'code'), code] : found;
  const network = impliedNetwork(found, match, utterance);
  return network ? [...told, network] : told;
}

function impliedNetwork(
  found: readonly Entity[],
  { decision, ranked }: Pick<Match, 'decision' | 'ranked'>,
  { normal }: Utterance,
): Entity | undefined {
  const [first, second] = ranked;
  const clear = first && first.score >= LIKELY && first.score - (second?.score ?? 0) >= MIN_LEAD;
  const value = decision === 'accept' && clear && tellsTrouble(normal) ? LIVES_ON[first.id] : undefined;
  if (value === undefined || (value === 'cellular' && BARE_CARD.test(normal))) return undefined;
  if (found.some(({ kind, confidence }) => TELLS_ENOUGH.includes(kind) && confidence >= SURE)) return undefined;
  return { kind: 'network', value, text: '', start: 0, end: 0, confidence: IMPLIED };
}

/** Read as if a code had been asked for; nothing where two are named. */
function impliedCode(
  found: readonly Entity[],
  { ranked }: Pick<Match, 'ranked'>,
  utterance: Utterance,
  devices: readonly Device[],
): Entity | undefined {
  if (ranked[0]?.id !== SPEAKS_OF_CODE) return undefined;
  if (found.some(({ kind, confidence }) => kind === 'code' && confidence >= SURE)) return undefined;
  const codes = findEntities(utterance, devices, 'code').filter(
    ({ kind, value }) => kind === 'code' && CODE.test(value),
  );
  const [first] = codes;
  const alone = first && codes.every(({ value }) => value === first.value);
  return alone ? { ...first, confidence: IMPLIED } : undefined;
}
