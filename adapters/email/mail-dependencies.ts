/** What mail needs besides what every sink is given. */

import type { DeskUser } from '../desk-contract.ts';
import type { SinkDependencies } from '../tickets/sink-contract.ts';

/** See SinkDependencies. */
export interface MailDependencies extends SinkDependencies {
  /** A person with an account at the desk who may still sign in, by name, with the role they have now. */
  readonly accountOf: (name: string) => Promise<DeskUser | undefined>;
  /** The key that tokens of addresses are made with: always the same, and nobody else's. */
  readonly tokenKey: () => Promise<Uint8Array>;
}
