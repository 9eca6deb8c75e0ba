/** A whole desk in memory that a terminal or a program talks to: the real pipeline on a clock that can be moved. */

import type { Channel, ChannelDependencies, DeviceDirectory, Transcripts } from '#adapters/contract.ts';
import type { DeskUser, TicketAction } from '#adapters/desk-contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Attachment, ConversationId, InboundMessage, Instant, MessageId } from '#dialogs/message.ts';
import { redact } from '#dialogs/redact.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { DialogEvent, TraceLine, TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { createLabelReader } from '../../label-photo/label-reader.ts';
import { silentLogger } from '../../log.ts';
import { createPipeline } from '../../pipeline.ts';
import { openMemoryStore } from '../../store/memory.ts';
import { shelvePictures } from './shelve-pictures.ts';

/** What a conversation gave back since it was last asked. */
export interface Heard {
  readonly lines: readonly TranscriptLine[];
  /** Tickets opened or changed. */
  readonly tickets: readonly Ticket[];
  readonly trace: readonly TraceLine[];
  /** Secrets taken out of the merchant's message. */
  readonly secrets: number;
  /** How the case stands as closed by the bot; absent while it goes on. */
  readonly ended?: DialogState['ended'];
}

/** One line from a merchant. */
export interface Said {
  readonly conversation: string;
  readonly text: string;
  readonly choiceId?: string;
  readonly attachments?: readonly Attachment[];
}

/** The desk as the chat command uses it. */
export interface ChatDesk {
  say(said: Said): Promise<Heard>;
  act(conversation: string, action: TicketAction, text: string): Promise<Heard | { readonly refused: string }>;
  /** Moves the clock and runs what became due; what each conversation gave back. */
  advance(ms: Instant): Promise<ReadonlyMap<string, Heard>>;
  close(): Promise<void>;
}

/** How a merchant's message gets in, and answers get out. */
export interface Wire {
  readonly channel: Channel;
  /** Brings a message in; resolves when the desk has it. The channel may give it other ids. */
  bring(message: InboundMessage): Promise<void>;
  close(): Promise<void>;
}

/** Opens a wire on a desk. */
export type OpenWire = (desk: ChannelDependencies & { readonly transcripts: Transcripts }) => Promise<Wire>;

/** No platform at all: the desk gets the message as it is. */
function directWire(channel: string): OpenWire {
  return async ({ receive, media }) => ({
    channel: silentChannel(channel),
    async bring(message) {
      await receive({ ...message, attachments: await shelvePictures(message.attachments, media) });
    },
    close: async () => {},
  });
}

const AGENT: DeskUser = { name: 'agent', role: 'agent' };
const MOST_LINES = 1_000_000;

/**
 * Opens a desk in memory. `channel` names the channel whose messages it pretends to receive; with `openWire` they come
 * over that channel's own wire. With a `directory` devices are looked up.
 */
export async function openChatDesk(
  guide: Guide,
  startAt: Instant,
  channel: string,
  openWire: OpenWire = directWire(channel),
  directory?: DeviceDirectory,
): Promise<ChatDesk> {
  let now = startAt;
  let sent = 0;
  const store = await openMemoryStore();
  const labels = createLabelReader();
  const seen = new Map<string, number>();
  const ids = new Map<string, ConversationId>();
  const idOf = (conversation: string): ConversationId => ids.get(conversation) ?? (conversation as ConversationId);
  const told = new Map<string, string>();
  // A turn that something is found out for is worked out twice; the last time counts.
  const traces = new Map<string, readonly TraceLine[]>();
  let secrets = 0;
  let ended: DialogState['ended'];
  const pipeline = createPipeline({
    store,
    respond(state, event, content, at) {
      const result = respond(state, event, content, at);
      traces.set(event.kind === 'message' ? event.message.id : `${event.kind} ${traces.size}`, result.trace);
      secrets = Math.max(secrets, countSecrets(event, result));
      ended = result.state.ended;
      return result;
    },
    guide: () => guide,
    clock: () => now,
    log: silentLogger,
    random: () => 0.5,
    labels,
    ...(directory ? { directory } : {}),
  });
  let speaking = '';
  const wire = await openWire({
    ...pipeline.forChannels,
    transcripts: pipeline.transcripts,
    receive(message) {
      ids.set(speaking, message.conversationId);
      return pipeline.receive(message);
    },
  });
  await pipeline.start([wire.channel]);

  const ticketsOf = async (conversation: string): Promise<readonly Ticket[]> =>
    (await store.tickets({ limit: MOST_LINES })).filter((ticket) => ticket.conversationId === idOf(conversation));

  const collect = async (conversation: string): Promise<Heard> => {
    const after = seen.get(conversation) ?? 0;
    const query = { after, limit: MOST_LINES, forMerchant: true };
    const lines = await store.transcript(idOf(conversation), query);
    seen.set(conversation, lines.at(-1)?.seq ?? after);
    const tickets = (await ticketsOf(conversation)).filter((ticket) => {
      const { updatedAtMs: _, ...rest } = ticket;
      const text = JSON.stringify(rest);
      const changed = told.get(ticket.number) !== text;
      told.set(ticket.number, text);
      return changed;
    });
    const spoken = lines.filter((line) => line.from !== 'merchant');
    const trace = [...traces.values()].flat();
    const heard = { lines: spoken, tickets, trace, secrets, ...(ended ? { ended } : {}) };
    traces.clear();
    secrets = 0;
    return heard;
  };

  return {
    async say({ conversation, text, choiceId, attachments = [] }) {
      sent += 1;
      // While an agent answers, the dialog hears nothing, and the secrets are taken out all the same.
      secrets = redact(text).found.length;
      if (!seen.has(conversation)) seen.set(conversation, 0);
      speaking = conversation;
      await wire.bring({
        id: `m${sent}` as MessageId,
        conversationId: conversation as ConversationId,
        channel,
        senderId: conversation,
        text,
        ...(choiceId === undefined ? {} : { choiceId }),
        attachments,
        sentAtMs: now,
        receivedAtMs: now,
      });
      await pipeline.settle();
      return await collect(conversation);
    },
    async act(conversation, action, text) {
      const [ticket] = await ticketsOf(conversation);
      if (!ticket) return { refused: 'this conversation has no ticket' };
      const result = await pipeline.desk.act(AGENT, ticket.number, { kind: action, text });
      if (result.kind === 'refused') return { refused: result.reason };
      await pipeline.settle();
      return await collect(conversation);
    },
    async advance(ms) {
      now += ms;
      await pipeline.catchUp();
      const heard = new Map<string, Heard>();
      for (const conversation of seen.keys()) heard.set(conversation, await collect(conversation));
      return heard;
    },
    async close() {
      await wire.close();
      await pipeline.stop();
      await labels.close();
      await store.close();
    },
  };
}

function countSecrets(event: DialogEvent, { effects }: TurnResult): number {
  const told = effects.map((effect) => (effect.kind === 'securityEvent' ? effect.count : 0));
  return Math.max(event.kind === 'message' ? event.sensitive.length : 0, ...told);
}

function silentChannel(name: string): Channel {
  return {
    name,
    limits: { choices: 20, textBytes: 16_384 },
    path: '/',
    handler: (_request, _response, next) => next(),
    deliver: async () => ({ kind: 'delivered' }),
  };
}
