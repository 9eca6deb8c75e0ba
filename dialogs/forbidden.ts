/** Steps that a running incident forbids. */

import type { DoStep, Forbidden } from '#knowledge/guide.ts';
import type { Desk } from './draft.ts';
import { localStamp } from './opening-hours.ts';
import type { DialogState } from './state.ts';

/** What an incident says of a step here and now: nothing, not to do it, or that it depends on the model. */
export type Ban =
  | { readonly kind: 'none' }
  | { readonly kind: 'forbidden'; readonly by: Forbidden }
  | { readonly kind: 'ask-model' };

/** A model with only its letters and digits, so that `H-5000` is H5000. */
function plainModel(model: string): string {
  return model.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** Whether a step may be shown. Who cannot tell the model is taken to have one that is concerned. */
export function banOn(step: DoStep, state: DialogState, desk: Desk): Ban {
  const { forbid, hours } = desk.guide.institution;
  const entries = forbid.filter((entry) => entry.steps.includes(step.id));
  if (entries.length === 0) return { kind: 'none' };
  const now = localStamp(hours.timeZone, desk.now);
  const bans = entries.filter((entry) => entry.until === undefined || now < entry.until);
  const model = state.slots.model?.value;
  const by = bans.find(({ models }) => {
    if (models === 'all') return true;
    if (model === undefined) return state.declined.includes('model');
    return models.some((one) => plainModel(one) === plainModel(model));
  });
  if (by) return { kind: 'forbidden', by };
  return bans.length > 0 && model === undefined ? { kind: 'ask-model' } : { kind: 'none' };
}
