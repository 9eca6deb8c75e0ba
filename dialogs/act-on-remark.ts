/** Acts on what is told in between: keeps it for the agent, and lets the step at hand stand. */

import { wordsOf } from './case.ts';
import { type Acted, addLine, addPhrase, type Desk, type Draft, setSlot } from './draft.ts';
import { handToPerson } from './handoff.ts';
import type { Hearing } from './hear.ts';
import { resultButtons } from './prompts.ts';
import { saysOtherWay } from './readers/remark.ts';
import { sayWording } from './say.ts';
import { topFrame } from './state.ts';
import { putDo } from './step-at.ts';

/** Misunderstandings at which a person takes over, a remark being half of one: the walk does not help a story. */
const MOST_MISSES = 2;
/** The agent reads the rest in the transcript. */
const KEPT_CHARACTERS = 120;

/** Keeps a remark; `state.misses` has counted it already. */
export function actOnRemark(draft: Draft, hearing: Hearing, desk: Desk): Acted {
  const kept = keepWords(draft, wordsOf(hearing));
  if (saysOtherWay(hearing, kept.state)) {
    const value = { value: 'yes', source: 'typed', confirmed: true } as const;
    return goOnAfterNote(kept.state.slots.fallback ? kept : setSlot(kept, 'fallback', value), desk, 'noted.other-way');
  }
  if (kept.state.misses < MOST_MISSES) return goOnAfterNote(kept, desk, 'noted');
  return { draft: handToPerson(addPhrase(kept, desk, 'remark.person'), desk, 'no-match'), next: 'advance' };
}

/** What was told so far, the latest last. */
function keepWords(draft: Draft, words: string): Draft {
  const before = draft.state.slots.remarks?.value;
  if (words === '' || before?.includes(words)) return draft;
  const value = before === undefined ? words : `${before} / ${words}`;
  if (value.length > KEPT_CHARACTERS) return draft;
  return setSlot(draft, 'remarks', { value, source: 'typed', confirmed: true });
}

/** Says that it is noted; a step that is under way needs no second telling, a question does. */
export function goOnAfterNote(draft: Draft, desk: Desk, phrase: string): Acted {
  const noted = addPhrase(draft, desk, phrase);
  const step = putDo(desk.guide, topFrame(draft.state));
  if (!step) return { draft: noted, next: 'advance' };
  const again = draft.state.misses >= 1;
  const check = sayWording(step.check, draft.state, desk.guide, desk.now);
  const waits = again ? addLine(noted, check) : addPhrase(noted, desk, 'noted.step');
  return { draft: { ...waits, choices: resultButtons(step, draft.state, desk) }, next: 'stay' };
}
