/** The contract between the understanding of text and everybody who needs it. */

import type { Utterance } from '../text/utterance.ts';

/** A catalogue id with its calibrated score between 0 and 1. */
export interface ScoredId {
  readonly id: string;
  readonly score: number;
}

/** What the conversation already expects; changes the prior, never the evidence. */
export interface MatchContext {
  /** The symptom being worked on. */
  readonly symptom?: string;
}

/** What an utterance means, with the reason. */
export interface Match {
  /** `accept`: act on the first id; `clarify`: ask which of the first; `reject`: nothing fits. */
  readonly decision: 'accept' | 'clarify' | 'reject';
  /** At most five catalogue ids, best first, control intents included. */
  readonly ranked: readonly ScoredId[];
  /** Every id that the utterance truly states when there is more than one; empty otherwise. */
  readonly multi: readonly string[];
  /** What decided, in words an operator understands, such as `rule of net-offline: 断网`. */
  readonly because: string;
}

/** Reads an utterance as catalogue ids. Pure and synchronous. */
export interface Matcher {
  match(utterance: Utterance, context?: MatchContext): Match;
}
