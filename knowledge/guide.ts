/** The Guide: everything the desk knows, compiled from the content files into plain data that the dialog walks. */

import type { Device } from './entities/device.ts';
import type { Matcher } from './match/matcher.ts';
import type { Lexicon } from './text/lexicon.ts';

/** A language and script that the desk speaks. */
export type Locale = 'zh-Hans' | 'zh-Hant' | 'en';

/** Every locale, the default first. */
export const LOCALES: readonly Locale[] = ['zh-Hans', 'zh-Hant', 'en'];

/** One sentence or label in every locale. May hold `{slot}` placeholders. */
export type Wording = Readonly<Record<Locale, string>>;

/** Urgency of a ticket; P1 is answered first. */
export type Priority = 'P1' | 'P2' | 'P3' | 'P4';

/** Where a thing stands in the content files, for messages to the people who edit them. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What must be true of the conversation for a step or branch to apply. Every entry must hold: the key is a slot name,
 * the value one accepted value or a list of them; `any` accepts every known value, `unknown` only an absent one. A key
 * `tried.<step>` looks at the outcome recorded for a step.
 */
export type Condition = Readonly<Record<string, readonly string[]>>;

/**
 * Where the walk goes: `next` is the following step of the flow, `done` ends it with nothing more to say, `resolved`,
 * `handoff` and `answered` end it with that outcome; any other name is a step of the same flow or the id of another
 * flow.
 */
export type Target = string;

/** One closed answer to a question or to a step's result. */
export interface Choice {
  readonly id: string;
  readonly label: Wording;
  /** Reads the normalised utterance as this choice. Tested in the order of the choices. */
  readonly accept: readonly RegExp[];
  /** What merchants say when they mean this choice; an answer like one of them counts where no pattern fits. */
  readonly examples: readonly string[];
  /** Slots that choosing this fills. */
  readonly set: Readonly<Record<string, string>>;
  readonly go: Target;
  /** For a result of a `do` step: what it says about the step. */
  readonly means?: StepOutcome;
}

/** How a `do` step ended; `wait` is no end and is never recorded. */
export type StepOutcome = 'fixed' | 'not-fixed' | 'done' | 'cannot' | 'unsure' | 'skipped';

interface StepCommon {
  readonly id: string;
  readonly at: Source;
  /** The step is passed over unless this holds. */
  readonly when?: Condition;
  /** Article checklist points (1 to 55) that the step answers. */
  readonly covers: readonly number[];
}

/** Says something and goes on without waiting. */
export interface SayStep extends StepCommon {
  readonly kind: 'say';
  readonly say: Wording;
  readonly go: Target;
}

/** Asks one question with closed answers; skipped when its slot is known. */
export interface AskStep extends StepCommon {
  readonly kind: 'ask';
  readonly ask: Wording;
  /** Said in place of `ask` when the question has to be put again. */
  readonly again?: Wording;
  /** The slot that keeps the chosen id; the step's own id when the file names none. */
  readonly slot: string;
  /**
   * Whether an earlier message may hold the answer: `whole` the first complaint, `rest` only a piece of the present
   * message that nothing else has used, `never` none. Exactly one choice must accept it.
   */
  readonly answeredBy: 'whole' | 'rest' | 'never';
  readonly choices: readonly Choice[];
  /** Where an "I don't know" goes. */
  readonly unsure: Target;
}

/** Asks the merchant to do one thing and waits for its result. */
export interface DoStep extends StepCommon {
  readonly kind: 'do';
  readonly do: Wording;
  readonly again?: Wording;
  /** Short name for the ticket and the agent, such as "重启 POS". */
  readonly title: Wording;
  /** Asked when the merchant only says that the step is done. */
  readonly check: Wording;
  /** Reads an utterance as "already tried this, without success". */
  readonly tried: readonly RegExp[];
  /** Results of its own, tested before the usual fixed / not fixed / cannot. */
  readonly results: readonly Choice[];
  readonly fixed: Target;
  readonly failed: Target;
  readonly cannot: Target;
  readonly minutes?: number;
  readonly tools: readonly string[];
  /** May lose sales that are stored in the device and not yet settled. */
  readonly destructive: boolean;
  /** The procedure that must have been answered before this step is shown. */
  readonly guard?: string;
}

/** Chooses the way without asking. */
export interface BranchStep extends StepCommon {
  readonly kind: 'branch';
  readonly branches: readonly { readonly when: Condition; readonly go: Target }[];
  readonly otherwise: Target;
}

/** Asks for a value with a shape of its own (serial, model, code, phone, free text). */
export interface CollectStep extends StepCommon {
  readonly kind: 'collect';
  readonly slot: string;
  readonly ask: Wording;
  readonly optional: boolean;
  readonly go: Target;
}

/**
 * Looks something up and says what it found: a response code, the terminal in the register of devices, how far a renewal
 * is; or hands out the form of a renewal.
 */
export interface LookupStep extends StepCommon {
  readonly kind: 'lookup';
  readonly lookup: 'code' | 'device' | 'renewal' | 'renewal-form';
  /** Where it goes on when nothing was found, and without a register. */
  readonly go: Target;
  /** Where it goes on when the terminal was found. */
  readonly found: Target;
  /** Where it goes on instead, by what stops the terminal, such as `dormant`. */
  readonly ways: Readonly<Record<string, Target>>;
}

/** Moves to another flow: a procedure comes back here, a symptom takes over with all that was learnt. */
export interface LinkStep extends StepCommon {
  readonly kind: 'link';
  readonly flow: string;
  readonly go: Target;
}

/** Ends the flow. */
export interface OutcomeStep extends StepCommon {
  readonly kind: 'outcome';
  readonly outcome: FlowOutcome;
  /** Said as the flow ends. */
  readonly say?: Wording;
  /** Why the case goes to people; the agent reads it. */
  readonly reason?: Wording;
  /** Raises or lowers the ticket's priority. */
  readonly priority?: Priority;
}

export type FlowOutcome = 'resolved' | 'handoff' | 'answered' | 'abandoned';
export type Step = SayStep | AskStep | DoStep | BranchStep | CollectStep | LookupStep | LinkStep | OutcomeStep;

interface FlowCommon {
  readonly id: string;
  readonly at: Source;
  readonly title: Wording;
  readonly steps: readonly Step[];
  readonly covers: readonly number[];
}

/** What is wrong with a terminal, or what a merchant wants to know, with the walk that answers it. */
export interface Symptom extends FlowCommon {
  readonly kind: 'symptom';
  readonly group: string;
  readonly priority: Priority;
  /** First sentence, which acknowledges the trouble. */
  readonly opening?: Wording;
  /** What it keeps the merchant from doing, for the ticket. */
  readonly impact?: Wording;
  /** One sentence on how to avoid it next time, said on success. */
  readonly prevention?: Wording;
  /** Slots that the agent needs before anything can be done. */
  readonly needs: readonly string[];
  /** True when the terminal shows nothing, so that hints must not speak of its menus. */
  readonly dead: boolean;
  /** An answer to a question, not a fault: returns to what was going on before. */
  readonly informative: boolean;
  /** Neighbouring symptoms that are easily mistaken for this one. */
  readonly confusable: readonly string[];
  readonly examples: readonly string[];
  readonly rules: readonly RegExp[];
}

/** Steps that several symptoms share. */
export interface Procedure extends FlowCommon {
  readonly kind: 'procedure';
}

export type Flow = Symptom | Procedure;

/** What a merchant may ask of the bot itself (转人工, 等一下, 不对): recognised like a symptom, answered by the dialog. */
export interface Control {
  readonly id: string;
  readonly at: Source;
  readonly title: Wording;
  readonly examples: readonly string[];
  readonly rules: readonly RegExp[];
}

/** A message that terminals show, and the symptom it stands for. */
export interface ScreenText {
  readonly pattern: RegExp;
  readonly symptom: string;
  readonly at: Source;
}

/** How far a response code concerns the cardholder's card, the terminal, or money whose fate is unknown. */
export type CodeClass = 'approved' | 'card' | 'terminal' | 'uncertain' | 'host';

/** One response code (ISO 8583 field 39) as the counter needs it. */
export interface ResponseCode {
  readonly code: string;
  readonly class: CodeClass;
  readonly meaning: Wording;
  readonly merchantAction: Wording;
  readonly cardholderAction?: Wording;
  /** Catalogue id of the walk that deals with it. */
  readonly route?: string;
}

/** Opening hours in the institution's own time zone. */
export interface OpeningHours {
  readonly timeZone: string;
  /** Weekday (0 is Sunday) to open ranges in minutes after midnight. */
  readonly week: readonly (readonly { readonly fromMinute: number; readonly toMinute: number }[])[];
  /** Days without service, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}

/** A priority that the institution sets for cases where everything named is true. */
export interface PriorityRule {
  /** Catalogue id that the case holds. */
  readonly symptom?: string;
  /** Mark on the case, such as `asked_human`. */
  readonly flag?: string;
  /** Whether one terminal is affected, or all. */
  readonly scope?: 'one' | 'all';
  readonly priority: Priority;
}

/** A step that must not be tried while an incident runs. */
export interface Forbidden {
  /** Ids of `do` steps. */
  readonly steps: readonly string[];
  /** Models as in the devices, or every terminal. */
  readonly models: readonly string[] | 'all';
  /** Wall clock of the institution at which it ends, `YYYY-MM-DDTHH:MM`; left out: until it is taken out. */
  readonly until?: string;
  /** Said in place of the step. */
  readonly say: Wording;
}

/** What is true of one payment institution only; empty strings mean "not configured". */
export interface Institution {
  readonly name: Wording;
  readonly hotline: string;
  readonly website: string;
  readonly hours: OpeningHours;
  /** Minutes until an agent answers, by priority; counted in opening hours unless `onCall` holds the priority. */
  readonly answerWithinMinutes: Readonly<Record<Priority, number>>;
  readonly onCall: readonly Priority[];
  /** Slots collected before a handoff unless the symptom says otherwise. */
  readonly requiredSlots: readonly string[];
  /** Slots collected for a symptom, whatever the symptom itself says; by catalogue id. */
  readonly requiredSlotsBySymptom: Readonly<Record<string, readonly string[]>>;
  /** The first that fits decides, unless the walk itself raised the case. */
  readonly priorityRules: readonly PriorityRule[];
  /** What a merchant brings to renew. */
  readonly renewalMaterials: readonly Wording[];
  readonly links: { readonly renewal: string; readonly portal: string };
  /** What renewal or replacement costs, in the institution's own words. */
  readonly fees: Wording;
  /** Languages offered; a merchant who writes another gets the first. */
  readonly languages: readonly Locale[];
  readonly forbid: readonly Forbidden[];
}

/** Who applies for a renewal: the owner, or somebody the owner has authorised. */
export const APPLICANTS = ['owner', 'manager'] as const;

/** One of them. */
export type Applicant = (typeof APPLICANTS)[number];

/** One paper or photo that a renewal needs. */
export interface RenewalMaterial {
  readonly id: string;
  readonly title: Wording;
  readonly hint?: Wording;
  /** Who has to bring it. */
  readonly applicants: readonly Applicant[];
  /** True when an application can go in without it. */
  readonly optional: boolean;
  /** Most photos of it. */
  readonly pages: number;
  /** With fewer photos it is not there yet: two for both sides of an ID. */
  readonly least: number;
}

/** What a renewal needs, and how long things take at this institution; what is absent is not promised. */
export interface RenewalContent {
  readonly materials: readonly RenewalMaterial[];
  /** Working days until a review is done. */
  readonly reviewDays?: number;
  /** How many days before its end a contract can be renewed; absent: at any time. */
  readonly openDaysBefore?: number;
  /** Days that an upload link works. */
  readonly linkDays: number;
}

/** Everything compiled from one state of the content files. */
export interface Guide {
  /** Hash of the content that made it. */
  readonly revision: string;
  readonly flows: ReadonlyMap<string, Flow>;
  readonly controls: ReadonlyMap<string, Control>;
  readonly screenTexts: readonly ScreenText[];
  readonly codes: ReadonlyMap<string, ResponseCode>;
  readonly devices: readonly Device[];
  readonly institution: Institution;
  readonly renewal: RenewalContent;
  readonly phrases: ReadonlyMap<string, Wording>;
  /** Turns of phrase that the dialog listens for besides intents, by name: anger, a request for repair, … */
  readonly cues: ReadonlyMap<string, readonly RegExp[]>;
  readonly matcher: Matcher;
  /** Spelling variants, for everybody who reads an utterance. */
  readonly lexicon: Lexicon;
}
