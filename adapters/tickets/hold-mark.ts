/** Marks in the notebook that one process at a time holds, for so long at the most: whoever holds one longer is gone. */

import type { Instant } from '#dialogs/message.ts';
import type { Notebook } from '../contract.ts';

const UNTIL = 'until ';

/** What holding needs. */
export interface HoldDependencies {
  readonly notebook: Pick<Notebook, 'read' | 'writeOnce' | 'erase'>;
  readonly now: () => Instant;
}

/** Takes a mark for so long; resolves with the way to give it back, or with undefined while another process holds it. */
export async function holdMark(
  { notebook, now }: HoldDependencies,
  key: string,
  forMs: number,
): Promise<(() => Promise<void>) | undefined> {
  const held = await notebook.read(key);
  if (held !== undefined) {
    if (Number(held.replace(UNTIL, '')) > now()) return undefined;
    // Only the old mark: another process may have found it old as well, and hold its own by now.
    await notebook.erase(key, held);
  }
  const mark = UNTIL + (now() + forMs);
  if (!(await notebook.writeOnce(key, mark))) return undefined;
  // Whoever was too slow leaves the mark to the next one, who has taken it meanwhile.
  return () => notebook.erase(key, mark);
}
