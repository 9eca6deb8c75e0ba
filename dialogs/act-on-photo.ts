/** Acts on a photo: what its label says is read back; what cannot be read is named; a card in it makes it go. */

import {
  type Acted,
  addEffect,
  addFlag,
  addPhrase,
  addTrace,
  type Desk,
  type Draft,
  declineSlot,
  patch,
  popFrame,
  pushFrame,
} from './draft.ts';
import { type Hearing, PHOTO_UNREAD } from './hear.ts';
import type { PhotoReading } from './photo.ts';
import { type LabelFacts, type LabelKind, readLabel } from './read-label.ts';
import { sayPhrase } from './say.ts';
import { confirmSerial, fillSlot } from './slots.ts';
import { topFrame } from './state.ts';

/** Slots that a photo of the label answers. */
const ON_LABEL: readonly string[] = ['model', 'sn', 'device'];

/** Carries out a photo, whether or not anybody has looked through it. */
export function actOnPhoto(before: Draft, hearing: Hearing, desk: Desk): Acted {
  const photos = hearing.photos ?? [];
  const cards = photos.filter(({ card }) => card);
  const draft = keepPhotos(before, hearing, cards);
  if (cards.length > 0) return { draft: refuseCard(draft, cards, desk), next: 'stay' };
  if (photos.length === 0) return keepForAgent(draft, desk);
  const label = readLabel(photos, draft.state.slots.model?.value, desk.guide.devices);
  const noted = keepLabel(addTrace(draft, 'photo', describe(photos, label)), label);
  if (label.sn !== undefined) return readBack(noted, label.sn, desk);
  if (noted.state.slots.sn || draft.state.flags.includes(PHOTO_UNREAD)) return keepForAgent(noted, desk);
  return askCloser(addFlag(noted, PHOTO_UNREAD), photos, label, desk);
}

function keepPhotos(draft: Draft, { message }: Hearing, cards: readonly PhotoReading[]): Draft {
  const kept = message.attachments.filter(({ ref }) => !cards.some((card) => card.ref === ref));
  return patch(draft, { attachments: [...draft.state.attachments, ...kept] });
}

function refuseCard(draft: Draft, cards: readonly PhotoReading[], desk: Desk): Draft {
  const warned = addTrace(addFlag(addPhrase(draft, desk, 'photo.card'), 'card_data'), 'photo', 'a card; taken away');
  const counted = addEffect(warned, { kind: 'securityEvent', type: 'card_data_in_chat', count: cards.length });
  return cards.reduce((next, { ref }) => addEffect(next, { kind: 'deletePhoto', ref }), counted);
}

/** Nobody could read it; the label in the picture holds model and serial, and an agent reads it. */
function keepForAgent(draft: Draft, desk: Desk): Acted {
  const frame = topFrame(draft.state);
  const popped = frame?.kind === 'slot' ? declineSlot(popFrame(draft), frame.slot) : draft;
  const settled = ON_LABEL.reduce((next, slot) => (next.state.slots[slot] ? next : declineSlot(next, slot)), popped);
  return { draft: addPhrase(settled, desk, 'photo.kept'), next: 'advance' };
}

function keepLabel(draft: Draft, { model, iccid }: LabelFacts): Draft {
  const known = model === undefined ? draft : fillSlot(draft, 'model', model, 'photo');
  return iccid === undefined || known.state.slots.iccid ? known : fillSlot(known, 'iccid', iccid, 'photo');
}

/** The serial is asked about before anything else; one that the merchant typed the same way needs no question. */
function readBack(draft: Draft, sn: string, desk: Desk): Acted {
  const frame = topFrame(draft.state);
  const answered = frame?.kind === 'confirm' || (frame?.kind === 'slot' && ON_LABEL.includes(frame.slot));
  const popped = answered ? popFrame(draft) : draft;
  if (popped.state.slots.sn?.value === sn)
    return { draft: addPhrase(confirmSerial(popped), desk, 'noted'), next: 'advance' };
  const filled = fillSlot(popped, 'sn', sn, 'photo');
  const waiting = filled.state.frames.length > 0 || filled.state.ticketNumber !== undefined;
  const based = waiting ? filled : pushFrame(filled, { kind: 'open', asked: 0 });
  const asked = pushFrame(addPhrase(based, desk, 'photo.read'), { kind: 'confirm', slot: 'sn', asked: 0 });
  return { draft: asked, next: 'advance' };
}

/** Says which part could not be read, and what would help. */
function askCloser(draft: Draft, photos: readonly PhotoReading[], label: LabelFacts, desk: Desk): Acted {
  const phrase = (key: string): string => sayPhrase(key, draft.state, desk.guide, desk.now);
  const [part] = photos.flatMap(({ unread }) => unread);
  const kinds = label.kinds.flatMap((kind) => NAMED[kind] ?? []);
  const said = addPhrase(draft, desk, unreadKey(photos, label), {
    part: part && phrase(`photo.part.${part}`),
    kinds: kinds.join(draft.state.locale === 'en' ? ', ' : '、') || undefined,
  });
  const told = addPhrase(said, desk, 'photo.closer');
  const frame = topFrame(told.state);
  const isAsked = frame?.kind === 'slot' && ON_LABEL.includes(frame.slot);
  return {
    draft: isAsked ? told : pushFrame(told, { kind: 'slot', slot: 'sn', asked: 1, optional: true }),
    next: 'stay',
  };
}

/** Numbers by the names that stand on labels in every language. */
const NAMED: Readonly<Partial<Record<LabelKind, string>>> = {
  pn: 'P/N',
  imei: 'IMEI',
  ean: 'EAN',
  mac: 'MAC',
  iccid: 'ICCID',
  tid: 'TID',
  mid: 'MID',
};

function unreadKey(photos: readonly PhotoReading[], { several, kinds }: LabelFacts): string {
  if (photos.every(({ outcome }) => outcome === 'refused')) return 'photo.refused';
  if (several) return 'photo.several';
  if (photos.some(({ unread }) => unread.length > 0)) return 'photo.unread';
  return kinds.some((kind) => NAMED[kind]) ? 'photo.no-serial' : 'photo.nothing';
}

function describe(photos: readonly PhotoReading[], { sn, several, kinds }: LabelFacts): string {
  const outcomes = photos.map(({ outcome, codes }) => `${outcome}, ${codes.length} codes`).join('; ');
  return `${outcomes}: ${kinds.join(', ') || 'nothing'}${sn ? `; serial ${sn}` : ''}${several ? '; several serials' : ''}`;
}

/** Whether a photo says something by itself, so that it counts whatever was asked. */
export function tellsSomething(photos: readonly PhotoReading[], model: string | undefined, desk: Desk): boolean {
  if (photos.length === 0) return false;
  if (photos.some(({ card }) => card)) return true;
  const { sn, model: printed, several } = readLabel(photos, model, desk.guide.devices);
  return sn !== undefined || printed !== undefined || several;
}
