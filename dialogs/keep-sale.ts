/** Keeps when a sale was and how much, told before it is asked for. */

import { wordsOf } from './case.ts';
import { type Desk, type Draft, setSlot } from './draft.ts';
import type { Hearing } from './hear.ts';

/** What a walk that looks for a sale asks for in one question: time, amount, last four digits. */
const SALE = 'saleDetails';

/** The draft with the sale's details, where the trouble at hand asks for them and the message names an amount. */
export function keepSale(draft: Draft, hearing: Hearing, desk: Desk): Draft {
  const { symptom, slots } = draft.state;
  const words = wordsOf(hearing);
  const steps = desk.guide.flows.get(symptom ?? '')?.steps ?? [];
  const wanted = steps.some((step) => step.kind === 'collect' && step.slot === SALE);
  const told = hearing.entities.some(({ kind }) => kind === 'amount');
  if (!wanted || !told || words === '' || slots[SALE]) return draft;
  return setSlot(draft, SALE, { value: words, source: 'typed', confirmed: true });
}
