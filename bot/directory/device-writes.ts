/** Turns what a dialog learnt of terminals and reminders into what the store writes. Pure. */

import type { Effect } from '#dialogs/turn.ts';
import type { TurnWrites } from '../store/store.ts';

type DeviceWrites = Pick<TurnWrites, 'bindings' | 'misses' | 'wantsReminders'>;

/** What the effects of a turn write of terminals; a wish for or against reminders that was said last counts. */
export function deviceWrites(effects: readonly Effect[]): DeviceWrites {
  const bindings = effects.flatMap((effect) =>
    effect.kind === 'bindDevice' ? [{ serial: effect.serial, mid: effect.mid, proof: 'number' } as const] : [],
  );
  const misses = effects.flatMap((effect) =>
    effect.kind === 'registerMiss'
      ? [{ mid: effect.mid, ...(effect.serial === undefined ? {} : { serial: effect.serial }) }]
      : [],
  );
  const wish = effects.findLast((effect) => effect.kind === 'reminders');
  return {
    ...(bindings.length > 0 ? { bindings } : {}),
    ...(misses.length > 0 ? { misses } : {}),
    ...(wish ? { wantsReminders: wish.on } : {}),
  };
}
