/** An application as it goes in. Pure. */

import { missingMaterials, type Renewal } from '#dialogs/renewal.ts';
import type { RenewalDesk } from './renewal-desk.ts';

/** What was wanted has come, and the old reason is over; incomplete, it stays. */
export function submitted(
  renewal: Renewal,
  { guide, clock }: Pick<RenewalDesk, 'guide' | 'clock'>,
): Renewal | 'incomplete' {
  if (missingMaterials(renewal, guide().renewal).length > 0) return 'incomplete';
  const { reason: _, ...rest } = renewal;
  return { ...rest, submittedAtMs: clock() };
}
