/** Plays a written conversation against the desk and says where it went another way. */

import { z } from 'zod';
import { DEVICE_STATUSES, type DeviceRecord } from '#dialogs/device-record.ts';
import { joinTexts } from '#dialogs/join-messages.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { TraceLine } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { createListDirectory } from '../../directory/file-directory.ts';
import { openBareDesk } from './bare-desk.ts';
import { type ChatDesk, type Heard, openChatDesk } from './chat-desk.ts';
import { choicesOf } from './jsonl.ts';

const words = z.union([z.string(), z.array(z.string())]);
const turnSchema = z.strictObject({
  merchant: z.string().optional(),
  /** What is written in quick succession: pieces of one message. */
  pieces: z.array(z.string()).optional(),
  /** Label of the button that is tapped. */
  tap: z.string().optional(),
  image: z.string().optional(),
  agent: z.enum(['claim', 'reply', 'note', 'resolve', 'handback']).optional(),
  text: z.string().optional(),
  afterMinutes: z.number().optional(),
  /** Each must be found in the reply; `a|b` is found when one of them is. */
  says: words.optional(),
  /** None may be found in the reply. */
  never: words.optional(),
  /** Labels that must be offered. */
  offers: words.optional(),
  /** Each must be found in the reasons of the turn. */
  because: words.optional(),
  /** How many secrets were taken out of the message. */
  secrets: z.number().optional(),
  /** Fields that the ticket has after this turn; `none` when no ticket may exist. */
  ticket: z.union([z.literal('none'), z.record(z.string(), z.unknown())]).optional(),
});

const day = z.iso.date().optional();
const text = z.string().optional();
const deviceSchema = z.strictObject({
  serial: z.string(),
  status: z.enum(DEVICE_STATUSES).default('active'),
  model: text,
  mid: text,
  tid: text,
  merchant: text,
  store: text,
  iccid: text,
  carrier: text,
  firmware: text,
  simEndsOn: day,
  contractEndsOn: day,
  certificateEndsOn: day,
  approvalEndsOn: day,
});

const conversation = {
  title: z.string(),
  channel: z.string().optional(),
  now: z.string().optional(),
  /** The symptom that the conversation begins at, as if chosen from a list; played on the dialog without a desk. */
  starts: z.string().optional(),
  /** Slots known before that. */
  knows: z.record(z.string(), z.string()).optional(),
  /** Steps tried before that. */
  tried: z.record(z.string(), z.enum(['fixed', 'not-fixed', 'done', 'cannot', 'unsure', 'skipped'])).optional(),
  /** Terminals in the register; left out, there is no register. */
  register: z.array(deviceSchema).optional(),
  turns: z.array(turnSchema),
  /** How the case stands after the last turn. */
  ends: z.enum(['resolved', 'answered', 'abandoned', 'ticket']).optional(),
};

/** A conversation as it should go. */
export const transcriptSchema = z.strictObject(conversation);

/** Several conversations in one file; what stands at the top holds for each of them. */
export const transcriptsSchema = z.strictObject({
  title: z.string(),
  starts: z.string().optional(),
  conversations: z.array(z.strictObject({ ...conversation, title: z.string().optional() })).min(1),
});

/** A conversation as it should go: what is said, and what must and must not come back. */
export type Transcript = z.infer<typeof transcriptSchema>;
type Turn = Transcript['turns'][number];

/** One expectation that did not hold. */
export interface Deviation {
  /** Place of the turn, from 1. */
  readonly turn: number;
  readonly said: string;
  readonly expected: string;
  readonly got: string;
}

const DEFAULT_NOW = '2026-11-23T10:00:00+08:00';
const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/**
 * Plays the turns one after the other; an empty list means that it went as written. `listen` gets the reasons of every
 * turn, `open` opens the desk.
 */
export async function playTranscript(
  guide: Guide,
  transcript: Transcript,
  listen: (trace: readonly TraceLine[]) => void = () => {},
  open: typeof openChatDesk = openChatDesk,
): Promise<readonly Deviation[]> {
  const { desk, first } = await openDesk(guide, transcript, open);
  const deviations: Deviation[] = [];
  let last = first;
  listen(first?.trace ?? []);
  let ticket: Ticket | undefined;
  try {
    for (const [index, turn] of transcript.turns.entries()) {
      const untapped = missingTap(turn, last);
      const heard = await playTurn(desk, turn, last);
      listen(heard.trace);
      if (heard.lines.length > 0) last = heard;
      ticket = heard.tickets.at(-1) ?? ticket;
      const found = [...untapped, ...judge(turn, heard, ticket)];
      deviations.push(...found.map((one) => ({ turn: index + 1, said: saidIn(turn), ...one })));
    }
    deviations.push(...judgeEnd(transcript, last, ticket));
  } finally {
    await desk.close();
  }
  return deviations;
}

async function openDesk(
  guide: Guide,
  transcript: Transcript,
  open: typeof openChatDesk,
): Promise<{ desk: ChatDesk; first: Heard | undefined }> {
  const startAt = Date.parse(transcript.now ?? DEFAULT_NOW);
  const channel = transcript.channel ?? 'webchat';
  const { starts, knows = {}, tried = {}, register } = transcript;
  const directory = register && createListDirectory(register as readonly DeviceRecord[]);
  if (starts === undefined) {
    return { desk: await open(guide, startAt, channel, undefined, directory), first: undefined };
  }
  return openBareDesk(guide, starts, { slots: knows, tried });
}

function saidIn(turn: Turn): string {
  return (
    turn.merchant ?? turn.pieces?.join(' / ') ?? turn.tap ?? turn.image ?? turn.agent ?? `${turn.afterMinutes} min`
  );
}

function labelsOf(heard: Heard | undefined): readonly string[] {
  return (heard?.lines ?? []).flatMap((line) => choicesOf(line).map((choice) => choice.label));
}

function missingTap({ tap }: Turn, last: Heard | undefined): Found[] {
  const offered = labelsOf(last);
  return tap === undefined || offered.includes(tap) ? [] : [{ expected: `a button ${tap}`, got: offered.join(', ') }];
}

function judgeEnd(transcript: Transcript, last: Heard | undefined, ticket: Ticket | undefined): Deviation[] {
  const got = ticket ? 'ticket' : (last?.ended ?? 'a question that waits for an answer');
  const { ends, turns } = transcript;
  const end = turns.at(-1);
  const said = end ? saidIn(end) : (transcript.starts ?? '');
  return ends === undefined || ends === got ? [] : [{ turn: turns.length, said, expected: `ends: ${ends}`, got }];
}

const NOTHING: Heard = { lines: [], tickets: [], trace: [], secrets: 0 };

async function playTurn(desk: ChatDesk, turn: Turn, last: Heard | undefined): Promise<Heard> {
  const conversation = 'transcript';
  if (turn.afterMinutes !== undefined) {
    const heard = (await desk.advance(turn.afterMinutes * 60_000)).get(conversation) ?? NOTHING;
    if (turn.merchant === undefined) return heard;
  }
  if (turn.agent) {
    const heard = await desk.act(conversation, turn.agent, turn.text ?? '');
    return 'refused' in heard ? { ...NOTHING, trace: [{ by: 'desk', says: `refused: ${heard.refused}` }] } : heard;
  }
  if (turn.image !== undefined) {
    const attachment = { kind: 'image', name: turn.image, ref: turn.image } as const;
    return await desk.say({ conversation, text: '', attachments: [attachment] });
  }
  if (turn.pieces) return await desk.say({ conversation, text: joinTexts(turn.pieces) });
  if (turn.tap === undefined) return await desk.say({ conversation, text: turn.merchant ?? '' });
  const line = last?.lines.at(-1);
  const choice = line && choicesOf(line).find((candidate) => candidate.label === turn.tap);
  return await desk.say({ conversation, text: turn.tap, choiceId: choice?.id ?? `missing:${turn.tap}` });
}

type Found = Pick<Deviation, 'expected' | 'got'>;

function judge(turn: Turn, heard: Heard, ticket: Ticket | undefined): Found[] {
  const text = heard.lines.map((line) => line.text).join('\n');
  const offered = labelsOf(heard);
  const reasons = heard.trace.map(({ by, says }) => `${by}: ${says}`).join('\n');
  const holds = (alternatives: string, place: string): boolean =>
    alternatives.split('|').some((one) => place.toLowerCase().includes(one.toLowerCase()));
  return [
    ...listOf(turn.says)
      .filter((one) => !holds(one, text))
      .map((one) => ({ expected: `says ${one}`, got: text })),
    ...listOf(turn.never)
      .filter((one) => holds(one, text))
      .map((one) => ({ expected: `never ${one}`, got: text })),
    ...listOf(turn.offers)
      .filter((one) => !offered.includes(one))
      .map((one) => ({ expected: `offers ${one}`, got: offered.join(', ') })),
    ...listOf(turn.because)
      .filter((one) => !holds(one, reasons))
      .map((one) => ({ expected: `because ${one}`, got: reasons })),
    ...(turn.secrets === undefined || turn.secrets === heard.secrets
      ? []
      : [{ expected: `secrets ${turn.secrets}`, got: `${heard.secrets}` }]),
    ...judgeTicket(turn, ticket),
  ];
}

function judgeTicket(turn: Turn, ticket: Ticket | undefined): Found[] {
  if (turn.ticket === undefined) return [];
  if (turn.ticket === 'none') return ticket ? [{ expected: 'no ticket', got: ticket.number }] : [];
  if (!ticket) return [{ expected: 'a ticket', got: 'none' }];
  return Object.entries(turn.ticket).flatMap(([field, expected]) => {
    const got = (ticket as unknown as Readonly<Record<string, unknown>>)[field];
    return matches(expected, got)
      ? []
      : [{ expected: `${field} ${JSON.stringify(expected)}`, got: JSON.stringify(got) }];
  });
}

/** Objects and lists match when what is expected is found in them, in order; `null` expects nothing at all. */
function matches(expected: unknown, got: unknown): boolean {
  if (expected === null) return got === undefined;
  if (Array.isArray(expected)) {
    return Array.isArray(got) && got.length === expected.length && expected.every((one, at) => matches(one, got[at]));
  }
  if (typeof expected === 'object') {
    const inside = got as Readonly<Record<string, unknown>> | undefined;
    return Object.entries(expected).every(([key, value]) => matches(value, inside?.[key]));
  }
  return expected === got;
}
