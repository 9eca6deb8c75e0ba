/** Brings what merchants wrote to the inbox: in order, once, with their files. */

import type { ChannelDependencies } from '#adapters/contract.ts';
import { greetingIn, readLocale } from '#adapters/read-locale.ts';
import type { Attachment, ConversationId } from '#dialogs/message.ts';
import type { SlackClient } from './client.ts';
import type { SlackFile } from './envelope.ts';
import type { LateFiles } from './late-files.ts';
import { addressOf } from './place.ts';
import type { Draft, Incoming, Invitation } from './receive.ts';

/** What the intake needs. */
export interface IntakeDependencies extends Pick<ChannelDependencies, 'receive' | 'notebook' | 'now'> {
  readonly client: Pick<SlackClient, 'messagesAfter' | 'localeOf'>;
  readonly shelve: (files: readonly SlackFile[]) => Promise<readonly Attachment[]>;
  readonly late: LateFiles;
  /** How long a message waits for its files before it goes ahead of them, in milliseconds. */
  readonly filesWithinMs: number;
  /** Keeps work that nobody waits for until the channel stops. */
  readonly inBackground: (work: Promise<unknown>) => void;
}

/** Resolves when the message is stored or needs no storing; rejects when Slack shall bring it again. */
export type Intake = (incoming: Exclude<Incoming, { kind: 'nothing' }>) => Promise<void>;

/** Ids and threads remembered, so that what comes twice costs nothing; the store knows them all. */
const REMEMBERED = 5_000;

/** A set that forgets its oldest members. */
function createMemory(most: number) {
  const members = new Set<string>();
  return {
    has: (member: string): boolean => members.has(member),
    add(member: string): void {
      members.delete(member);
      members.add(member);
      const [oldest] = members;
      if (members.size > most && oldest !== undefined) members.delete(oldest);
    },
  };
}

/** Work of one conversation, one after the other; conversations go beside each other. */
function createLines() {
  const tails = new Map<ConversationId, Promise<void>>();
  return (conversationId: ConversationId, work: () => Promise<void>): Promise<void> => {
    const before = tails.get(conversationId) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.catch(() => {});
    tails.set(conversationId, tail);
    void tail.then(() => {
      if (tails.get(conversationId) === tail) tails.delete(conversationId);
    });
    return result;
  };
}

/** The intake of one channel. */
export function createIntake(dependencies: IntakeDependencies): Intake {
  const { receive, now, late, inBackground } = dependencies;
  const inLine = createLines();
  const taken = createMemory(REMEMBERED);
  const threads = createThreads(dependencies);

  const store = async (draft: Draft, attachments: readonly Attachment[]): Promise<void> => {
    const accepted = await receive({ ...draft, attachments, receivedAtMs: now() });
    // An error of ours that nobody reads: the request is answered with 503, and Slack tries again.
    if (accepted.kind === 'overloaded') throw new Error('overloaded');
    taken.add(draft.id);
  };

  const storeAhead = async (draft: Draft, files: readonly SlackFile[]): Promise<void> => {
    await late.note(draft, files);
    try {
      if (draft.text !== '') await store(draft, []);
      taken.add(draft.id);
    } catch (error) {
      await late.forget(draft.id);
      throw error;
    }
  };
  const takeWithFiles = async (draft: Draft, files: readonly SlackFile[], untilMs: number): Promise<void> => {
    // Its files were noted before a crash: they come by themselves, and here are the words again.
    if (await late.isNoted(draft.id)) return draft.text === '' ? undefined : await store(draft, []);
    const fetching = dependencies.shelve(files);
    const attachments = await within(untilMs - performance.now(), fetching);
    if (attachments !== undefined) return await store(draft, attachments);
    await storeAhead(draft, files);
    inBackground(late.bring(draft, files, fetching));
  };

  /** Whoever has written, or been written to, needs no welcome; nor does anybody while Slack does not tell. */
  const greet = async (draft: Draft): Promise<void> => {
    const address = addressOf(draft.conversationId, draft.address);
    const past = address && (await dependencies.client.messagesAfter(address, '0'));
    if (past?.kind !== 'ok') return;
    taken.add(draft.id);
    if (past.value.length > 0) return;
    const told = await dependencies.client.localeOf(draft.senderId);
    const locale = told.kind === 'ok' ? readLocale(told.value) : undefined;
    await store({ ...draft, text: greetingIn(locale), ...(locale === undefined ? {} : { locale }) }, []);
  };

  return async (incoming) => {
    const { draft } = incoming;
    // Counted from here: who stands in line behind others is answered in time too.
    const untilMs = performance.now() + dependencies.filesWithinMs;
    await inLine(draft.conversationId, async () => {
      if (taken.has(draft.id)) return;
      if (incoming.kind === 'tap') return await store(draft, []);
      if (incoming.kind === 'opened') return await greet(draft);
      if (!(await threads.admit(draft.conversationId, incoming.invitation))) return;
      if (incoming.kind === 'message') {
        const { files } = incoming;
        return files.length === 0 ? await store(draft, []) : await takeWithFiles(draft, files, untilMs);
      }
      if (!(await isLatest(incoming, dependencies.client))) return;
      await store(draft, []);
      // Should the first wording arrive only now, it is out of date.
      taken.add(incoming.original);
    });
  };
}

/** Who has spoken to us in which thread of a channel: there every line is meant for us, with or without a mention. */
function createThreads({ notebook }: IntakeDependencies) {
  const known = createMemory(REMEMBERED);
  const isJoined = async (id: ConversationId): Promise<boolean> => {
    if (known.has(id)) return true;
    if ((await notebook.read(keyOf(id))) === undefined) return false;
    known.add(id);
    return true;
  };
  return {
    async admit(id: ConversationId, invitation: Invitation): Promise<boolean> {
      if (invitation === 'direct' || (await isJoined(id))) return true;
      if (invitation === 'none') return false;
      await notebook.write(keyOf(id), 'joined');
      known.add(id);
      return true;
    },
  };
}

function keyOf(id: ConversationId): string {
  return `slack:thread:${id}`;
}

/** True when the person has written nothing after the changed message; also when Slack does not tell. */
async function isLatest(
  { draft, ts }: Extract<Incoming, { kind: 'change' }>,
  client: IntakeDependencies['client'],
): Promise<boolean> {
  const address = addressOf(draft.conversationId, draft.address);
  const later = address && (await client.messagesAfter(address, ts));
  if (later?.kind !== 'ok') return true;
  return !later.value.some((message) => message.user === draft.senderId && Number(message.ts) > Number(ts));
}

/** What the work comes to, or undefined when it takes longer; a rejection is the work's own. */
async function within<Value>(ms: number, work: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
