/** What an utterance asks of the bot, after a reader has interpreted it. */

import type { AskStep, Choice, DoStep, StepOutcome } from '#knowledge/guide.ts';
import type { Place } from './state.ts';

/** Control intents that the dialog answers by itself. */
export type ControlId =
  | 'ctl-wait'
  | 'ctl-back'
  | 'ctl-restart'
  | 'ctl-repeat'
  | 'ctl-cancel'
  | 'ctl-thanks'
  | 'ctl-greet'
  | 'ctl-bot'
  | 'ctl-oos'
  | 'closing'
  | 'glad'
  | 'leaving';

/** One interpretation of a message. */
export type Intent =
  /** Wants a person now, or needs one for being angry; `asked` where a person was asked for. */
  | { readonly kind: 'human'; readonly irritated: boolean; readonly asked: boolean }
  /** Wants it mended: collect what the agent needs, no more steps. */
  | { readonly kind: 'repair' }
  /** Chose an answer to the question that stands. */
  | { readonly kind: 'choose'; readonly choice: Choice }
  /** Does not know the answer, or passes it over. */
  | { readonly kind: 'pass'; readonly why: 'unsure' | 'skipped' | 'cannot' }
  /** Reported how a step went. */
  | { readonly kind: 'result'; readonly outcome: StepOutcome; readonly choice?: Choice }
  /** Gave the value that was asked for. */
  | { readonly kind: 'fill'; readonly slot: string; readonly value: string }
  /** Gave a serial that cannot be complete; `lengths` are the ones its maker uses. */
  | {
      readonly kind: 'doubtful';
      readonly problem: 'short' | 'long' | 'partial';
      readonly value: string;
      readonly lengths: readonly number[];
    }
  /** Gave another kind of number than the one asked for. */
  | { readonly kind: 'wrong-kind'; readonly got: string; readonly value: string }
  /** Asks what a value is needed for. */
  | { readonly kind: 'why' }
  /** Gave a picture. */
  | { readonly kind: 'photo' }
  /** Said yes or no to what was read back, or to withdrawing the ticket. */
  | { readonly kind: 'confirm'; readonly yes: boolean }
  /** Put a fact right. */
  | { readonly kind: 'correct'; readonly slot: string; readonly value: string }
  /** Answered an earlier question again. */
  | { readonly kind: 'revise'; readonly place: Place; readonly slot: string; readonly choice: Choice }
  /** Answered a question of the walk before it was put. */
  | { readonly kind: 'early'; readonly step: AskStep; readonly choice: Choice }
  /** Reported how a step went that has not been put yet. */
  | { readonly kind: 'told-result'; readonly step: DoStep; readonly choice: Choice }
  /** Gave a part of the number that was asked for; `value` is all of it so far, absent where none of it is kept. */
  | { readonly kind: 'part'; readonly value?: string }
  /** Wants a trouble that waits dealt with first. */
  | { readonly kind: 'order'; readonly symptom: string }
  /** Asked something that only people can answer; it is kept for them. */
  | { readonly kind: 'question' }
  /** Said something that leaves the question as it stands; `phrase` answers it. */
  | { readonly kind: 'again'; readonly phrase?: string }
  /** Named one or more symptoms. */
  | { readonly kind: 'symptoms'; readonly ids: readonly string[]; readonly because: string }
  /** Named the symptom again that is being worked on. */
  | { readonly kind: 'restate' }
  /** Says that what was solved has come back. */
  | { readonly kind: 'relapse' }
  /** Could mean several symptoms, or any where `options` is empty. */
  | { readonly kind: 'unclear'; readonly options: readonly string[] }
  /** Asked which symptom is meant, answered what one of them would ask first. */
  | { readonly kind: 'clarified'; readonly symptom: string; readonly step: AskStep; readonly choice: Choice }
  /** Chose none of the symptoms offered. */
  | { readonly kind: 'none-of-these' }
  /** Told of the trouble in own words while a ticket waits. */
  | { readonly kind: 'account' }
  /** Chose a time for somebody to come; without `slot`: none of them, `declined` being the first of those offered. */
  | { readonly kind: 'visit'; readonly number: string; readonly slot?: string; readonly declined?: string }
  /** Asks how far the renewal is. */
  | { readonly kind: 'renewal-status' }
  /** It works again. */
  | { readonly kind: 'fixed' }
  /** A control intent that needs nothing but the dialog. */
  | { readonly kind: 'control'; readonly id: ControlId }
  /** Wants reminders of what ends, or wants none. */
  | { readonly kind: 'reminders'; readonly on: boolean }
  /** Told something that answers nothing and may help the agent. */
  | { readonly kind: 'remark' }
  /** Gave facts that nobody had asked for. */
  | { readonly kind: 'facts' };

/** An intent with the reader that found it and what it saw. */
export interface Reading {
  readonly reader: string;
  readonly intent: Intent;
}
