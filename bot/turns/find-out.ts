/** Finds out what a turn needs from outside before it is settled: photos are looked through, the register is asked. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import { type BoundDevice, type DeviceQuery, queryKey, type RegisterAnswer } from '#dialogs/device-record.ts';
import type { ConversationId, InboundMessage } from '#dialogs/message.ts';
import type { PhotoReading } from '#dialogs/photo.ts';
import { type RenewalAnswer, type RenewalQuestion, renewalKey } from '#dialogs/renewal/ask-office.ts';
import type { Findings, TurnResult } from '#dialogs/turn.ts';

/** Who can find out what; absent where there is nobody. */
export interface Scouts {
  /** Never rejects. */
  readonly readPhoto?: (ref: string) => Promise<PhotoReading>;
  readonly directory?: DeviceDirectory;
  /** Answers about renewals; never rejects. Undefined while there is no office. */
  readonly renewals?: () =>
    | { answer(conversationId: ConversationId, question: RenewalQuestion): Promise<RenewalAnswer> }
    | undefined;
}

/** What a turn wants to know. */
export type Question =
  | { readonly kind: 'photo'; readonly ref: string }
  | { readonly kind: 'device'; readonly query: DeviceQuery }
  | { readonly kind: 'renewal'; readonly conversationId: ConversationId; readonly question: RenewalQuestion };

/** What is known so far: readings by `ref`, answers by `queryKey`. */
export interface Known {
  readonly photos: ReadonlyMap<string, PhotoReading>;
  readonly register: ReadonlyMap<string, RegisterAnswer>;
  readonly renewals: ReadonlyMap<string, RenewalAnswer>;
}

/** Nothing is known yet. */
export const NOTHING_KNOWN: Known = { photos: new Map(), register: new Map(), renewals: new Map() };

/** Photos of one turn that are looked through; somebody who sends an album is answered by a person. */
const MOST_PHOTOS = 3;

function refsOf(message: InboundMessage): readonly string[] {
  return message.attachments
    .filter(({ kind }) => kind === 'image')
    .map(({ ref }) => ref)
    .slice(0, MOST_PHOTOS);
}

/** What has to be known before the message can be answered at all. */
export function askBefore(message: InboundMessage, known: Known, scouts: Scouts): readonly Question[] {
  if (!scouts.readPhoto) return [];
  const open = refsOf(message).filter((ref) => !known.photos.has(ref));
  return open.map((ref) => ({ kind: 'photo', ref }));
}

/** What the dialog would say more with. */
export function askAfter(
  { effects }: TurnResult,
  known: Known,
  scouts: Scouts,
  conversationId: ConversationId,
): readonly Question[] {
  return [...askRegister(effects, known, scouts), ...askRenewals(effects, known, scouts, conversationId)];
}

function askRenewals(
  effects: TurnResult['effects'],
  known: Known,
  scouts: Scouts,
  conversationId: ConversationId,
): readonly Question[] {
  if (!scouts.renewals?.()) return [];
  const questions = effects.flatMap((effect) => (effect.kind === 'askRenewals' ? [effect.question] : []));
  const open = questions.filter((question) => !known.renewals.has(renewalKey(question)));
  return open.map((question) => ({ kind: 'renewal', conversationId, question }));
}

function askRegister(effects: TurnResult['effects'], known: Known, scouts: Scouts): readonly Question[] {
  if (!scouts.directory) return [];
  const queries = effects.flatMap((effect) => (effect.kind === 'lookupDevice' ? [effect.query] : []));
  const open = queries.filter((query) => !known.register.has(queryKey(query)));
  return open.map((query) => ({ kind: 'device', query }));
}

/** What the dialog is told with the message; a photo that is gone is as good as one that nobody looked at. */
export function findingsFor(
  message: InboundMessage,
  known: Known,
  scouts: Scouts,
  bound: readonly BoundDevice[] = [],
): { readonly found?: Findings } {
  const photos = refsOf(message)
    .flatMap((ref) => known.photos.get(ref) ?? [])
    .filter(({ outcome }) => outcome !== 'gone');
  const { directory } = scouts;
  // Whoever has a terminal here has it from a register, also while one that was just filled is not noticed yet.
  const isOn = directory !== undefined && (directory.isOn?.() !== false || bound.length > 0);
  const office = scouts.renewals?.() !== undefined;
  if (photos.length === 0 && !isOn && !office && bound.length === 0) return {};
  return {
    found: {
      ...(photos.length > 0 ? { photos } : {}),
      ...(isOn ? { register: known.register } : {}),
      ...(bound.length > 0 ? { bound } : {}),
      ...(office ? { renewals: known.renewals } : {}),
    },
  };
}

/** Finds the answers to the questions, outside any transaction. Never rejects. */
export async function findOut(questions: readonly Question[], known: Known, scouts: Scouts): Promise<Known> {
  const photos = new Map(known.photos);
  const register = new Map(known.register);
  const renewals = new Map(known.renewals);
  for (const question of questions) {
    if (question.kind === 'photo') {
      const reading = await scouts.readPhoto?.(question.ref);
      if (reading) photos.set(question.ref, reading);
    } else if (question.kind === 'renewal') {
      const answer = await scouts.renewals?.()?.answer(question.conversationId, question.question);
      if (answer) renewals.set(renewalKey(question.question), answer);
    } else {
      const answer = await scouts.directory?.lookup(question.query);
      if (answer) register.set(queryKey(question.query), answer);
    }
  }
  return { photos, register, renewals };
}
