/** Reads what is wrong, or what the merchant wants to know. */

import type { Symptom } from '#knowledge/guide.ts';
import { firstSaid } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { CODE_QUESTION } from '../codes.ts';
import type { Desk } from '../draft.ts';
import { type Hearing, RESEMBLES } from '../hear.ts';
import type { Intent } from '../intent.ts';
import { type DialogState, topFrame } from '../state.ts';
import { isNoFault, saysOpposite } from './no-fault.ts';
import type { Reader } from './reader.ts';

/** How many symptoms are offered when it is not clear which is meant. */
export const OPTIONS = 3;
/** Less likely ones are not worth a button. */
const OPTION_SCORE = 0.1;

function symptomById(id: string, desk: Desk): Symptom | undefined {
  const flow = desk.guide.flows.get(id);
  return flow?.kind === 'symptom' ? flow : undefined;
}

function isSymptom(id: string, desk: Desk): boolean {
  return symptomById(id, desk) !== undefined;
}

/** Shorter lines in the middle of a walk are answers to it, however much they sound like a fault. */
const SHORT_CHARACTERS = 5;

/** Whether something is going on that a mere resemblance must not disturb. */
function isBusy(state: DialogState): boolean {
  const kind = topFrame(state)?.kind;
  return kind !== undefined && kind !== 'open' && kind !== 'clarify';
}

/** Neighbours named in one breath are two words for one fault: "开不了机 充了一晚上也不亮". */
function describesSame(first: string | undefined, id: string, desk: Desk): boolean {
  const lead = first === undefined ? undefined : symptomById(first, desk);
  return lead?.confusable.includes(id) === true || symptomById(id, desk)?.confusable.includes(first ?? '') === true;
}

/** Scores nearer than this are the same. */
const TIE = 0.01;

/** The likeliest meaning; a fault in its own words goes before a question that is just as likely. */
function leadOf(hearing: Hearing, desk: Desk): string | undefined {
  const [best, next] = hearing.match.ranked;
  if (!best || !next || best.score - next.score > TIE || symptomById(best.id, desk)?.informative !== true)
    return best?.id;
  return symptomById(next.id, desk)?.informative === false && hearing.states(next.id) ? next.id : best.id;
}

/** Every symptom that the message states, the surest first; in the middle of a walk only those in their own words. */
function statedSymptoms(hearing: Hearing, state: DialogState, desk: Desk): string[] {
  const { decision, multi } = hearing.match;
  const several = multi
    .filter((id) => isSymptom(id, desk))
    .filter((id, at, all) => at === 0 || !describesSame(all[0], id, desk));
  const best = leadOf(hearing, desk);
  const single = decision === 'accept' && best !== undefined && isSymptom(best, desk) ? [best] : [];
  const all = several.length > 0 ? several : single;
  if (!isBusy(state) && state.ticketNumber === undefined) return all;
  if (isNoFault(hearing, state, desk)) return [];
  // Who wants to be called does not say that somebody called.
  if (hearing.cue('call-me') && all.every((id) => symptomById(id, desk)?.group === 'security')) return [];
  // Behind a ticket "太慢了吧" is no new trouble, whatever it resembles.
  if (!isBusy(state)) return all.filter((id) => hearing.states(id) || isSurePart(id, hearing, desk));
  const asksForValue = topFrame(state)?.kind === 'slot';
  const short = !asksForValue && hearing.utterance.normal.length < SHORT_CHARACTERS;
  return all.filter(
    (id) =>
      (asksForValue && id === state.symptom) ||
      (hearing.asks && decision === 'accept' && symptomById(id, desk)?.informative === true) ||
      (hearing.states(id) &&
        (several.length === 0 || isSurePart(id, hearing, desk)) &&
        (!short || symptomById(id, desk)?.priority === 'P1' || symptomById(id, desk)?.informative)),
  );
}

/** "Opened the lid, it's jammed": each of several troubles has to be in a piece's own words, or all but sure. */
function isSurePart(id: string, { match, utterance }: Hearing, desk: Desk): boolean {
  const score = match.ranked.find((one) => one.id === id)?.score ?? 0;
  return score >= NEARLY_SURE || symptomsInPieces(utterance.segments, desk).includes(id);
}

/** A danger or a fraud goes before whatever was being asked. */
export const readUrgent: Reader = (hearing, state, desk) => {
  // "锁了" alone may be a terminal that was tampered with, a password or an account.
  if (hearing.cue('vague') && !isBusy(state)) return undefined;
  const urgent = statedSymptoms(hearing, state, desk).filter(
    (id) => symptomById(id, desk)?.priority === 'P1' && !state.symptoms.includes(id),
  );
  return urgent.length > 0 ? { kind: 'symptoms', ids: urgent, because: hearing.match.because } : undefined;
};

/** What a line that quotes the screen in other words than the content's is surely about: "显示连接失败". */
function likeScreenText({ entities, match }: Hearing): string | undefined {
  const quoted = entities.some(({ kind, confidence }) => kind === 'screenText' && confidence >= 0.5);
  const best = match.ranked[0];
  return quoted && match.decision === 'accept' && best && best.score >= NEARLY_SURE ? best.id : undefined;
}

/** A message on a terminal's screen names the trouble better than any answer. */
export const readScreenText: Reader = (hearing, state, desk) => {
  const written = firstSaid(desk.guide.screenTexts, hearing.utterance.normal)?.symptom ?? likeScreenText(hearing);
  if (written === undefined || state.symptoms.includes(written) || !isSymptom(written, desk)) return undefined;
  // Beside the words of a screen neither a mere likeness nor a wider word for the same is a second fault.
  const others = statedSymptoms(hearing, state, desk).filter(
    (id) => hearing.states(id) && !describesSame(written, id, desk),
  );
  return {
    kind: 'symptoms',
    ids: [...new Set([written, ...others])],
    because: `screen text of ${written}`,
  };
};

/** Characters besides the facts under which a message only gives facts. */
const FACTS_ONLY = 8;

/** Whether a message is hardly more than the numbers it gives, as in "merchant no. 898…". */
function onlyGivesFacts(hearing: Hearing): boolean {
  const given = hearing.entities.filter(
    ({ kind, text, confidence }) => NUMBERS.includes(kind) && text !== '' && confidence >= 0.5,
  );
  const said = given.reduce((sum, entity) => sum + entity.text.length, 0);
  return given.length > 0 && hearing.message.text.trim().length - said <= FACTS_ONLY;
}

/** Whether a message is the name of a terminal, as in "SumUp 3G", whatever else that resembles. */
function onlyNamesDevice({ entities, message }: Hearing): boolean {
  const named = entities.filter(({ kind, confidence }) => (kind === 'model' && confidence >= 0.5) || kind === 'maker');
  const rest = named.reduce((left, { text }) => left.replace(text.toLowerCase(), ''), message.text.toLowerCase());
  return named.some(({ kind }) => kind === 'model') && rest.trim() === '';
}

const NUMBERS: readonly string[] = ['sn', 'tid', 'mid', 'iccid', 'imei', 'ean', 'phone', 'model', 'network', 'scope'];

/** One or more symptoms, the present one again, or a choice between a few. */
export const readSymptom: Reader = (hearing, state: DialogState, desk) => {
  // "机器坏了" fits everything: asked, the merchant says more than a list could offer.
  const top = topFrame(state);
  const askedOnce = (top?.kind === 'open' ? top.asked < 2 : top?.kind === 'clarify') && state.frames.length === 1;
  if (hearing.cue('vague') && (state.frames.length === 0 || askedOnce)) return { kind: 'unclear', options: [] };
  const stated = statedSymptoms(hearing, state, desk);
  const inOwnWords = stated.some((id) => hearing.states(id));
  if (!inOwnWords && (state.frames.length > 0 ? onlyGivesFacts(hearing) : onlyNamesDevice(hearing))) return undefined;
  const wished = howTo(stated, hearing, desk);
  if (wished && !isBusy(state)) return { kind: 'symptoms', ids: [wished], because: hearing.match.because };
  const fresh = stated.filter((id) => id !== state.symptom);
  if (fresh.length > 0) return { kind: 'symptoms', ids: stated, because: hearing.match.because };
  if (stated.length > 0)
    return state.frames.length > 0
      ? { kind: 'restate' }
      : { kind: 'symptoms', ids: stated, because: hearing.match.because };
  const led = ledByFirstWords(hearing, state, desk);
  if (led) {
    const beside = troublesBeside(hearing, { symptom: led }, desk);
    return { kind: 'symptoms', ids: [...new Set([led, ...beside])], because: `first words of ${led}` };
  }
  // Asked "which of these?" once already: another list would not help.
  if (hearing.match.decision !== 'clarify' || isBusy(state) || topFrame(state)?.kind === 'clarify') return undefined;
  // Behind a ticket it is the agent's to ask.
  if (state.ticketNumber !== undefined) return undefined;
  const likely = hearing.match.ranked.filter((one) => one.score >= OPTION_SCORE && isSymptom(one.id, desk));
  const options = likely.map((one) => one.id);
  return options.length > 1 ? { kind: 'unclear', options: options.slice(0, OPTIONS) } : undefined;
};

const ASKS_HOW = /(?:^|,)(?:怎么|咋|如何|点样|how (?:do|to|can))/;

/** What the merchant asks how to do, where the trouble beside it is the reason to ask: "内存不足 怎么清". */
function howTo(stated: readonly string[], hearing: Hearing, desk: Desk): string | undefined {
  if (stated.length !== 2 || !ASKS_HOW.test(hearing.utterance.normal)) return undefined;
  const wished = stated.find((id) => symptomById(id, desk)?.informative === true);
  const group = wished && symptomById(wished, desk)?.group;
  return stated.every((id) => symptomById(id, desk)?.group === group) ? wished : undefined;
}

/** A shorter line is too little to take a fault of another kind from what it resembles. */
const MENTION_CHARACTERS = 7;
const MENTION_WORDS = 3;

/** Whether two symptoms are of one group or easily mistaken for each other. */
export function isAkin(present: string | undefined, other: string, desk: Desk): boolean {
  const one = present === undefined ? undefined : symptomById(present, desk);
  return one !== undefined && (one.group === symptomById(other, desk)?.group || describesSame(present, other, desk));
}

/** What resembles a symptom this closely is taken for it where nothing else could be made of the message. */
const NEARLY_SURE = 0.9;

/** "批次不平", while the batch is being settled: more of the trouble at hand, for the agent. */
function tellsMore({ message, asks }: Hearing, { frames, ticketNumber }: DialogState): Intent | undefined {
  const told = !message.choiceId && !asks && frames.length > 0 && ticketNumber === undefined;
  return told ? { kind: 'remark' } : undefined;
}

/** A further fault in words that only resemble known ones, in a message that no other reader could use. */
export const readMentioned: Reader = (hearing, state, desk) => {
  const { match, utterance } = hearing;
  const best = match.ranked[0];
  if (match.decision !== 'accept' || best === undefined || !isSymptom(best.id, desk)) return undefined;
  if (state.symptoms.includes(best.id)) return tellsMore(hearing, state);
  if (best.score < NEARLY_SURE) return undefined;
  // "一共1280" gives a figure and asks for none, however much it is like "一共收了多少钱".
  const gives = /\d/.test(utterance.normal) && !hearing.asks && !hearing.cue('question') && !hearing.cue('how');
  const figure = gives && symptomById(best.id, desk)?.informative === true;
  const denied = isNoFault(hearing, state, desk) || saysOpposite(utterance.normal, match.because);
  if (isBusy(state) && (figure || denied)) return undefined;
  // "插着电" resembles much; beside a fault of another kind it is an answer of sorts.
  const han = /\p{Script=Han}/u.test(utterance.normal);
  const short = han ? utterance.normal.length < MENTION_CHARACTERS : utterance.words.length < MENTION_WORDS;
  const akin = (han ? isAkin : describesSame)(state.symptom, best.id, desk);
  if (short && isBusy(state) && !akin && !namesAnotherFault(hearing, state, desk)) return undefined;
  return { kind: 'symptoms', ids: [best.id], because: match.because };
};

/** A case that ended longer ago than this is not taken up where it stood. */
const REOPEN_WITHIN_MS = 24 * 60 * 60_000;

/** "又不行了" after a case was solved: it was not. */
export const readRelapse: Reader = (hearing, state, desk) => {
  if (state.ended !== 'resolved' || state.symptom === undefined || state.frames.length > 0) return undefined;
  const best = hearing.match.ranked[0]?.id;
  const named = hearing.match.decision === 'accept' && best !== state.symptom && best !== 'ctl-not-fixed';
  // "还是黑的" resembles a trouble of the screen and is the one of a minute ago.
  const other = named && !(best !== undefined && isAkin(state.symptom, best, desk));
  if (other || !(hearing.cue('still-failing') || hearing.control('ctl-not-fixed'))) return undefined;
  const fresh = desk.now - (state.since ?? 0) < REOPEN_WITHIN_MS;
  return fresh ? { kind: 'relapse' } : { kind: 'symptoms', ids: [state.symptom], because: 'it came back' };
};

/** Symptoms that single pieces of a message state in their own words. */
export function symptomsInPieces(pieces: readonly string[], desk: Desk): readonly string[] {
  return pieces.flatMap((piece) => {
    const { decision, ranked, because } = desk.guide.matcher.match(readUtterance(piece, desk.guide.lexicon));
    const best = ranked[0]?.id;
    const stated = decision === 'accept' && !RESEMBLES.test(because);
    return stated && best !== undefined && isSymptom(best, desk) ? [best] : [];
  });
}

/** Troubles of another kind than the one at hand that single pieces of a message state in their own words. */
export function troublesBeside(
  { utterance }: Hearing,
  { symptom }: Pick<DialogState, 'symptom'>,
  desk: Desk,
): readonly string[] {
  return symptomsInPieces(utterance.segments, desk).filter((id) => id !== symptom && !isAkin(symptom, id, desk));
}

/** The symptom that the first piece of a longer line states; the rest are then answers to its questions. */
function ledByFirstWords(hearing: Hearing, state: DialogState, desk: Desk): string | undefined {
  const named = new Set(hearing.entities.map(({ text }) => text.toLowerCase()));
  if (hearing.utterance.segments.length < 2 || isBusy(state) || hearing.match.decision === 'accept') return undefined;
  const read = hearing.utterance.segments
    .filter((piece) => !isOnlyFacts(piece, named))
    .map((piece) => desk.guide.matcher.match(readUtterance(piece, desk.guide.lexicon)));
  // "昨天好了 今天又断网了": what is told of the conversation goes before what is told of the terminal.
  const first = read.find(({ ranked }) => !desk.guide.controls.has(ranked[0]?.id ?? ''));
  for (const match of read) {
    const best = match.ranked[0]?.id;
    // Further on only what is said in its own words leads; a likeness there is often an answer.
    const sure = match === first ? hearing.match.decision === 'clarify' : !RESEMBLES.test(match.because);
    if (sure && match.decision === 'accept' && best !== undefined && isSymptom(best, desk)) return best;
  }
  return undefined;
}

/** Whether a piece holds nothing but facts, as in "百富A80". */
function isOnlyFacts(piece: string, facts: ReadonlySet<string>): boolean {
  const rest = [...facts].reduce((left, fact) => left.replace(fact, ''), piece);
  return rest !== piece && rest.trim().length <= 4;
}

/** Facts that help although nobody asked for them; a code that nothing else explains is what is wrong. */
export const readFacts: Reader = (hearing, state, desk) => {
  const coded = hearing.entities.some(({ kind, confidence }) => kind === 'code' && confidence >= 0.5);
  if (coded && !isBusy(state) && isSymptom(CODE_QUESTION, desk)) {
    return { kind: 'symptoms', ids: [CODE_QUESTION], because: 'a response code and nothing else that is known' };
  }
  const told = hearing.entities.some((entity) => entity.confidence >= 0.5) || hearing.message.attachments.length > 0;
  const again = Object.values(state.slots).some(({ value }) => value.toLowerCase() === hearing.utterance.normal);
  return told || again ? { kind: 'facts' } : undefined;
};

/** Whether the message asks something that the content answers, such as where the serial stands. */
export function asksForInformation(hearing: Hearing, desk: Desk): boolean {
  const best = hearing.match.ranked[0];
  const flow = best && desk.guide.flows.get(best.id);
  return hearing.match.decision === 'accept' && flow?.kind === 'symptom' && flow.informative;
}

/** "打印机也没纸了" sounds like an answer to the walk and is a fault of its own, in another part of the terminal. */
export function namesAnotherFault({ match }: Hearing, state: DialogState, desk: Desk): boolean {
  const best = match.ranked[0];
  if (match.decision !== 'accept' || RESEMBLES.test(match.because) || best === undefined) return false;
  const other = desk.guide.flows.get(best.id);
  const present = state.symptom === undefined ? undefined : desk.guide.flows.get(state.symptom);
  if (other?.kind !== 'symptom' || present?.kind !== 'symptom' || other.informative) return false;
  return (
    other.group !== present.group && !present.confusable.includes(other.id) && !other.confusable.includes(present.id)
  );
}
