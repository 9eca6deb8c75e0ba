/** Simulated merchants led through the real pipeline, with what each of them said and the ticket that the desk shows. */

import { type Behaviour, chooseBehaviour } from '#bot/cli/simulate/behave.ts';
import { readLines } from '#bot/cli/simulate/lines.ts';
import { drawMerchant, type Merchant } from '#bot/cli/simulate/merchant.ts';
import { createRandom, type Random, seedOf } from '#bot/cli/simulate/random.ts';
import { sayComplaint } from '#bot/cli/simulate/speak.ts';
import { silentLogger } from '#bot/log.ts';
import { createPipeline, type Pipeline } from '#bot/pipeline.ts';
import { openMemoryStore } from '#bot/store/memory.ts';
import type { Store } from '#bot/store/store.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId, ReplyChoice } from '#dialogs/message.ts';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, topFrame } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { DialogEvent, TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { conversationOf, merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { createTestChannel } from '#test/fixtures/test-channel.ts';

/** One case that went to people. */
export interface SimulatedCase {
  readonly merchant: Merchant;
  /** What the merchant meant to say, in order. */
  readonly said: readonly Behaviour[];
  /** Ids of the steps that stood as a question at some time. */
  readonly asked: ReadonlySet<string>;
  readonly ticket: Ticket;
  readonly transcript: readonly TranscriptLine[];
}

interface Standing {
  readonly state: DialogState;
  readonly offered: readonly ReplyChoice[];
}

const MOST_TURNS = 30;
const LEAD = { name: 'lead', role: 'lead' } as const;

/** Plays merchants of one run until so many have a ticket. */
export async function playCases(guide: Guide, run: number, count: number): Promise<readonly SimulatedCase[]> {
  const standing = new Map<ConversationId, Standing>();
  const listening = (...[state, event, content, now]: Parameters<typeof respond>): TurnResult => {
    const result = respond(state, event, content, now);
    const id = conversationIn(event);
    if (id !== undefined) standing.set(id, standingAfter(result));
    return result;
  };
  const store = await openMemoryStore();
  const pipeline = createPipeline({
    store,
    respond: listening,
    guide: () => guide,
    clock: () => START_MS,
    log: silentLogger,
  });
  await pipeline.start([createTestChannel()]);
  const running = { ...pipeline, store };
  const lines = readLines();
  const cases: SimulatedCase[] = [];
  for (let index = 0; cases.length < count && index < count * 10; index += 1) {
    const random = createRandom(seedOf(run, index));
    const merchant = drawMerchant(guide, random);
    const played = await playOne(running, conversationOf(`s${index}`), { merchant, random, lines }, standing);
    if (played) cases.push(played);
  }
  await pipeline.stop();
  await store.close();
  return cases;
}

function conversationIn(event: DialogEvent): ConversationId | undefined {
  return event.kind === 'message' ? event.message.conversationId : undefined;
}

function standingAfter({ state, replies }: TurnResult): Standing {
  const last = replies.at(-1);
  return { state, offered: last?.kind === 'choices' ? last.choices : [] };
}

function stepOf(state: DialogState): string | undefined {
  const frame = topFrame(state);
  return frame?.kind === 'flow' || frame?.kind === 'result' ? frame.step : undefined;
}

async function playOne(
  running: Pipeline & { readonly store: Store },
  conversationId: ConversationId,
  { merchant, random, lines }: { merchant: Merchant; random: Random; lines: ReturnType<typeof readLines> },
  standing: ReadonlyMap<ConversationId, Standing>,
): Promise<SimulatedCase | undefined> {
  const said: Behaviour[] = [];
  const asked = new Set<string>();
  let next: Behaviour = {
    kind: 'complaint',
    text: sayComplaint(merchant, lines, random),
    tells: merchant.givesModel ? ['model'] : [],
  };
  while (next.kind !== 'leave' && said.length < MOST_TURNS) {
    said.push(next);
    const choice = next.choiceId === undefined ? {} : { choiceId: next.choiceId };
    await running.receive(merchantMessage(next.text, { conversationId, senderId: conversationId, ...choice }));
    await running.settle();
    const stands = standing.get(conversationId);
    if (!stands) return undefined;
    const step = stepOf(stands.state);
    if (step !== undefined) asked.add(step);
    if (stands.state.frames.length === 0) break;
    next = chooseBehaviour({ ...stands, turns: said.length }, merchant, { lines }, random);
  }
  const [ticket] = await running.store.related('', { conversation_id: conversationId }, 1);
  const opened = ticket && (await running.desk.ticket(LEAD, ticket.number));
  if (!opened || 'kind' in opened) return undefined;
  return { merchant, said, asked, ticket: opened.ticket, transcript: opened.transcript };
}
