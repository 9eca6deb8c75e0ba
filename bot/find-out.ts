/** Finds out what a turn needs from outside before it is settled: photos are looked through, the register is asked. */

import type { DeviceDirectory } from '#adapters/contract.ts';
import { type BoundDevice, type DeviceQuery, queryKey, type RegisterAnswer } from '#dialogs/device-record.ts';
import type { InboundMessage } from '#dialogs/message.ts';
import type { PhotoReading } from '#dialogs/photo.ts';
import type { Findings, TurnResult } from '#dialogs/turn.ts';

/** Who can find out what; absent where there is nobody. */
export interface Scouts {
  /** Never rejects. */
  readonly readPhoto?: (ref: string) => Promise<PhotoReading>;
  readonly directory?: DeviceDirectory;
}

/** What a turn wants to know. */
export type Question =
  | { readonly kind: 'photo'; readonly ref: string }
  | { readonly kind: 'device'; readonly query: DeviceQuery };

/** What is known so far: readings by `ref`, answers by `queryKey`. */
export interface Known {
  readonly photos: ReadonlyMap<string, PhotoReading>;
  readonly register: ReadonlyMap<string, RegisterAnswer>;
}

/** Nothing is known yet. */
export const NOTHING_KNOWN: Known = { photos: new Map(), register: new Map() };

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
export function askAfter({ effects }: TurnResult, known: Known, scouts: Scouts): readonly Question[] {
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
  const isOn = directory !== undefined && directory.isOn?.() !== false;
  if (photos.length === 0 && !isOn && bound.length === 0) return {};
  return {
    found: {
      ...(photos.length > 0 ? { photos } : {}),
      ...(isOn ? { register: known.register } : {}),
      ...(bound.length > 0 ? { bound } : {}),
    },
  };
}

/** Finds the answers to the questions, outside any transaction. Never rejects. */
export async function findOut(questions: readonly Question[], known: Known, scouts: Scouts): Promise<Known> {
  const photos = new Map(known.photos);
  const register = new Map(known.register);
  for (const question of questions) {
    if (question.kind === 'photo') {
      const reading = await scouts.readPhoto?.(question.ref);
      if (reading) photos.set(question.ref, reading);
    } else {
      const answer = await scouts.directory?.lookup(question.query);
      if (answer) register.set(queryKey(question.query), answer);
    }
  }
  return { photos, register };
}
