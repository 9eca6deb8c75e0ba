/** Explores every way a conversation about a symptom can go, by talking to the dialog itself. */

import type { DialogState } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { answerWith, beginAt, type Known, offeredBy, type Said } from '../chat/merchant.ts';
import { answersTo } from './answers.ts';
import { createKey } from './relevance.ts';
import { waysTaken } from './ways.ts';

/** How a conversation ended; `silent` is no end: nothing is asked and nobody takes over. */
export type Ending = 'resolved' | 'answered' | 'abandoned' | 'ticket' | 'silent';

/** A conversation that waits for the merchant, or is over. */
export interface Stand {
  readonly state: DialogState;
  /** Last line said. */
  readonly asked: string;
  readonly ending?: Ending;
  /** Empty at an end. */
  readonly moves: readonly Move[];
}

/** One answer and where it leads. */
export interface Move {
  readonly said: Said;
  readonly ways: readonly string[];
  readonly to: Stand;
  /** The dialog could not read the answer. */
  readonly missed: boolean;
}

/** A beginning: what was known, and where the conversation stood then. */
export interface Beginning {
  readonly known: Known;
  readonly ways: readonly string[];
  readonly stand: Stand;
}

type GrowingStand = Stand & { readonly moves: Move[] };

/** Explores from one symptom after another; what two of them share is explored once. */
export function createExplorer(guide: Guide): (symptom: string, known: Known) => Beginning {
  const stands = new Map<string, GrowingStand>();
  const keyOf = createKey(guide);
  const open: { readonly stand: GrowingStand; readonly result: TurnResult }[] = [];

  const standOf = (result: TurnResult): Stand => {
    const key = keyOf(result.state);
    const known = stands.get(key);
    if (known) return known;
    const ending = endingOf(result.state);
    const text = result.replies.map((reply) => reply.text).join('\n');
    const asked = text.split('\n').at(-1) ?? '';
    const stand = { state: result.state, asked, moves: [], ...(ending === undefined ? {} : { ending }) };
    stands.set(key, stand);
    if (ending === undefined) open.push({ stand, result });
    return stand;
  };

  return (symptom, known) => {
    const first = beginAt(guide, symptom, known);
    const stand = standOf(first);
    for (let next = open.pop(); next; next = open.pop()) {
      const offered = offeredBy(next.result);
      for (const said of answersTo(next.result.state, offered, guide)) {
        const result = answerWith(guide, next.result.state, offered, said);
        const missed = result.trace.some(({ by }) => by === 'no-match');
        next.stand.moves.push({ said, ways: waysTaken(result.trace), to: standOf(result), missed });
      }
    }
    return { known, ways: waysTaken(first.trace), stand };
  };
}

/** How a state has ended, if it has. */
export function endingOf(state: DialogState): Ending | undefined {
  if (state.ticketNumber !== undefined) return 'ticket';
  if (state.ended) return state.ended;
  return state.frames.length === 0 ? 'silent' : undefined;
}
