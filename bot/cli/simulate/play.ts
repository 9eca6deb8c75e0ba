/** Plays one simulated merchant against the dialog and notes what came of it. */

import { joinMessages } from '#dialogs/join-messages.ts';
import type { ConversationId, InboundMessage, MessageId, ReplyChoice } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { redact } from '#dialogs/redact.ts';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, topFrame } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';
import { offeredBy, WALK_START } from '../chat/merchant.ts';
import { type Behaviour, chooseBehaviour } from './behave.ts';
import { type Finding, isDeadEnd, questionOf, slotAsked } from './judge.ts';
import type { Lines } from './lines.ts';
import { drawMerchant, type Merchant } from './merchant.ts';
import { createRandom, type Random } from './random.ts';
import { inPieces, sayComplaint } from './speak.ts';

/** How a conversation ended. */
export type SimulatedEnd = 'fixed' | 'answered' | 'handed-off' | 'abandoned';

/** What came of one merchant. */
export interface Played {
  readonly seed: number;
  readonly symptom: string;
  readonly locale: Locale;
  readonly end: SimulatedEnd;
  /** Messages of the merchant, pieces of one counted once. */
  readonly turns: number;
  /** Whether the case was filed under what is really wrong. */
  readonly recognised: boolean;
  readonly findings: readonly Finding[];
  /** Who said what; only kept where something went wrong. */
  readonly script: readonly string[];
}

const MOST_TURNS = 40;
const TURN_MS = 20_000;
const PIECE_MS = 1_500;

interface Progress {
  readonly result: TurnResult | undefined;
  readonly turns: number;
  readonly now: number;
  readonly findings: readonly Finding[];
  readonly script: readonly string[];
  /** Questions that were answered and left behind. */
  readonly answered: ReadonlySet<string>;
  /** Slots whose value the merchant has told. */
  readonly told: ReadonlySet<string>;
  readonly left: boolean;
}

/** What a play needs besides the merchant. */
export interface Stage {
  readonly guide: Guide;
  readonly lines: Lines;
}

/** Plays the merchant of one seed from the first message to the end. */
export function play(seed: number, stage: Stage): Played {
  const random = createRandom(seed);
  const merchant = drawMerchant(stage.guide, random);
  const complaint = sayComplaint(merchant, stage.lines, random);
  const opening: Behaviour = { kind: 'complaint', text: complaint, tells: merchant.givesModel ? ['model'] : [] };
  let progress = takeTurn(start(), opening, merchant, stage, random);
  while (!isOver(progress, merchant)) {
    const behaviour = chooseBehaviour(standOf(progress), merchant, stage, random);
    if (behaviour.kind === 'leave') {
      progress = { ...progress, left: true };
      break;
    }
    progress = takeTurn(progress, behaviour, merchant, stage, random);
  }
  return conclude(seed, merchant, progress);
}

function start(): Progress {
  return {
    result: undefined,
    turns: 0,
    now: WALK_START,
    findings: [],
    script: [],
    answered: new Set(),
    told: new Set(),
    left: false,
  };
}

function standOf({ result, turns }: Progress) {
  if (!result) throw new Error('The first message comes before all others');
  return { state: result.state, offered: offeredBy(result), turns };
}

function isOver({ result, turns, findings }: Progress, merchant: Merchant): boolean {
  const state = result?.state;
  if (!state || findings.some(({ wrong }) => wrong === 'dead-end' || wrong === 'loop')) return true;
  if (state.ended !== undefined && state.frames.length === 0) return true;
  if (state.ticketNumber !== undefined && state.frames.length === 0) return true;
  return turns >= MOST_TURNS || (turns >= merchant.patience && state.ticketNumber === undefined);
}

function messageOf(text: string, choiceId: string | undefined, at: number, turn: string): InboundMessage {
  return {
    id: `m${turn}` as MessageId,
    conversationId: 'simulated' as ConversationId,
    channel: 'webchat',
    senderId: 'merchant',
    text: redact(text).text,
    ...(choiceId === undefined ? {} : { choiceId }),
    attachments: [],
    sentAtMs: at,
    receivedAtMs: at,
  };
}

function send(behaviour: Behaviour, progress: Progress, merchant: Merchant, random: Random): InboundMessage {
  const { turns, now } = progress;
  const pieces =
    behaviour.choiceId === undefined && random.chance(merchant.style.pieces) ? inPieces(behaviour.text) : [];
  if (pieces.length < 2) return messageOf(behaviour.text, behaviour.choiceId, now, `${turns}`);
  return joinMessages(pieces.map((piece, at) => messageOf(piece, undefined, now + at * PIECE_MS, `${turns}.${at}`)));
}

function takeTurn(
  before: Progress,
  behaviour: Behaviour,
  merchant: Merchant,
  { guide }: Stage,
  random: Random,
): Progress {
  const message = send(behaviour, before, merchant, random);
  const { now } = before;
  const raw = respond(before.result?.state, { kind: 'message', message, sensitive: [] }, guide, now);
  const result = nameTicket(raw, 'T1001');
  const asked = before.result && questionOf(before.result.state);
  const findings = judgeTurn(before, result, behaviour, guide);
  const settled = behaviour.kind === 'answer' && asked !== undefined && questionOf(result.state) !== asked;
  const again = behaviour.kind === 'undo';
  return {
    result,
    turns: before.turns + 1,
    now: now + TURN_MS,
    findings: [...before.findings, ...findings],
    script: [...before.script, `M: ${message.text}${message.choiceId ? ' [tap]' : ''}`, ...scriptOf(result)],
    answered: again ? new Set() : settled ? new Set([...before.answered, asked]) : before.answered,
    told: new Set([...before.told, ...behaviour.tells]),
    left: false,
  };
}

function scriptOf(result: TurnResult): readonly string[] {
  const labels = (choices: readonly ReplyChoice[]): string =>
    choices.length > 0 ? ` [${choices.map(({ label }) => label).join(' | ')}]` : '';
  const replies = result.replies.map((reply) => `B: ${reply.text}${labels(offeredBy(result))}`);
  return [...replies, ...result.trace.map(({ by, says }) => `   · ${by}: ${says}`)];
}

/** Questions that may be put as often as needed: they ask nothing of their own. */
const OPEN: readonly string[] = ['open', 'clarify', 'cancel', 'confirm', 'slot/sn'];

function judgeTurn(before: Progress, result: TurnResult, behaviour: Behaviour, guide: Guide): readonly Finding[] {
  const { state } = result;
  const asked = questionOf(state);
  const stood = before.result && questionOf(before.result.state);
  const found: Finding[] = [];
  const note = (wrong: Finding['wrong'], at: string): void => void found.push({ wrong, at });
  if (isDeadEnd(state, result.replies.length)) note('dead-end', stood ?? 'start');
  if (result.trace.some(({ says }) => says.includes('goes round in circles')) || before.turns + 1 >= MOST_TURNS) {
    note('loop', asked ?? 'nowhere');
  }
  if (behaviour.kind === 'person' && state.ticketNumber === undefined) note('no-person', behaviour.text);
  if (asked === undefined || OPEN.includes(asked)) return found;
  const standing = asked === stood;
  if (!standing && behaviour.kind !== 'undo' && before.answered.has(asked)) note('repeated', asked);
  if (standing && behaviour.kind === 'answer' && behaviour.means !== 'unsure')
    note(behaviour.plain ? 'repeated' : 'misread', asked);
  const slot = slotAsked(state, guide);
  const told = new Set([...before.told, ...behaviour.tells]);
  const knows = slot !== undefined && (told.has(slot) || (topFrame(state)?.kind === 'slot' && slot in state.slots));
  if (knows && behaviour.kind !== 'undo') note('known', `${asked} (${slot})`);
  return found;
}

function endOf({ result, left }: Progress, turns: number): SimulatedEnd {
  const state = result?.state;
  if (state?.ticketNumber !== undefined) return 'handed-off';
  if (left || turns >= MOST_TURNS) return 'abandoned';
  if (state?.ended === 'resolved') return 'fixed';
  return state?.ended === 'answered' ? 'answered' : 'abandoned';
}

/** Facts in the ticket that are not the terminal's own. */
function falseFacts(state: DialogState | undefined, { terminal, done }: Merchant): readonly Finding[] {
  const others = ['tid', 'mid', 'iccid', 'phone'] as const;
  // A serial that the merchant never put right is the merchant's own mistake.
  const facts = done.has('serial') ? others : (['sn', ...others] as const);
  return facts.flatMap((slot): readonly Finding[] => {
    const value = state?.slots[slot]?.value;
    return value === undefined || value === terminal[slot]
      ? []
      : [{ wrong: 'false-fact', at: `${slot} ${value} is ${terminal[slot]}` }];
  });
}

function conclude(seed: number, merchant: Merchant, progress: Progress): Played {
  const state = progress.result?.state;
  const findings = [...progress.findings, ...falseFacts(state, merchant)];
  return {
    seed,
    symptom: merchant.symptom.id,
    locale: merchant.locale,
    end: endOf(progress, progress.turns),
    turns: progress.turns,
    recognised: state?.symptoms.includes(merchant.symptom.id) === true,
    findings,
    script: findings.length > 0 ? progress.script : [],
  };
}
