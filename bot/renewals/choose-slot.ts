/** The merchant's choice among the times offered. Pure. */

import type { Renewal } from '#dialogs/renewal.ts';

/** The change of an application by a choice; without a slot none of them will do, and the offer is over. */
export function chooseSlot(id: string | undefined) {
  return {
    action: 'choose' as const,
    change(renewal: Renewal): Renewal | 'taken' {
      if (id === undefined) {
        const { visit: _, ...rest } = renewal;
        return renewal.dispatchedAtMs === undefined ? { ...rest, slots: [] } : 'taken';
      }
      const slot = renewal.slots.find((one) => one.id === id);
      if (!slot || renewal.visit !== undefined || renewal.dispatchedAtMs !== undefined) return 'taken';
      return { ...renewal, visit: slot };
    },
  };
}
