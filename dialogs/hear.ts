/** Listens to one message: everything the readers need, worked out once. */

import type { Entity, EntityKind } from '#knowledge/entities/entity.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import { isMadeBy } from '#knowledge/entities/find-models.ts';
import { withImpliedFacts } from '#knowledge/entities/implied-facts.ts';
import { checkSerial } from '#knowledge/entities/serial.ts';
import type { Match } from '#knowledge/match/matcher.ts';
import { saysAllOf, uttersAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Utterance } from '#knowledge/text/utterance.ts';
import type { Desk } from './draft.ts';
import type { InboundMessage } from './message.ts';
import { type NumberPiece, readNumberPiece } from './number-in-pieces.ts';
import type { PhotoReading } from './photo.ts';
import { readPieceSigns } from './redact/in-messages.ts';
import type { SensitiveKind } from './redact/sensitive-kind.ts';
import { SLOT_KINDS } from './slots.ts';
import { type DialogState, type SlotValue, topFrame } from './state.ts';
import { stepOf } from './step-at.ts';
import type { Findings } from './turn.ts';

/** A message as the readers see it. */
export interface Hearing {
  readonly message: InboundMessage;
  readonly utterance: Utterance;
  /** The message as typed without the model, serial and other identifiers in it, which are of no language. */
  readonly ownWords: string;
  readonly entities: readonly Entity[];
  /** What it gives of the number that is asked for. */
  readonly piece?: NumberPiece;
  /** Its photos, where somebody has looked through them. */
  readonly photos?: readonly PhotoReading[];
  readonly match: Match;
  /** Whether the message holds a cue of the content, such as `anger`. */
  cue(name: string): boolean;
  /** Whether a control intent is clearly stated: by its own words, or by more than a likeness. */
  control(id: string): boolean;
  /** Whether a control intent is stated in its own words; what stops or turns a walk must not rest on a likeness. */
  commands(id: string): boolean;
  /** Whether a symptom is stated in its own words, not only resembled. */
  states(id: string): boolean;
  /** Whether the message asks rather than tells. */
  readonly asks: boolean;
}

/** The kind of fact the conversation is waiting for, if it is waiting for one. */
export function askedKind(state: DialogState, desk: Desk): EntityKind | undefined {
  const frame = topFrame(state);
  const slot = frame?.kind === 'slot' || frame?.kind === 'confirm' ? frame.slot : askedSlot(state, desk);
  // Asked for model and serial together, a bare number is the serial.
  if (slot === 'device') return 'sn';
  return slot !== undefined && SLOT_KINDS.includes(slot) ? (slot as EntityKind) : undefined;
}

function askedSlot(state: DialogState, desk: Desk): string | undefined {
  const frame = topFrame(state);
  const step = stepOf(desk.guide, frame);
  return step?.kind === 'ask' ? step.slot : undefined;
}

/** What resembles a control intent less than this is a guess; a line that gives facts resembles little but itself. */
const LIKENESS = 0.6;
const LIKENESS_OF_FACTS = 0.9;
/** A rule of its own counts from this score on; below, the same words belong to something else. */
const RULE_SCORE = 0.45;
const QUESTION =
  /[?？]\s*$|能不能|可不可以|能不能够|要不要|会不会|(吗|嘛|么)\s*[。.!！]*$|^(when|where|how much|how many|what (time|are|is)|who|why|can i|do you|is there)\b/i;
/** How the matcher says that it only found a resemblance. */
export const RESEMBLES = /^(like|words of|out of scope|nothing)/;

/** A message with the kinds of secrets that were taken out of it. */
export interface Heard {
  readonly message: InboundMessage;
  readonly sensitive: readonly SensitiveKind[];
  readonly found?: Findings;
}

const CARD_DATA = 'sec-card-data';
/** Numbers that the desk asks for itself; to offer one reads much like offering a card's. */
const OWN_NUMBER =
  /商[户戶]|[终終]端|序列|机身|機身|[订訂]单|訂單|[单單][号號]|流水|手机|手機|电话|電話|(?<![a-z])(?:sn|tid|mid|imei|iccid|serial|terminal|merchant|order|phone)(?![a-z])/;
const CARDHOLDERS_OWN =
  /卡|[密秘][码碼]|[验驗][证證]|身份|安全|有效期|后三位|後三位|口令|(?<![a-z])(?:cards?|crd|cv[vc]2?|pin|otp|code|id|passport|password|expiry)(?![a-z])/;

/** Up to four digits may be a code or a year. */
const NUMBER_ALONE = /^\s*\d{5,}\s*$/;

/** Whether card data is not what is meant: it was taken out already, or another number is offered. */
function isAboutOther({ normal }: Utterance, sensitive: readonly SensitiveKind[]): boolean {
  return sensitive.length > 0 || (OWN_NUMBER.test(normal) && !CARDHOLDERS_OWN.test(normal));
}

/** Card data is not what the merchant came for. */
function withoutCardData(match: Match): Match {
  if (!match.ranked.some(({ id }) => id === CARD_DATA)) return match;
  const ranked = match.ranked.filter(({ id }) => id !== CARD_DATA);
  const multi = match.multi.filter((id) => id !== CARD_DATA);
  const led = match.ranked[0]?.id === CARD_DATA;
  const decision = led && multi.length === 0 ? 'reject' : match.decision;
  return {
    ...match,
    ranked,
    multi: multi.length > 1 ? multi : [],
    decision,
    ...(led ? { because: 'like the rest of it' } : {}),
  };
}

/** "说了转人工": what somebody said, and no terminal ever shows; who asks what the screen says has not read it. */
const NOT_ON_SCREEN =
  /^[了过的]|人工|^(?:什么|啥|哪|怎么|几)|(?:什么|啥|哪里|哪儿|吗|没有)$|^(?:what|anything|something)\b/;

const NO_PATTERNS: readonly RegExp[] = [];

/** Reads a message in the light of what the conversation waits for. Card data that was taken out is no complaint. */
export function hear({ message: sent, sensitive, found }: Heard, state: DialogState, desk: Desk): Hearing {
  // What a card number was taken out of, or ended in, is no piece of another number and answers nothing.
  const piece = sensitive.length === 0 ? readNumberPiece(sent, state) : undefined;
  const ofCard = sensitive.includes('pan') && readPieceSigns(sent.text) !== undefined;
  const message = ofCard ? { ...sent, text: '' } : piece?.joined ? { ...sent, text: piece.digits } : sent;
  const utterance = readUtterance(message.text.replace(MASKED, ' '), desk.guide.lexicon);
  // Digits alone resemble all kinds of words: 13912 is no 12315.
  const isNumber = piece !== undefined || NUMBER_ALONE.test(message.text);
  const words = isNumber ? readUtterance('', desk.guide.lexicon) : utterance;
  const read = desk.guide.matcher.match(words, state.symptom ? { symptom: state.symptom } : {});
  const match = isAboutOther(utterance, sensitive) ? withoutCardData(read) : read;
  const says = (patterns: readonly RegExp[]): boolean => uttersAny(utterance, patterns);
  const asks = QUESTION.test(message.text);
  const elsewhere = desk.guide.cues.get('elsewhere') ?? NO_PATTERNS;
  // Nine digits of a telephone number look like a serial.
  const isUnfinished = piece?.joined === true && piece.kind !== 'whole';
  const named = (isUnfinished ? [] : findFacts(utterance, state, desk))
    .filter(({ kind, value }) => kind !== 'screenText' || !(NOT_ON_SCREEN.test(value) || says(elsewhere)))
    // Who asks whether another network may be used does not use it yet.
    .filter(({ kind }) => kind !== 'network' || !says(desk.guide.cues.get('aside.other-network') ?? NO_PATTERNS))
    .map((entity) => asPhone(entity, utterance))
    .map((entity) =>
      asNetwork(asCode(asModel(asSerial(entity, state), message, state, desk), state, desk), utterance, state),
    );
  // In the middle of a walk the same words tell how a step went.
  const entities = state.symptom ? named : withImpliedFacts(named, match, utterance, desk.guide.devices);
  const likeness = entities.some(({ kind }) => IDENTIFIERS.includes(kind)) ? LIKENESS_OF_FACTS : LIKENESS;
  const score = (id: string): number => match.ranked.find((one) => one.id === id)?.score ?? 0;
  const leads = (id: string): boolean =>
    match.decision !== 'reject' && match.ranked[0]?.id === id && !RESEMBLES.test(match.because);
  // In the middle of a case a mere likeness to something else does not outweigh a rule that explains it all.
  const vague = state.symptom !== undefined && RESEMBLES.test(match.because);
  const commands = (id: string): boolean => {
    const rules = desk.guide.controls.get(id)?.rules ?? NO_PATTERNS;
    return leads(id) || (score(id) >= RULE_SCORE ? says(rules) : vague && saysAllOf(rules, utterance.normal));
  };
  return {
    message,
    utterance,
    ownWords: withoutFacts(message.text, entities),
    match,
    entities,
    ...(piece ? { piece } : {}),
    ...(found?.photos ? { photos: found.photos } : {}),
    asks,
    cue: (name) => says(desk.guide.cues.get(name) ?? NO_PATTERNS),
    control: (id) => commands(id) || (match.decision !== 'reject' && score(id) >= likeness),
    commands,
    states(id) {
      const flow = desk.guide.flows.get(id);
      return leads(id) || (flow?.kind === 'symptom' && says(flow.rules));
    },
  };
}

const IDENTIFIERS: readonly string[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'imei', 'ean', 'phone'];

function withoutFacts(text: string, entities: readonly Entity[]): string {
  const names = entities.filter(({ kind }) => IDENTIFIERS.includes(kind));
  return names.reduce((rest, { text: said }) => rest.replace(said, ' '), text);
}

/** Card numbers and codes as they are stored, and what they were called: no fault, however much it reads like one. */
const MASKED =
  /(?:(?:密码|密碼|验证码|驗證碼|卡号|卡號|安全码|安全碼|password|passcode|pin|cvv2?|cvc|otp|code)[\s:：=]*(?:就?是|is)?[\s:：=]*)?\d{0,6}\*{3,}\d{0,4}/gi;

/** Characters of the number on receipts that people give in place of a serial. */
export const TERMINAL_NUMBER = 8;

/** Two numbers that differ in no more places than this are the same one, mistyped. */
const SLIPS = 2;

/** Whether two different numbers are so alike that one is a correction of the other. */
export function isSlipOf(one: string, other: string): boolean {
  if (one === other || one.length !== other.length || one.length < 8) return false;
  return [...one].filter((character, at) => character !== other[at]).length <= SLIPS;
}

/** A mobile number that is called one is no serial, although that was asked: "手机号139 1234 5678". */
function asPhone(entity: Entity, { raw }: Utterance): Entity {
  const mobile = entity.kind === 'sn' && /^1[3-9]\d{9}$/.test(entity.value);
  if (!mobile || !/手机|手機|电话|電話|号码|號碼|联系|聯絡|phone|mobile|tel\b|call/i.test(raw)) return entity;
  return { ...entity, kind: 'phone' };
}

/** The known serial with other digits is no phone number, whatever was asked. */
function asSerial(entity: Entity, { slots }: DialogState): Entity {
  const serial = slots.sn?.value;
  return serial !== undefined && isSlipOf(entity.value, serial) ? { ...entity, kind: 'sn' } : entity;
}

/** Asked for the device, alone in the middle of a case, or of a maker already named, even a short name is a model: "商米的", then "就是 P2". */
function asModel(entity: Entity, message: InboundMessage, state: DialogState, { guide }: Desk): Entity {
  if (entity.kind !== 'model') return entity;
  const maker = state.slots.maker?.value;
  const frame = topFrame(state);
  const alone = state.frames.length > 0 && message.text.trim() === entity.text.trim();
  const asked = alone || (frame?.kind === 'slot' && frame.slot === 'device');
  if (!asked && (maker === undefined || !isMadeBy(entity.value, maker, guide.devices))) return entity;
  return { ...entity, confidence: Math.max(entity.confidence, 0.85) };
}

/** Two characters alone in the middle of a walk are the code on the screen, if there is such a code. */
function asCode(entity: Entity, { frames }: DialogState, { guide }: Desk): Entity {
  const read = entity.kind === 'code' && entity.confidence < 0.5 && frames.some((frame) => frame.kind === 'flow');
  return read && guide.codes.has(entity.value) ? { ...entity, confidence: 0.6 } : entity;
}

/** A cable that was handled, or that belongs to the router. */
const HANDLED =
  /(?:路由器?|光猫|router|modem)(?:'s)?(?:上|后面)?的?[^,]{0,2}(?:网线|cable)|(?:网线|cable)[^,]{0,3}(?:插好|插紧|插上|重插|重新插|拔|换|plugged|in\b|swapped|changed|replaced|reseated)|(?:换|插|拔)(?:了|过|好)[^,]{0,3}网线/;

/** Where the network is known, a cable that was plugged in again is something tried. */
function asNetwork(entity: Entity, { normal }: Utterance, { slots, frames }: DialogState): Entity {
  const known = slots.network !== undefined && slots.network.value !== entity.value && frames.length > 0;
  if (entity.kind !== 'network' || !known || !HANDLED.test(normal)) return entity;
  return { ...entity, confidence: Math.min(entity.confidence, 0.4) };
}

/** Shorter numbers may be anything: an amount, a code, the end of a card. */
const SERIAL_CHARACTERS = 9;

/** Whether a message in the middle of a case is nothing but this one number, which is of no other kind. */
function isAllSaid(
  { value, text }: Entity,
  found: readonly Entity[],
  { raw }: Utterance,
  { frames, slots }: DialogState,
): boolean {
  const others = found.some(({ kind, confidence }) => kind !== 'sn' && confidence >= 0.3);
  const known = Object.values(slots).some((slot) => slot.value === value);
  return frames.length > 0 && !others && !known && value.length >= SERIAL_CHARACTERS && raw.trim() === text.trim();
}

/** Mark of a case with a photo of the label that could not be read, whose merchant was asked to type the serial. */
export const PHOTO_UNREAD = 'photo_unread';

/** A number typed after a photo that could not be read, unless it is plainly another kind of number. */
function isInPlaceOfPhoto(entity: Entity, found: readonly Entity[], { flags }: DialogState): boolean {
  const named = found.some(({ kind, start }) => start === entity.start && kind !== 'sn');
  return flags.includes(PHOTO_UNREAD) && !named;
}

const SHORT_MODEL =
  /^\s*(?:我的?|就|是|型号|机器|it's |its |it is )*\s*([a-z]{1,3}[ -]?\d{1,3}[a-z]?)\s*(?:的|啊|呀|吧|型号?|机器?|那款|款)*[。.!！]*\s*$/i;

/** A letter and a digit or two alone, whatever was asked but a code, are the model: "A8", "就是A8啊". */
function namesModel({ raw }: Utterance, state: DialogState, { guide }: Desk): boolean {
  const frame = topFrame(state);
  const asked = frame?.kind === 'slot' ? frame.slot : undefined;
  const named = SHORT_MODEL.exec(raw)?.[1];
  if (named === undefined || state.frames.length === 0) return false;
  if (asked === 'device' || asked === 'model') return true;
  return asked === undefined && state.slots.model === undefined && !guide.codes.has(named.toUpperCase());
}

/** Eight digits that nobody has confirmed may be the number on receipts; a longer one may still come. */
function isWhole(sn: SlotValue | undefined): boolean {
  return sn !== undefined && (sn.confirmed || sn.value.length > TERMINAL_NUMBER);
}

/** Facts of a message; a serial that fits the known model counts even when nobody asked for one yet. */
function findFacts(utterance: Utterance, state: DialogState, desk: Desk): readonly Entity[] {
  const found = findEntities(
    utterance,
    desk.guide.devices,
    namesModel(utterance, state, desk) ? 'model' : askedKind(state, desk),
  );
  if (isWhole(state.slots.sn) || found.some((entity) => entity.kind === 'sn' && entity.confidence >= 0.5)) return found;
  if (!/\p{Nd}/u.test(utterance.raw)) return found;
  const model = found.find((entity) => entity.kind === 'model')?.value ?? state.slots.model?.value;
  const serial = findEntities(utterance, desk.guide.devices, 'sn').find(
    (entity) =>
      entity.kind === 'sn' &&
      !entity.partial &&
      (checkSerial(entity.value, model, desk.guide.devices).kind === 'ok' ||
        (state.slots.sn !== undefined && entity.value.length > TERMINAL_NUMBER) ||
        isInPlaceOfPhoto(entity, found, state) ||
        isAllSaid(entity, found, utterance, state)),
  );
  if (!serial) return found;
  const others = found.filter((entity) => entity.start !== serial.start);
  return [{ ...serial, confidence: Math.max(serial.confidence, 0.6) }, ...others];
}
