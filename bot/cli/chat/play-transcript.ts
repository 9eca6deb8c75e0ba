/** Plays a written conversation against the desk and says where it went another way. */

import { z } from 'zod';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type Heard, openChatDesk } from './chat-desk.ts';
import { choicesOf } from './jsonl.ts';

const words = z.union([z.string(), z.array(z.string())]);
const turnSchema = z.strictObject({
  merchant: z.string().optional(),
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
  /** Fields that the ticket has after this turn; `none` when no ticket may exist. */
  ticket: z.union([z.literal('none'), z.record(z.string(), z.unknown())]).optional(),
});

/** A conversation as it should go. */
export const transcriptSchema = z.strictObject({
  title: z.string(),
  channel: z.string().optional(),
  now: z.string().optional(),
  turns: z.array(turnSchema).min(1),
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

/** Plays the turns one after the other; an empty list means that it went as written. */
export async function playTranscript(guide: Guide, transcript: Transcript): Promise<readonly Deviation[]> {
  const startAt = Date.parse(transcript.now ?? DEFAULT_NOW);
  const desk = await openChatDesk(guide, startAt, transcript.channel ?? 'webchat');
  const deviations: Deviation[] = [];
  let last: Heard | undefined;
  let ticket: Ticket | undefined;
  try {
    for (const [index, turn] of transcript.turns.entries()) {
      const heard = await playTurn(desk, turn, last);
      if (heard.lines.length > 0) last = heard;
      ticket = heard.tickets.at(-1) ?? ticket;
      const said = turn.merchant ?? turn.tap ?? turn.image ?? turn.agent ?? `${turn.afterMinutes} min`;
      deviations.push(...judge(turn, heard, ticket).map((found) => ({ turn: index + 1, said, ...found })));
    }
  } finally {
    await desk.close();
  }
  return deviations;
}

const NOTHING: Heard = { lines: [], tickets: [], trace: [], secrets: 0 };

async function playTurn(
  desk: Awaited<ReturnType<typeof openChatDesk>>,
  turn: Turn,
  last: Heard | undefined,
): Promise<Heard> {
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
  if (turn.tap === undefined) return await desk.say({ conversation, text: turn.merchant ?? '' });
  const line = last?.lines.at(-1);
  const choice = line && choicesOf(line).find((candidate) => candidate.label === turn.tap);
  return await desk.say({ conversation, text: turn.tap, choiceId: choice?.id ?? `missing:${turn.tap}` });
}

type Found = Pick<Deviation, 'expected' | 'got'>;

function judge(turn: Turn, heard: Heard, ticket: Ticket | undefined): Found[] {
  const text = heard.lines.map((line) => line.text).join('\n');
  const offered = heard.lines.flatMap((line) => choicesOf(line).map((choice) => choice.label));
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
