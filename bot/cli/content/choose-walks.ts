/** Chooses few walks that together take every way of the content that can be taken. */

import type { Known, Said } from '../chat/merchant.ts';
import type { Beginning, Ending, Move, Stand } from './explore.ts';
import type { SymptomWalks } from './judge-walks.ts';

/** One walk from its first question to its end. */
export interface Walk {
  readonly symptom: string;
  readonly known: Known;
  readonly said: readonly Said[];
  readonly ending: Ending;
}

/** A stand with the shortest walk to it. */
interface Reached {
  readonly stand: Stand;
  readonly move: Move | undefined;
  readonly before: Reached | undefined;
}

/** Walks of each symptom: the shortest to each of its ends, then what is still needed to take every way. */
export function chooseWalks(walked: readonly SymptomWalks[]): readonly Walk[] {
  const taken = new Set<string>();
  const distance = createDistance();
  const choose = (wanted: (symptom: string, way: string) => boolean): readonly Walk[] =>
    walked.flatMap(({ symptom, beginnings }) =>
      beginnings.flatMap((beginning) => {
        const wants = (way: string): boolean => !taken.has(way) && wanted(symptom.id, way);
        return cover(beginning, symptom.id, taken, wants, distance);
      }),
    );
  const ends = walked.flatMap(({ symptom, beginnings }) =>
    beginnings.slice(0, 1).flatMap((beginning) => toEachEnd(beginning, symptom.id, taken)),
  );
  // A way of a symptom is best shown by a walk of that symptom; what only others reach comes after.
  return [...ends, ...choose((symptom, way) => way.startsWith(`${symptom}/`)), ...choose(() => true)];
}

function usable({ missed, to }: Move): boolean {
  return !missed && to.ending !== 'silent';
}

/** Every stand that can be reached, nearest first. */
function* reach(beginning: Beginning): Generator<Reached> {
  const seen = new Set([beginning.stand]);
  const queue: Reached[] = [{ stand: beginning.stand, move: undefined, before: undefined }];
  for (const reached of queue) {
    yield reached;
    for (const move of reached.stand.moves.filter(usable)) {
      if (seen.has(move.to)) continue;
      seen.add(move.to);
      queue.push({ stand: move.to, move, before: reached });
    }
  }
}

function toEachEnd(beginning: Beginning, symptom: string, taken: Set<string>): readonly Walk[] {
  const walks = new Map<Ending, Walk>();
  for (const reached of reach(beginning)) {
    const { ending } = reached.stand;
    if (ending === undefined || ending === 'silent' || walks.has(ending)) continue;
    const moves = movesTo(reached);
    note(beginning, moves, taken);
    walks.set(ending, walkOf(symptom, beginning, moves, ending));
  }
  return [...walks.values()];
}

function cover(
  beginning: Beginning,
  symptom: string,
  taken: Set<string>,
  wants: (way: string) => boolean,
  distance: (stand: Stand) => number,
): readonly Walk[] {
  const walks: Walk[] = [];
  const add = (prefix: readonly Move[], from: Stand): void => {
    const { moves, ending } = extend(prefix, from, wants, distance);
    if (ending === undefined || ending === 'silent') return;
    note(beginning, moves, taken);
    walks.push(walkOf(symptom, beginning, moves, ending));
  };
  if (beginning.ways.some(wants)) add([], beginning.stand);
  for (const reached of reach(beginning)) {
    for (const move of reached.stand.moves.filter(usable))
      if (move.ways.some(wants)) add([...movesTo(reached), move], move.to);
  }
  return walks;
}

/** Goes on to an end, by ways not taken yet where there are any, else by the shortest. */
function extend(
  prefix: readonly Move[],
  from: Stand,
  wants: (way: string) => boolean,
  distance: (stand: Stand) => number,
): { readonly moves: readonly Move[]; readonly ending: Ending | undefined } {
  const moves = [...prefix];
  let stand = from;
  for (let next: Move | undefined; stand.moves.length > 0; stand = next.to) {
    const worth = (move: Move): number => move.ways.filter(wants).length * 100 - distance(move.to);
    const usual = stand.moves.filter((move) => usable(move) && Number.isFinite(distance(move.to)));
    next = usual.toSorted((a, b) => worth(b) - worth(a))[0];
    if (!next) break;
    moves.push(next);
  }
  return { moves, ending: stand.ending };
}

function movesTo(reached: Reached): readonly Move[] {
  const moves: Move[] = [];
  for (let at: Reached | undefined = reached; at; at = at.before) if (at.move) moves.push(at.move);
  return moves.reverse();
}

function note(beginning: Beginning, moves: readonly Move[], taken: Set<string>): void {
  for (const way of [beginning.ways, ...moves.map(({ ways }) => ways)].flat()) taken.add(way);
}

function walkOf(symptom: string, { known }: Beginning, moves: readonly Move[], ending: Ending): Walk {
  return { symptom, known, said: moves.map(({ said }) => said), ending };
}

/** Answers from a stand to its nearest end; infinite where only circles lead on. */
function createDistance(): (stand: Stand) => number {
  const known = new Map<Stand, number>();
  const measure = (start: Stand): void => {
    const path = [{ stand: start, at: 0 }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      known.set(top.stand, known.get(top.stand) ?? Number.POSITIVE_INFINITY);
      const move = top.stand.moves[top.at++];
      if (move && !known.has(move.to)) path.push({ stand: move.to, at: 0 });
      if (move) continue;
      const nearest = Math.min(...top.stand.moves.filter(usable).map(({ to }) => known.get(to) ?? 0)) + 1;
      known.set(top.stand, top.stand.moves.length === 0 ? 0 : nearest);
      path.pop();
    }
  };
  return (stand) => {
    if (!known.has(stand)) measure(stand);
    return known.get(stand) ?? 0;
  };
}
