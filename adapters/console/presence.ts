/** Who looks at which ticket now, as far as pages say so; kept in memory, as it is worth nothing a minute later. */

/** Looks of people at tickets. */
export interface PresenceBook {
  /** Notes a look; the others who look at the same ticket, by name. */
  look(number: string, name: string): readonly string[];
}

/** A look is over when the page has not said so again for so long. */
const LOOK_MS = 45_000;
/** Tickets that are looked at, at most. */
const MOST_TICKETS = 5_000;

/** A book without looks. */
export function createPresenceBook(now: () => number): PresenceBook {
  const tickets = new Map<string, Map<string, number>>();
  const forget = (): void => {
    for (const [number, looks] of tickets) {
      for (const [name, atMs] of looks) if (now() - atMs > LOOK_MS) looks.delete(name);
      if (looks.size === 0) tickets.delete(number);
    }
  };
  return {
    look(number, name) {
      forget();
      if (tickets.size >= MOST_TICKETS && !tickets.has(number)) return [];
      const looks = tickets.get(number) ?? new Map<string, number>();
      tickets.set(number, looks.set(name, now()));
      return [...looks.keys()].filter((other) => other !== name).toSorted();
    },
  };
}
