/** Listens to one message: everything the readers need, worked out once. */

import type { Entity, EntityKind } from '#knowledge/entities/entity.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import type { Desk } from './draft.ts';
import type { InboundMessage } from './message.ts';
import { type DialogState, topFrame } from './state.ts';

/** A message as the readers see it. */
export interface Hearing {
  readonly message: InboundMessage;
  readonly utterance: Utterance;
  readonly entities: readonly Entity[];
  readonly match: Match;
  /** Whether the message holds a cue of the content, such as `anger`. */
  cue(name: string): boolean;
  /** Whether a control intent is clearly stated. */
  control(id: string): boolean;
}

/** Kinds of facts that a slot of the same name can be asked for. */
const ASKABLE: readonly string[] = [
  'model',
  'sn',
  'tid',
  'mid',
  'iccid',
  'code',
  'phone',
  'network',
  'carrier',
  'scope',
  'screenText',
] satisfies EntityKind[];

/** The kind of fact the conversation is waiting for, if it is waiting for one. */
export function askedKind(state: DialogState, desk: Desk): EntityKind | undefined {
  const frame = topFrame(state);
  const slot = frame?.kind === 'slot' || frame?.kind === 'confirm' ? frame.slot : askedSlot(state, desk);
  return slot !== undefined && ASKABLE.includes(slot) ? (slot as EntityKind) : undefined;
}

function askedSlot(state: DialogState, desk: Desk): string | undefined {
  const frame = topFrame(state);
  if (frame?.kind !== 'flow') return undefined;
  const step = desk.guide.flows.get(frame.flow)?.steps.find((candidate) => candidate.id === frame.step);
  return step?.kind === 'ask' ? step.slot : undefined;
}

/** Below this a control intent is a guess. */
const CONTROL_SCORE = 0.6;

/** Reads a message in the light of what the conversation waits for. */
export function hear(message: InboundMessage, state: DialogState, desk: Desk): Hearing {
  const utterance = readUtterance(message.text, desk.guide.lexicon);
  const match = desk.guide.matcher.match(utterance, state.symptom ? { symptom: state.symptom } : {});
  return {
    message,
    utterance,
    match,
    entities: findEntities(utterance, desk.guide.devices, askedKind(state, desk)),
    cue: (name) => (desk.guide.cues.get(name) ?? []).some((pattern) => pattern.test(utterance.normal)),
    control: (id) =>
      match.decision !== 'reject' && match.ranked.some((one) => one.id === id && one.score >= CONTROL_SCORE),
  };
}
