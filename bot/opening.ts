/** What every part of posdesk is given while it is opened. */

import type { Instant } from '#dialogs/message.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import type { Respond } from './run-turn.ts';

/** What tests put in place of the real thing; each may be left out. */
export interface AppDependencies {
  readonly clock?: () => Instant;
  readonly respond?: Respond;
  /** Loads content that is then served as it is; without it the content files are read and watched. */
  readonly loadGuide?: (contentFolder: string | undefined) => Promise<Guide>;
  /** Holds every turn until it resolves. */
  readonly beforeTurn?: () => Promise<void>;
  readonly log?: Logger;
}

/** Undoes one thing that was opened. */
export type Undo = () => Promise<void>;

/** What `open` leaves behind to be undone, the latest first. */
export interface Opening {
  readonly config: Config;
  readonly dependencies: AppDependencies;
  readonly undo: (step: Undo) => void;
  readonly isStopping: () => boolean;
}

/** Whether an address is served over https, which decides what cookies may be. */
export function isHttps(url: string | undefined): boolean {
  return url?.startsWith('https:') ?? false;
}
