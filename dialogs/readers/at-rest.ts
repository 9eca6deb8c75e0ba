/** Reads what is said before anything is wrong: that all is well again, or that it is urgent, without saying what. */

import { dropSettled } from '#knowledge/match/all-well.ts';
import { saysAny } from '#knowledge/match/says-any.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import { type DialogState, topFrame } from '../state.ts';
import type { Reader } from './reader.ts';
import { OPTIONS, symptomsInPieces } from './symptom.ts';

/** Whether nothing is going on, but for the question what is wrong. */
function isAtRest({ frames, ticketNumber }: DialogState): boolean {
  return ticketNumber === undefined && frames.every(({ kind }) => kind === 'open' || kind === 'clarify');
}

/** The pieces that a control or a cue of the content says. */
function saidAs(hearing: Hearing, { guide }: Desk, control: string | undefined, cue: string): readonly string[] {
  const rules = control === undefined ? [] : (guide.controls.get(control)?.rules ?? []);
  const cues = guide.cues.get(cue) ?? [];
  return hearing.utterance.segments.filter((piece) => saysAny(rules, piece) || saysAny(cues, piece));
}

/** The trouble told beside that all is well; `undefined` where the rest tells none. */
function troubleBeside(pieces: readonly string[], { guide }: Desk): Intent | undefined {
  if (pieces.length === 0) return undefined;
  const { decision, ranked, multi, because } = guide.matcher.match(readUtterance(pieces.join(','), guide.lexicon));
  const ids = ranked.map(({ id }) => id).filter((id) => guide.flows.has(id));
  const [best] = ids;
  if (decision === 'reject' || best === undefined || best !== ranked[0]?.id) return undefined;
  if (decision === 'clarify') return { kind: 'unclear', options: ids.slice(0, OPTIONS) };
  return { kind: 'symptoms', ids: multi.length > 1 ? multi : [best], because };
}

/**
 * "谢谢 已经好了 刚才是路由器没开", as a first message: somebody to be glad with, not a case. "好了 刚才扣了两次钱" begins
 * alike and is one.
 */
export const readGlad: Reader = (hearing, state, desk) => {
  if (!isAtRest(state) || state.ended !== undefined || hearing.message.choiceId) return undefined;
  const { segments } = hearing.utterance;
  const glad = saidAs(hearing, desk, 'ctl-fixed', 'works-now');
  if (glad.length === 0) return undefined;
  // "昨天好了 今天又断网了" says as a whole what is wrong.
  const [best] = hearing.match.ranked;
  if (hearing.match.decision === 'accept' && best && desk.guide.flows.has(best.id)) return undefined;
  // What was behind it is over with it.
  const trouble = troubleBeside(
    dropSettled(segments).filter((piece) => !glad.includes(piece)),
    desk,
  );
  if (trouble || hearing.asks || hearing.cue('still-failing')) return trouble;
  return { kind: 'control', id: 'glad' };
};

/** Rage at nobody knows what gets an apology, and the second time a person. */
function readRage(hearing: Hearing, { flags }: DialogState): Intent | undefined {
  if (!hearing.cue('anger')) return undefined;
  return flags.includes('irritated')
    ? { kind: 'human', irritated: true, asked: false }
    : { kind: 'again', phrase: 'sorry' };
}

/** "能不能快点啊 急死了": that it is urgent, and nothing else; what is wrong is asked openly. */
export const readHaste: Reader = (hearing, state, desk) => {
  if (!isAtRest(state) || state.ended !== undefined || hearing.message.choiceId) return undefined;
  const hasty = saidAs(hearing, desk, undefined, 'hurry');
  const talk = [...hasty, ...saidAs(hearing, desk, 'ctl-greet', 'anger')];
  const { segments } = hearing.utterance;
  if (segments.length === 0 || !segments.every((piece) => talk.includes(piece))) return undefined;
  // "破机器又他妈断网了" swears and says what is wrong.
  if (symptomsInPieces(segments, desk).length > 0) return undefined;
  if (hasty.length === 0) return readRage(hearing, state);
  return topFrame(state)?.kind === 'clarify' ? { kind: 'unclear', options: [] } : { kind: 'again', phrase: 'hurry' };
};
