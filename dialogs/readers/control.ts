/** Reads what a merchant asks of the conversation itself: a person, a pause, the last question again. */

import { tellsSettled } from '#knowledge/match/all-well.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { ControlId } from '../intent.ts';
import { type DialogState, topFrame } from '../state.ts';
import { putDo } from '../step-at.ts';
import { pendingAsk } from './answer.ts';
import type { Reader } from './reader.ts';
import { saysOtherWay } from './remark.ts';
import { asksForInformation, troublesBeside } from './symptom.ts';

/** How much a message with the words of a person in it must resemble a call for one. */
const CALL_SCORE = 0.3;

/** A wish for a person; works at every turn. */
export const readHuman: Reader = (hearing, state) => {
  // Beside a fault, what only resembles a complaint tells how often it came.
  const leads = hearing.match.ranked[0]?.id === 'ctl-complaint';
  const complains = leads ? hearing.control('ctl-complaint') : hearing.commands('ctl-complaint');
  // "Just get me someone" resembles more than one thing; with the words of a person in it, it is a call for one.
  const likely = hearing.match.ranked.some(({ id, score }) => id === 'ctl-human' && score >= CALL_SCORE);
  const calls = likely && hearing.cue('person');
  // Who would rather be called has no use for the next step.
  const wantsCall = state.frames.length > 0 && state.ticketNumber === undefined && hearing.cue('call-me');
  const asked = hearing.control('ctl-human') || calls || wantsCall;
  return asked || complains ? { kind: 'human', irritated: complains || hearing.cue('anger'), asked } : undefined;
};

/** A wish to have the terminal mended or fetched, while a walk is going on. */
export const readRepair: Reader = (hearing, state) => {
  if (hearing.cue('person') || hearing.commands('ctl-cancel')) return undefined;
  const collecting = state.frames.some((frame) => frame.kind === 'handoff') || state.ticketNumber !== undefined;
  if (!state.symptom || !hearing.cue('repair-request')) return undefined;
  return collecting && !isWalking(state) ? { kind: 'facts' } : { kind: 'repair' };
};

function readFirst(ids: readonly ControlId[]): Reader {
  return (hearing) => {
    const id = ids.find((candidate) => hearing.commands(candidate));
    return id && { kind: 'control', id };
  };
}

/** Asks for a pause, or to go back, start over, hear it again, or stop. */
export const readNavigation: Reader = (hearing, state, desk) => {
  const frame = topFrame(state);
  // "谢谢 我试试" is on its way.
  if (frame !== undefined && hearing.cue('trying')) return { kind: 'control', id: 'ctl-wait' };
  if (frame !== undefined && state.ticketNumber === undefined && hearing.cue('leaving'))
    return { kind: 'control', id: 'leaving' };
  if (givesUp(hearing, state, desk)) return { kind: 'control', id: 'ctl-cancel' };
  // "不用了" to something optional declines that, not the whole case.
  const optional =
    frame?.kind === 'open' || (frame?.kind === 'slot' && frame.optional) || isPlainNo(hearing, state, desk);
  // "等我一下 我按了 还是不行" has stopped waiting by its end.
  const tells = hearing.utterance.segments.length > 1 && (hearing.cue('still-failing') || hearing.cue('works-now'));
  const ids: readonly ControlId[] = [
    ...(tells ? [] : WAIT),
    'ctl-back',
    'ctl-restart',
    'ctl-repeat',
    ...(optional ? [] : CANCEL),
  ];
  return readFirst(ids)(hearing, state, desk);
};

/** Words for what a desk keeps of a case. */
const TICKET_WORDS = /工单|报修|单子|维修|申请|ticket|request|repair/;

/** "取消工单" whatever is being asked, and "算了 不用了" piece by piece. */
function givesUp(hearing: Hearing, state: DialogState, { guide }: Desk): boolean {
  const { normal, segments } = hearing.utterance;
  if (state.ticketNumber !== undefined && hearing.commands('ctl-cancel') && TICKET_WORDS.test(normal)) return true;
  const says = (id: string, piece: string): boolean =>
    guide.controls.get(id)?.rules.some((rule) => rule.test(piece)) === true;
  const stops = (piece: string): boolean => says('ctl-cancel', piece);
  const inCase = state.ticketNumber === undefined && segments.length > 1;
  return inCase && segments.some(stops) && segments.every((piece) => stops(piece) || says('ctl-no', piece));
}

/** "不用" to a question that can be answered with no. */
function isPlainNo(hearing: Hearing, state: DialogState, desk: Desk): boolean {
  const choices = pendingAsk(state, desk)?.choices ?? [];
  return hearing.message.text.trim().length <= 4 && choices.some(({ id }) => id === 'no' || id === 'none');
}

const CANCEL: readonly ControlId[] = ['ctl-cancel'];
const WAIT: readonly ControlId[] = ['ctl-wait'];

/** "不用了" where nothing took it for an answer. */
export const readGivesUp: Reader = (hearing, { frames, ticketNumber }) => {
  const top = frames.at(-1)?.kind;
  const waits = ticketNumber === undefined && top !== undefined && top !== 'slot';
  return waits && hearing.commands('ctl-cancel') ? { kind: 'control', id: 'ctl-cancel' } : undefined;
};

/** A last word after a case has ended: "好的", "ok", "没了". */
export const readClosing: Reader = (hearing, state) => {
  const top = topFrame(state);
  const atRest = state.frames.length === 0 || (top?.kind === 'open' && state.frames.length === 1);
  if (!atRest || (!state.ended && !state.ticketNumber)) return undefined;
  if (top !== undefined && !hearing.control('ctl-fixed') && !hearing.cue('works-now')) return undefined;
  const closes = ['ctl-yes', 'ctl-no', 'ctl-done', 'ctl-fixed'].some((id) => hearing.control(id));
  return closes && !hearing.cue('still-failing') ? { kind: 'control', id: 'closing' } : undefined;
};

/** Small talk: thanks, greetings, "are you a robot", things that are none of our business. */
export const readSmallTalk: Reader = (hearing, state, desk) => {
  const said = readFirst(['ctl-bot', 'ctl-thanks', 'ctl-greet', 'ctl-oos'])(hearing, state, desk);
  const thanks = state.frames.length === 0 && hearing.match.ranked[0]?.id === 'ctl-thanks';
  return said ?? (thanks && hearing.control('ctl-thanks') ? { kind: 'control', id: 'ctl-thanks' } : undefined);
};

/** It works again, said at whatever point. */
export const readFixed: Reader = (hearing, state) => {
  const inCase = state.symptom !== undefined && state.ended === undefined;
  return inCase &&
    (hearing.commands('ctl-fixed') || hearing.cue('works-now')) &&
    !hearing.asks &&
    !saysOtherWay(hearing, state) &&
    !hearing.cue('still-failing')
    ? { kind: 'fixed' }
    : undefined;
};

/** The last piece of a longer line that says it works, in front of which anything may stand: "装反了 好了". */
const WORKS =
  /^(现在|这下|就|都|已经)?(好|可以|行|能用|正常|搞定|弄好|解决)了(啊|啦|谢谢|哈)?$|^(it's |it )?(works|working|fixed|sorted)( now)?$/;

/** A story that ends well, or one that begins so and goes on with another trouble: "好了 刚才客人刷了两次". */
export const readEndsWell: Reader = (hearing, state, desk) => {
  const { segments } = hearing.utterance;
  const inCase = state.symptom !== undefined && state.ended === undefined && state.frames.length > 0;
  if (!inCase || segments.length < 2 || hearing.message.choiceId || hearing.cue('still-failing')) return undefined;
  if ((WORKS.test(segments.at(-1) ?? '') || tellsSettled(segments)) && !hearing.asks) return { kind: 'fixed' };
  return WORKS.test(segments[0] ?? '') && troublesBeside(hearing, state, desk).length > 0
    ? { kind: 'fixed' }
    : undefined;
};

/** The catalogue's id for "how far is my ticket?". */
const TICKET_QUESTION = 'acc-ticket-status';

function isWalking({ frames }: DialogState): boolean {
  return frames.some(({ kind }) => kind === 'flow');
}

/** "好了没", or the ticket's number: asks how things stand; in the middle of a walk it is the desk that waits. */
export const readProgress: Reader = (hearing, state) => {
  const { ticketNumber } = state;
  if (ticketNumber !== undefined && hearing.utterance.normal.includes(ticketNumber.toLowerCase())) {
    return { kind: 'control', id: 'closing' };
  }
  const { match, utterance } = hearing;
  const hurries = hearing.cue('hurry') && utterance.segments.length < 2;
  const asksFor = match.decision === 'accept' && match.ranked[0]?.id === TICKET_QUESTION;
  const waits = state.ticketNumber !== undefined && (hurries || (asksFor && !isWalking(state)));
  if (!hearing.cue('done-yet') && !waits) return undefined;
  if (state.frames.length > 0 && state.ticketNumber === undefined) return { kind: 'again', phrase: 'progress' };
  return state.ticketNumber === undefined ? undefined : { kind: 'control', id: 'closing' };
};

/** Words that do not answer the question but need no "I didn't understand" either: impatience, an ok, a sigh; anger gets a person. */
export const readAside: Reader = (hearing, state, desk) => {
  if (state.frames.length === 0) return undefined;
  if (hearing.cue('anger')) return { kind: 'human', irritated: true, asked: false };
  if (hearing.cue('price')) return { kind: 'again', phrase: 'price' };
  // "等多久", at a thing to do, is answered by the step in other words.
  if (hearing.cue('hurry') && hearing.cue('how') && putDo(desk.guide, topFrame(state))) return { kind: 'again' };
  if (hearing.cue('hurry')) return { kind: 'again', phrase: 'hurry' };
  if (hearing.utterance.normal === '' || hearing.cue('filler')) return { kind: 'again' };
  const known = ['ctl-done', 'ctl-yes', 'ctl-no', 'ctl-fixed', 'ctl-not-fixed', 'ctl-unsure', 'ctl-cannot', 'ctl-skip'];
  // "卡没换过" resembles a no and tells of the card.
  const resembles = (id: string): boolean => hearing.control(id) && !hearing.commands(id);
  const story = hearing.cue('telling') && (resembles('ctl-no') || resembles('ctl-yes'));
  const heard = !story && (hearing.cue('still-failing') || known.some((id) => hearing.control(id)));
  const tells = heard && hearing.utterance.normal.length >= TELLING_CHARACTERS;
  if (tells && (hearing.cue('telling') || hearing.cue('still-failing') || TELL.some((id) => hearing.control(id))))
    return { kind: 'again', phrase: 'noted' };
  return heard || hearing.message.choiceId ? { kind: 'again' } : undefined;
};

/** Controls that tell something even where nothing asked for it: "重启过了", "手机也不行". */
const TELL = ['ctl-done', 'ctl-not-fixed'];
const TELLING_CHARACTERS = 3;

/** What is no account of the trouble, although it comes where one was asked for. */
const ASIDES = ['ctl-cancel', 'ctl-fixed', 'ctl-wait', 'ctl-thanks', 'ctl-greet', 'ctl-bot', 'ctl-done'];

/** The merchant tells what happened while the ticket already waits. */
export const readAccount: Reader = (hearing, state: DialogState, desk) => {
  if (topFrame(state)?.kind !== 'open' || state.ticketNumber === undefined) return undefined;
  if (ASIDES.some((id) => hearing.commands(id)) || hearing.cue('hurry') || asksForInformation(hearing, desk))
    return undefined;
  if (hearing.control('ctl-skip') || hearing.control('ctl-no') || hearing.control('ctl-unsure')) {
    return { kind: 'pass', why: 'skipped' };
  }
  return { kind: 'account' };
};
