/** Finds the facts in a merchant's line: numbers of every kind, the model, the network and more. */

import { rememberBeside } from '#knowledge/text/remember.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import type { Device } from './device.ts';
import type { Entity, EntityKind } from './entity.ts';
import { findCodes } from './find-codes.ts';
import { findModels } from './find-models.ts';
import { findLabelledNumbers, findNumbers } from './find-numbers.ts';
import { findNamedSerials, findSerials } from './find-serials.ts';
import { findWords } from './find-words.ts';
import { claimOtherThings } from './other-things.ts';
import { scan } from './scan.ts';

/**
 * The facts in a line, the surest first; facts of one sureness in the order in which they are said. `asked` is what the
 * dialog has just asked for: it lowers the bar for that kind. Only the first 2,000 characters are read. Pure; never
 * throws.
 */
export function findEntities(utterance: Utterance, devices: readonly Device[], asked?: EntityKind): readonly Entity[] {
  const find = finders.get(devices) ?? rememberBeside((text, kind) => findAnew(text, devices, kind));
  finders.set(devices, find);
  return find(utterance, asked);
}

type Find = (utterance: Utterance, asked: EntityKind | undefined) => readonly Entity[];

const finders = new WeakMap<readonly Device[], Find>();

function findAnew(utterance: Utterance, devices: readonly Device[], asked: EntityKind | undefined): readonly Entity[] {
  const on = scan(utterance.raw, asked);
  const hasDigits = /\d/.test(on.text);
  if (hasDigits) findLabelledNumbers(on, devices);
  claimOtherThings(on);
  findModels(on, devices);
  if (hasDigits) findNumbers(on);
  findCodes(on, utterance.normal);
  if (hasDigits) findNamedSerials(on, devices);
  if (hasDigits) findSerials(on, devices);
  findWords(on, utterance.normal);
  return on.found.sort((a, b) => b.confidence - a.confidence || a.start - b.start);
}
