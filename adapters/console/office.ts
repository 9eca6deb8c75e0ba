/** What the console shows besides tickets and people; bot/desk/office.ts has it. */

import type { DeskUser, Refused } from '#adapters/desk-contract.ts';
import type { Choices, FlowList, FlowView, Health, Me, Unmatched } from './wire.ts';

/** Everything around tickets. Every member checks the role itself. */
export interface Office {
  me(user: DeskUser): Me;
  choices(user: DeskUser): Promise<Choices>;
  flows(user: DeskUser): FlowList;
  /** Refuses with `not-found` what is no symptom and no procedure. */
  flow(user: DeskUser, id: string): FlowView | Refused;
  unmatched(user: DeskUser, limit: number): Promise<Unmatched | Refused>;
  health(user: DeskUser): Promise<Health | Refused>;
  /** How the content stands, for those who edit it. */
  content(user: DeskUser): unknown;
}
