/** The contract of a reader: one rule that interprets an utterance in its conversation. */

import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { Intent } from '../intent.ts';
import type { DialogState } from '../state.ts';

/** Pure. `undefined` means: not mine. */
export type Reader = (hearing: Hearing, state: DialogState, desk: Desk) => Intent | undefined;
