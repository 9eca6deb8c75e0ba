/** Does things with a ticket, one after the other, and says what was refused. */

import { useState } from 'preact/hooks';
import type { DeskAction } from '#adapters/desk-contract.ts';
import { act, type Outcome } from '../api.ts';
import { lookSoon } from '../live.ts';

/** Why the last action was refused; `who` has the ticket instead. */
export interface Problem {
  readonly code: string;
  readonly who?: string;
}

/** Does one thing after the other; what is refused ends it. Resolves with true when all was done. */
export type Perform = (...actions: readonly DeskAction[]) => Promise<boolean>;

/** Actions on one ticket. */
export interface Performing {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  readonly perform: Perform;
}

/** Actions on the ticket, with `look` called after them. */
export function usePerform(number: string, look: () => void): Performing {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const perform: Perform = async (...actions) => {
    setBusy(true);
    let outcome: Outcome = { kind: 'done', value: undefined };
    for (const { kind, ...body } of actions) {
      outcome = await act(number, kind, body as never);
      if (outcome.kind === 'refused') break;
    }
    setBusy(false);
    const { kind } = outcome;
    setProblem(outcome.kind === 'refused' ? outcome : undefined);
    look();
    lookSoon();
    return kind === 'done';
  };
  return { busy, problem, perform };
}
