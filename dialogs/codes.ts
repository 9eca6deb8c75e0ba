/** Says what a response code means and what to do about it. */

import type { ResponseCode } from '#knowledge/guide.ts';
import { addFlag, addLine, addPhrase, addTrace, type Desk, type Draft } from './draft.ts';
import { sayWording } from './say.ts';

/** The catalogue's id for "what does this code mean?"; part of every case with a response code. */
export const CODE_QUESTION = 'txn-error-code';

/** Explains the known response code; an unknown one is said to be unknown and is kept for the agent. */
export function explainCode(draft: Draft, desk: Desk): Draft {
  const asked = draft.state.slots.code?.value;
  const code = asked === undefined ? undefined : desk.guide.codes.get(asked);
  if (!asked) return draft;
  if (!code) return addPhrase(addTrace(draft, 'code', `code ${asked} is not in the table`), desk, 'code.unknown');
  const traced = addTrace(draft, 'code', `code ${code.code}, ${code.class}: ${code.meaning[draft.state.locale]}`);
  return addFlag(
    codeLines(code).reduce((next, line) => line(next, desk), traced),
    `code_${code.class}`,
  );
}

/** Money whose fate is unknown is looked up before anything else is said. */
function codeLines(code: ResponseCode): ((draft: Draft, desk: Desk) => Draft)[] {
  const meaning = (draft: Draft, desk: Desk): Draft =>
    addPhrase(draft, desk, 'code.meaning', { code: code.code, meaning: code.meaning[draft.state.locale] });
  const merchant = (draft: Draft, desk: Desk): Draft =>
    addLine(draft, sayWording(code.merchantAction, draft.state, desk.guide, desk.now));
  const cardholder = (draft: Draft, desk: Desk): Draft =>
    code.cardholderAction
      ? addLine(draft, sayWording(code.cardholderAction, draft.state, desk.guide, desk.now))
      : draft;
  const first = (draft: Draft, desk: Desk): Draft => addPhrase(draft, desk, 'code.query-first');
  return code.class === 'uncertain' ? [first, meaning, merchant, cardholder] : [meaning, merchant, cardholder];
}
