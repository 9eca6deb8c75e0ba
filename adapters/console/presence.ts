/** Who looks at which ticket now and what they write, as far as pages say so; kept in memory, as it is worth nothing later. */

import type { Onlooker, Writing } from './wire.ts';

/** Looks of people at tickets. */
export interface PresenceBook {
  /** Notes a look from one of somebody's pages; the others who look at the same ticket, by name. */
  look(number: string, name: string, writing?: Writing, page?: string): readonly Onlooker[];
  /** Calls `listener` with a ticket's number when somebody comes to it, or begins or ends to write; returns the way to stop. */
  onChange(listener: (number: string) => void): () => void;
}

/** A look at a ticket, as processes tell each other of it. */
export interface SharedLook {
  readonly number: string;
  readonly name: string;
  readonly writing?: Writing;
  /** One of several pages on which the same person has the ticket open: letters and digits. */
  readonly page?: string;
}

/** Passes looks on to other processes, and brings theirs. */
export interface PresenceExchange {
  tell(look: SharedLook): void;
  onHeard(listener: (look: SharedLook) => void): void;
}

/** A look is over when the page has not said so again for so long. */
const LOOK_MS = 45_000;
/** Tickets that are looked at, at most. */
const MOST_TICKETS = 5_000;
/** Pages that show the same ticket, at most. */
const MOST_PAGES = 500;

interface Look {
  readonly name: string;
  readonly atMs: number;
  readonly writing: Writing | undefined;
}

function othersIn(looks: ReadonlyMap<string, Look>, name: string): readonly Onlooker[] {
  const others = new Map<string, Writing | undefined>();
  for (const look of looks.values()) {
    if (look.name !== name) others.set(look.name, others.get(look.name) ?? look.writing);
  }
  return [...others]
    .map(([other, writing]) => ({ name: other, ...(writing === undefined ? {} : { writing }) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** A book without looks; with an exchange it holds those of other processes as well. */
export function createPresenceBook(now: () => number, exchange?: PresenceExchange): PresenceBook {
  const tickets = new Map<string, Map<string, Look>>();
  const listeners = new Set<(number: string) => void>();
  const forget = (): void => {
    for (const [number, looks] of tickets) {
      for (const [key, { atMs }] of looks) if (now() - atMs > LOOK_MS) looks.delete(key);
      if (looks.size === 0) tickets.delete(number);
    }
  };
  const note = ({ number, name, writing, page = '' }: SharedLook): ReadonlyMap<string, Look> => {
    forget();
    const looks = tickets.get(number) ?? new Map<string, Look>();
    if (tickets.size >= MOST_TICKETS && !tickets.has(number)) return looks;
    // A page on which somebody only looks says nothing of what they write on another one.
    const key = `${page}:${name}`;
    const before = looks.get(key);
    if (looks.size >= MOST_PAGES && before === undefined) return looks;
    tickets.set(number, looks.set(key, { name, atMs: now(), writing }));
    if (before === undefined || before.writing !== writing) for (const listen of listeners) listen(number);
    return looks;
  };
  exchange?.onHeard(note);
  return {
    look(number, name, writing, page) {
      const said = { ...(writing === undefined ? {} : { writing }), ...(page === undefined ? {} : { page }) };
      const look: SharedLook = { number, name, ...said };
      exchange?.tell(look);
      return othersIn(note(look), name);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
