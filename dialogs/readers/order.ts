/** Reads which of several troubles the merchant wants dealt with first. */

import type { Match } from '#knowledge/match/matcher.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import type { DialogState } from '../state.ts';
import type { Reader } from './reader.ts';

/** Less likely symptoms are no hint of what is meant. */
const HINT = 0.1;

function groupOf(id: string, { guide }: Desk): string | undefined {
  const flow = guide.flows.get(id);
  return flow?.kind === 'symptom' ? flow.group : undefined;
}

/** What puts something first; the rest of the line names it. */
const FIRST = /^(?:那就?|就|咱们?|我们|你|麻烦)?(?:还是|就)?先(?:帮我|给我)?(?:弄|搞|修|整|看|解决|处理|管|查)(?=.)/u;

/** What the line resembles, or where that is nothing, what the rest of it does: "先弄网" is like "先不弄了". */
function findNamed(hearing: Hearing, troubles: readonly string[], desk: Desk): string | undefined {
  const { normal } = hearing.utterance;
  const rest = normal.replace(FIRST, '');
  const named = findAmong(hearing.match, troubles, desk);
  if (named !== undefined || rest === normal) return named;
  return findAmong(desk.guide.matcher.match(readUtterance(rest, desk.guide.lexicon)), troubles, desk);
}

/** The one of the case's troubles that a match names: itself, or anything of its group. */
function findAmong(match: Match, troubles: readonly string[], desk: Desk): string | undefined {
  for (const { id, score } of match.ranked) {
    if (score < HINT) break;
    const named = troubles.includes(id) ? id : troubles.find((one) => groupOf(one, desk) === groupOf(id, desk));
    if (named !== undefined && groupOf(id, desk) !== undefined) return named;
  }
  return undefined;
}

function isCollecting({ frames, ticketNumber }: DialogState): boolean {
  return ticketNumber !== undefined || frames.some(({ kind }) => kind === 'handoff');
}

/** "先弄刷卡", where nobody had heard of it: a trouble of its own. */
function otherTrouble({ match }: Hearing, { guide }: Desk): Intent | undefined {
  const best = match.ranked[0];
  const flow = best && guide.flows.get(best.id);
  const sure = match.decision === 'accept' && flow?.kind === 'symptom' && !flow.informative;
  return sure ? { kind: 'order', symptom: flow.id } : undefined;
}

/** "先弄网": the trouble at hand goes on, one that waits is taken up first. */
export const readOrder: Reader = (hearing, state, desk) => {
  const { symptom, queue } = state;
  if (symptom === undefined || state.frames.length === 0 || isCollecting(state)) return undefined;
  if (hearing.message.choiceId || !hearing.cue('first')) return undefined;
  const named = findNamed(hearing, [symptom, ...queue], desk);
  if (named === undefined) return otherTrouble(hearing, desk);
  return named === symptom ? { kind: 'again', phrase: 'order.this' } : { kind: 'order', symptom: named };
};
