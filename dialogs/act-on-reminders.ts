/** Does what a merchant wants with reminders; whatever was being asked stays asked. */

import { type Acted, addEffect, addPhrase, addTrace, type Desk, type Draft } from './draft.ts';

/** Stops reminders, or begins them again. */
export function actOnReminders(draft: Draft, on: boolean, desk: Desk): Acted {
  const said = addPhrase(
    addTrace(draft, 'reminders', on ? 'wanted' : 'not wanted'),
    desk,
    on ? 'remind.on' : 'remind.off',
  );
  const asked = addEffect(said, { kind: 'reminders', on });
  return { draft: asked, next: draft.state.frames.length > 0 ? 'advance' : 'stay' };
}
