/** What one box or one mail asks for, when it is more than one action of the desk. */

import { RESOLUTION_CODES } from '#dialogs/ticket.ts';
import type { ActionResult, Desk, DeskAction, DeskUser } from '../desk-contract.ts';

/** One action or more. */
export type DeskActions = readonly [DeskAction, ...DeskAction[]];

/** The end of a case with last words to the merchant, who gets them first; blank words are none, an unknown code too. */
export function resolveActions(code: string | undefined, lastWords: string): DeskActions {
  const known = RESOLUTION_CODES.find((one) => one === code);
  const resolve: DeskAction = { kind: 'resolve', ...(known === undefined ? {} : { code: known }) };
  return lastWords.trim() === '' ? [resolve] : [{ kind: 'reply', text: lastWords }, resolve];
}

/** Does one after the other; the first that is refused ends it. Resolves with how the last one that was tried ended. */
export async function actAll(
  desk: Pick<Desk, 'act'>,
  user: DeskUser,
  number: string,
  [first, ...rest]: DeskActions,
): Promise<ActionResult> {
  let result = await desk.act(user, number, first);
  for (const action of rest) {
    if (result.kind === 'refused') break;
    result = await desk.act(user, number, action);
  }
  return result;
}
