/** Looks for walks that do not end, end without anybody, take too long, or ask what cannot be answered. */

import type { Symptom } from '#knowledge/guide.ts';
import { wordsOf } from '../chat/merchant.ts';
import type { Beginning, Move, Stand } from './explore.ts';

/** Most merchant turns from the first question of a symptom to its end. */
export const MOST_TURNS = 12;

/** A walk that should not be possible, with every answer that leads to it. */
export interface Flaw {
  readonly message: string;
  readonly beginning: Beginning;
  readonly path: readonly Move[];
}

/** What the walks of some beginnings of one symptom come to. */
export interface Judgement {
  readonly flaws: readonly Flaw[];
  /** Turns of the longest walk. */
  readonly longest: number;
  readonly endings: ReadonlySet<string>;
  readonly stands: number;
}

/** Every walk of one symptom. */
export interface SymptomWalks {
  readonly symptom: Symptom;
  readonly beginnings: readonly Beginning[];
  readonly judgement: Judgement;
}

/** Remembers what it has judged, so that stands shared by symptoms are judged once. */
export function createJudge(): (beginnings: readonly Beginning[]) => Judgement {
  const lengths = new Map<Stand, number>();
  return (beginnings) => {
    const flaws: Flaw[] = [];
    const endings = new Set<string>();
    const seen = new Set<Stand>();
    for (const beginning of beginnings) {
      const found = [...circles(beginning, lengths), ...faults(beginning, seen, endings)];
      flaws.push(...found);
    }
    const longest = beginnings
      .map((one) => ({ one, turns: lengths.get(one.stand) ?? 0 }))
      .sort((a, b) => b.turns - a.turns)[0];
    if (longest && longest.turns > MOST_TURNS && Number.isFinite(longest.turns))
      flaws.push(tooLong(longest.one, longest.turns, lengths));
    return { flaws, longest: longest?.turns ?? 0, endings, stands: seen.size };
  };
}

function tooLong(beginning: Beginning, turns: number, lengths: ReadonlyMap<Stand, number>): Flaw {
  const path: Move[] = [];
  const rest = (move: Move): number => lengths.get(move.to) ?? 0;
  for (let stand = beginning.stand; stand.moves.length > 0; ) {
    const move = stand.moves.reduce((best, one) => (rest(one) > rest(best) ? one : best));
    path.push(move);
    stand = move.to;
  }
  return { message: `takes ${turns} answers to its end; ${MOST_TURNS} are the limit`, beginning, path };
}

/** Works out the longest walk from every stand; a walk that comes back to where it stood is a flaw. */
function circles(beginning: Beginning, lengths: Map<Stand, number>): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const path: { readonly stand: Stand; readonly move: Move | undefined; at: number; longest: number }[] = [];
  const onPath = new Set<Stand>();
  const enter = (stand: Stand, move: Move | undefined): void => {
    path.push({ stand, move, at: 0, longest: 0 });
    onPath.add(stand);
  };
  if (!lengths.has(beginning.stand)) enter(beginning.stand, undefined);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const move = top.stand.moves[top.at];
    if (!move) {
      lengths.set(top.stand, top.longest);
      onPath.delete(top.stand);
      path.pop();
      continue;
    }
    const known = lengths.get(move.to);
    if (known === undefined && !onPath.has(move.to)) enter(move.to, move);
    else {
      top.at += 1;
      if (known !== undefined) top.longest = Math.max(top.longest, known + 1);
      else
        flaws.push({
          message: 'goes round in circles',
          beginning,
          path: [...path.flatMap((one) => one.move ?? []), move],
        });
    }
  }
  return flaws;
}

/** Ends without anybody, and answers that nobody could read; the shortest walk to each. */
function faults(beginning: Beginning, seen: Set<Stand>, endings: Set<string>): readonly Flaw[] {
  const flaws: Flaw[] = [];
  const queue: { readonly stand: Stand; readonly path: Path | undefined }[] = [
    { stand: beginning.stand, path: undefined },
  ];
  for (let index = 0; index < queue.length; index++) {
    const { stand, path } = queue[index] ?? { stand: beginning.stand, path: undefined };
    if (seen.has(stand)) continue;
    seen.add(stand);
    if (stand.ending) endings.add(stand.ending);
    const report = (message: string, moves: readonly Move[]): void =>
      void flaws.push({ message, beginning, path: moves });
    if (stand.ending === 'silent')
      report('ends without an outcome: nothing is asked and nobody takes over', unroll(path));
    for (const move of stand.moves) {
      if (move.missed) report(`does not understand “${wordsOf(move.said)}”`, [...unroll(path), move]);
      queue.push({ stand: move.to, path: { move, before: path } });
    }
  }
  return flaws;
}

interface Path {
  readonly move: Move;
  readonly before: Path | undefined;
}

function unroll(path: Path | undefined): readonly Move[] {
  const moves: Move[] = [];
  for (let at = path; at; at = at.before) moves.push(at.move);
  return moves.reverse();
}
