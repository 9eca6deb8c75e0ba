/** What the console shows besides tickets and people; bot/desk/office.ts has it. */

import type { DeskUser, Refused } from '#adapters/desk-contract.ts';
import type {
  Choices,
  Converted,
  DeadLetters,
  FlowList,
  FlowView,
  Health,
  KnowledgeFound,
  Me,
  ToConvert,
  Unmatched,
} from './wire.ts';

/** Everything around tickets. Every member checks the role itself. */
export interface Office {
  me(user: DeskUser): Me;
  choices(user: DeskUser): Promise<Choices>;
  flows(user: DeskUser): FlowList;
  /** Refuses with `not-found` what is no symptom and no procedure. */
  flow(user: DeskUser, id: string): FlowView | Refused;
  /** What the bot takes a line for, and where the content has such words. */
  findKnowledge(user: DeskUser, find: string): KnowledgeFound | Refused;
  /** Texts in the other script of Chinese. */
  convert(user: DeskUser, wanted: ToConvert): Promise<Converted | Refused>;
  unmatched(user: DeskUser, limit: number): Promise<Unmatched | Refused>;
  /** Messages that were put aside, the newest first. */
  deadLetters(user: DeskUser, limit: number): Promise<DeadLetters | Refused>;
  /** Lets one wait for its turn again, or ends it; refuses with `not-found` what is not put aside any more. */
  endDeadLetter(user: DeskUser, id: number, how: 'retry' | 'discard'): Promise<{ readonly kind: 'ok' } | Refused>;
  health(user: DeskUser): Promise<Health | Refused>;
  /** How the content stands, for those who edit it. */
  content(user: DeskUser): unknown;
}
