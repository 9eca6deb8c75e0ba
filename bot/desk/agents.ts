/** Who can be given a ticket. */

import type { Store } from '../store/store.ts';
import { permissionsOf } from './permissions.ts';

/** Names of everybody with an account who may work on tickets. */
export async function findAgents(store: Pick<Store, 'accounts'>): Promise<readonly string[]> {
  const accounts = await store.accounts();
  return accounts
    .filter(({ role, disabledAtMs }) => disabledAtMs === undefined && permissionsOf(role).includes('work'))
    .map(({ name }) => name);
}
