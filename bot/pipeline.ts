/** The pipeline between channels and store: inbox, turns, outbox, timers, and the desk beside them. */

import type {
  Channel,
  ChannelDependencies,
  ChannelLimits,
  DeviceDirectory,
  Receive,
  Transcripts,
} from '#adapters/contract.ts';
import type { Desk } from '#adapters/desk-contract.ts';
import type { Accounts } from '#adapters/sign-in-contract.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import type { PageLinks } from '#dialogs/pages.ts';
import { mayHoldSecret, type Redacted, type RedactedAcross, redact, redactAcross } from '#dialogs/redact.ts';
import type { Guide } from '#knowledge/guide.ts';
import { type AgentsWriting, createAgentsWriting } from './agents-writing.ts';
import { createTicketClock } from './desk/ticket-clock.ts';
import { createDesk } from './desk.ts';
import { createInbox } from './inbox.ts';
import type { LabelReader } from './label-photo/label-reader.ts';
import type { LogFields, Logger } from './log.ts';
import { createOutbox, notDelivered } from './outbox.ts';
import { cleanMedia } from './privacy/clean-media.ts';
import { quietUntil, type SendingHours } from './reminders/sending-hours.ts';
import { createReminders } from './reminders.ts';
import type { RenewalDependencies, RenewalOffice } from './renewals/renewal-desk.ts';
import { createTurnRunner, type Respond, type TurnRunner } from './run-turn.ts';
import { createSignIns, type SignInDesk, type SignInOptions } from './sign-ins.ts';
import { createStickers } from './stickers.ts';
import type { Store } from './store/store.ts';
import { createSweep } from './sweep.ts';
import { createTimers } from './timers.ts';
import { createTranscripts } from './transcripts.ts';
import type { Scouts } from './turns/find-out.ts';
import { createUsers } from './users.ts';
import { startWorker } from './worker.ts';

/** What the pipeline runs on. */
export interface PipelineDependencies {
  readonly store: Store;
  readonly respond: Respond;
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly random?: () => number;
  readonly beforeTurn?: () => Promise<void>;
  /** Where devices are looked up; left out, nothing is. */
  readonly directory?: DeviceDirectory;
  /** Where renewals are asked for; left out, nothing is known of any. */
  readonly renewals?: NonNullable<Scouts['renewals']>;
  /** Looks through photos; left out, they are only kept. */
  readonly labels?: LabelReader;
  /** How long pieces of a message are waited for, in milliseconds; left out, not at all. */
  readonly quietMs?: number;
  /** The links to a conversation's printable pages; left out, there are none. */
  readonly pagesFor?: (conversationId: ConversationId) => PageLinks;
  /** How people sign in besides links and passwords. */
  readonly signIn?: Pick<SignInOptions, 'oidc' | 'deskUrl'>;
  /** Where merchants find a picture on the media shelf; left out: agents cannot send pictures. */
  readonly mediaUrl?: (ref: string) => string;
  /** The hours in which merchants are reminded of what ends; left out, nobody is. */
  readonly reminders?: SendingHours;
  /** Messages under way above which new ones are turned away. */
  readonly inboxLimit?: number;
  readonly redact?: (text: string) => Redacted;
  readonly redactAcross?: (previous: readonly string[], text: string) => RedactedAcross;
}

/** The pipeline before it runs: channels are made from its members, then handed to `start`. */
export interface Pipeline {
  readonly receive: Receive;
  readonly transcripts: Transcripts;
  readonly desk: Desk;
  readonly signIns: SignInDesk;
  readonly accounts: Accounts;
  /** What renewals need of the pipeline, and where they are handed in: turns ask them from then on. */
  readonly renewals: Pick<RenewalDependencies, 'limitsOf' | 'directory' | 'holdsCard' | 'redact'> & {
    readonly serve: (office: RenewalOffice) => void;
  };
  /** What every channel is given. */
  readonly forChannels: ChannelDependencies;
  /** Passes on that somebody writes an answer on a ticket. */
  readonly tellWriting: AgentsWriting['tell'];
  /** Takes up what waited, and delivers through these channels. */
  start(channels: readonly Channel[]): Promise<void>;
  /** Resolves when every accepted message is answered and every reply that is due has been tried. */
  settle(): Promise<void>;
  /** Looks for due timers and deliveries now, as after the clock was moved; resolves when they are done. */
  catchUp(): Promise<void>;
  /** Ends running turns and deliveries; what waits stays in the store. */
  stop(): Promise<void>;
}

/** What nobody asked for waits for the same hours that reminders are sent in. */
function quietFor({ reminders, guide }: PipelineDependencies) {
  if (!reminders) return {};
  return { quietUntil: (now: Instant) => quietUntil(reminders, guide().institution.hours.timeZone, now) };
}

/** The reminders of a process; nothing where nobody is to be reminded. */
function startReminders(dependencies: PipelineDependencies, channels: readonly Channel[]) {
  const { store, guide, clock, log, reminders: hours } = dependencies;
  if (!hours) return undefined;
  const limits = new Map(channels.map((channel) => [channel.name, channel.limits]));
  const job = createReminders({ store, guide, clock, log, hours, limitsOf: (channel) => limits.get(channel) });
  const worker = startWorker(job, clock, log);
  worker.wake();
  return worker;
}

function startWorkers(dependencies: PipelineDependencies, turns: TurnRunner, channels: readonly Channel[]) {
  const { store, clock, log, random = Math.random } = dependencies;
  const outbox = createOutbox({ store, channels, clock, random, log, ...quietFor(dependencies) });
  const deliveries = startWorker(outbox, clock, log);
  const timers = startWorker(createTimers({ store, turns, clock }), clock, log);
  const ticketClock = startWorker(createTicketClock({ store, clock }), clock, log);
  const reminders = startReminders(dependencies, channels);
  outbox.onSettled(deliveries.wake);
  const forget = store.onChange((change) => {
    if (change.outbox) deliveries.wake();
    if (change.timers) timers.wake();
    if (change.inbox) turns.wake(change.conversationId);
    if (change.promises) ticketClock.wake();
  });
  const wakeAll = (): void => {
    deliveries.wake();
    timers.wake();
    ticketClock.wake();
  };
  wakeAll();
  const sweep = store.sweep && startWorker(createSweep(store.sweep, dependencies, turns, wakeAll), clock, log);
  sweep?.wake();
  return {
    async settle() {
      for (;;) {
        await deliveries.rest();
        await outbox.idle();
        const nextAt = await store.nextDeliveryAt();
        // The message that was last under way has woken the worker, which may have leased the next one by now.
        if (!deliveries.resting() || !outbox.resting()) continue;
        if (nextAt === undefined || nextAt > clock()) return;
        deliveries.wake();
      }
    },
    async runTimers() {
      timers.wake();
      ticketClock.wake();
      await Promise.all([timers.rest(), ticketClock.rest()]);
    },
    async stop() {
      forget();
      await Promise.all([timers.stop(), ticketClock.stop(), deliveries.stop(), reminders?.stop(), sweep?.stop()]);
      await outbox.idle();
    },
  };
}

type LimitsOf = (channel: string) => ChannelLimits | undefined;

function createTurns(
  dependencies: PipelineDependencies,
  limitsOf: LimitsOf,
  renewals: NonNullable<Scouts['renewals']>,
): TurnRunner {
  const { store, respond, guide, clock, log, beforeTurn, quietMs = 0 } = dependencies;
  const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));
  const hold = beforeTurn ? { beforeTurn } : {};
  const scouts = { ...scoutsOf(dependencies), renewals };
  const pages = dependencies.pagesFor ? { pagesFor: dependencies.pagesFor } : {};
  return createTurnRunner({ store, respond, guide, limitsOf, clock, log, pause, quietMs, scouts, ...hold, ...pages });
}

function scoutsOf({ store, labels, directory }: PipelineDependencies): Scouts {
  return {
    ...(labels ? { readPhoto: async (ref) => labels.read(ref, await store.media(ref).catch(() => undefined)) } : {}),
    ...(directory ? { directory } : {}),
  };
}

function serveChannels({ store, clock, log }: PipelineDependencies, receive: Receive): ChannelDependencies {
  return {
    receive,
    media: { put: (media) => store.saveMedia(cleanMedia(media), clock()), get: (ref) => store.media(ref) },
    notebook: {
      read: store.note,
      write: store.saveNote,
      writeOnce: store.saveNoteOnce,
      list: store.notes,
      erase: store.eraseNote,
    },
    scan: createStickers({ store, clock, log }).scan,
    undelivered: (deliveryId, reason) => store.refuseDelivered(deliveryId, notDelivered(reason), clock()),
    warn: (event, fields) => log.warn(event, plainFields(fields)),
    now: clock,
  };
}

function renewalsBeside(
  { directory, labels }: PipelineDependencies,
  limitsOf: LimitsOf,
  clean: (text: string) => Redacted,
  serve: Pipeline['renewals']['serve'],
): Pipeline['renewals'] {
  return {
    limitsOf,
    redact: clean,
    serve,
    ...(directory ? { directory } : {}),
    ...(labels ? { holdsCard: async (media) => (await labels.read('renewal', media)).card } : {}),
  };
}

/** Log lines hold single values; anything else a channel gives is written as JSON. */
function plainFields(fields: Readonly<Record<string, unknown>>): LogFields {
  const plain = (value: unknown): LogFields[string] =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === undefined
      ? value
      : JSON.stringify(value);
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)]));
}

/** The pipeline over an open store. The store stays open when it stops. */
export function createPipeline(dependencies: PipelineDependencies): Pipeline {
  const { store, respond, guide, clock, log } = dependencies;
  const clean = dependencies.redact ?? redact;
  let limits: ReadonlyMap<string, ChannelLimits> = new Map();
  const limitsOf: LimitsOf = (channel) => limits.get(channel);
  let office: RenewalOffice | undefined;
  const turns = createTurns(dependencies, limitsOf, () => office);
  const receive = createInbox({
    store,
    redact: clean,
    redactAcross: dependencies.redactAcross ?? redactAcross,
    ...(dependencies.redactAcross ? {} : { looksBack: mayHoldSecret }),
    wake: turns.hear,
    // A shared database is too far away for a turn before the acknowledgement.
    ...(store.sweep === undefined ? { answerAtOnce: turns.answerAtOnce } : {}),
    turns,
    log,
    ...(dependencies.inboxLimit === undefined ? {} : { limit: dependencies.inboxLimit }),
  });
  const atMedia = dependencies.mediaUrl ? { mediaUrl: dependencies.mediaUrl } : {};
  const writing = createAgentsWriting(store);
  let workers: ReturnType<typeof startWorkers> | undefined;
  return {
    receive,
    forChannels: { ...serveChannels(dependencies, receive), whileWriting: writing.whileWriting },
    tellWriting: writing.tell,
    transcripts: createTranscripts(store),
    desk: createDesk({ store, respond, guide, limitsOf, clock, redact: clean, log, ...atMedia }),
    signIns: createSignIns(store, clock, { log, ...dependencies.signIn }),
    accounts: createUsers(store, clock),
    renewals: renewalsBeside(dependencies, limitsOf, clean, (served) => {
      office = served;
    }),
    async start(channels) {
      limits = new Map(channels.map((channel) => [channel.name, channel.limits]));
      workers = startWorkers(dependencies, turns, channels);
      await turns.resume();
    },
    async settle() {
      await turns.idle();
      await workers?.settle();
    },
    async catchUp() {
      await workers?.runTimers();
      await turns.idle();
      await workers?.settle();
    },
    async stop() {
      await turns.stop();
      await workers?.stop();
    },
  };
}
