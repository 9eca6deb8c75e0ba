/** Where on Slack a merchant writes: the conversation it belongs to, and the address to answer at. */

import { z } from 'zod';
import type { ConversationId } from '#dialogs/message.ts';

/** One person in one channel or direct message and, where there is one, in one thread. */
export interface Place {
  /** Id of the workspace. */
  readonly team: string;
  /** Id of the channel; a direct message is a channel too. */
  readonly channel: string;
  readonly user: string;
  /** Timestamp of the thread's first message, for a conversation that lives in a thread. */
  readonly thread?: string;
}

/** Where an answer goes: a channel, and the thread in it to answer in. */
export interface Address {
  readonly channel: string;
  readonly thread_ts?: string;
}

/** A timestamp as Slack names messages by: seconds and microseconds, such as `1732300000.123456`. */
export const TIMESTAMP = /^\d{1,12}\.\d{1,9}$/;
/** An id of a workspace, channel, user or bot. */
export const SLACK_ID = /^[A-Z0-9]{1,40}$/;

/** The conversation of a place; `readConversationId` turns it back. */
export function conversationIdOf({ team, channel, user, thread }: Place): ConversationId {
  return ['slack', team, channel, user, ...(thread === undefined ? [] : [thread])].join('-') as ConversationId;
}

/** The place of a conversation of ours; undefined for anything else. */
export function readConversationId(id: string): Place | undefined {
  const [name, team = '', channel = '', user = '', thread, ...rest] = id.split('-');
  const ids = [team, channel, user].every((part) => SLACK_ID.test(part));
  if (name !== 'slack' || !ids || rest.length > 0) return undefined;
  if (thread === undefined) return { team, channel, user };
  return TIMESTAMP.test(thread) ? { team, channel, user, thread } : undefined;
}

/** The address as it is stored with a conversation: JSON of `channel` and, in a thread, `thread_ts`. */
export function writeAddress(channel: string, thread: string | undefined): string {
  const address: Address = { channel, ...(thread === undefined ? {} : { thread_ts: thread }) };
  return JSON.stringify(address);
}

const ADDRESS = z.object({ channel: z.string().regex(SLACK_ID), thread_ts: z.string().regex(TIMESTAMP).optional() });

/** Where to answer: the address that came with the last message, else the place that the conversation is named after. */
export function addressOf(conversationId: string, address: string | undefined): Address | undefined {
  const stored = address === undefined ? undefined : readAddress(address);
  if (stored !== undefined) return stored;
  const place = readConversationId(conversationId);
  if (place === undefined) return undefined;
  return { channel: place.channel, ...(place.thread === undefined ? {} : { thread_ts: place.thread }) };
}

function readAddress(json: string): Address | undefined {
  try {
    const { channel, thread_ts } = ADDRESS.parse(JSON.parse(json));
    return { channel, ...(thread_ts === undefined ? {} : { thread_ts }) };
  } catch {
    return undefined;
  }
}
