/** The payloads that Slack posts, as far as they concern us: events of messages, and taps on buttons. */

import { z } from 'zod';
import { SLACK_ID, TIMESTAMP } from './place.ts';

const id = z.string().regex(SLACK_ID);
const timestamp = z.string().regex(TIMESTAMP);

const file = z.object({
  id,
  name: z.string().nullish(),
  title: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  mode: z.string().nullish(),
  is_external: z.boolean().nullish(),
  file_access: z.string().nullish(),
});

const message = z.object({
  user: id.optional(),
  bot_id: z.string().nullish(),
  subtype: z.string().optional(),
  text: z.string().nullish(),
  ts: timestamp,
  thread_ts: timestamp.optional(),
  parent_user_id: z.string().optional(),
  edited: z.object({ ts: timestamp }).nullish(),
  // One file that we cannot read must not cost the message.
  files: z.array(file.nullable().catch(null)).nullish(),
});

/** Opening the app's messages is no message, and has its time elsewhere. */
function withTimestamp(event: unknown): unknown {
  if (typeof event !== 'object' || event === null) return event;
  const opened = 'type' in event && event.type === 'app_home_opened' && 'event_ts' in event;
  return opened ? { ...event, ts: event.event_ts } : event;
}

const eventFields = message.extend({
  type: z.enum(['message', 'app_mention', 'app_home_opened']),
  /** Of the app's home: `messages` or `home`. */
  tab: z.string().optional(),
  channel: id,
  channel_type: z.string().optional(),
  message: message.optional(),
  previous_message: message.optional(),
});

const event = z.preprocess(withTimestamp, eventFields);

const authorization = z.object({ user_id: z.string().nullish(), is_bot: z.boolean().nullish() });

/** A message, a change or a deletion, as the Events API brings it. */
const eventEnvelope = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  api_app_id: z.string().optional(),
  event_id: z.string().optional(),
  authorizations: z.array(authorization).nullish().catch(undefined),
  event,
});

const block = z.looseObject({ type: z.string() });

const action = z.object({
  type: z.literal('button'),
  action_id: z.string(),
  block_id: z.string(),
  value: z.string().min(1).max(2_000),
  text: z.object({ text: z.string() }),
  action_ts: z.string(),
});

/** A tap on a button of a message. */
const tapEnvelope = z.object({
  type: z.literal('block_actions'),
  api_app_id: z.string().optional(),
  trigger_id: z.string().optional(),
  team: z.object({ id }).nullish(),
  user: z.object({ id, username: z.string().optional().catch(undefined) }),
  channel: z.object({ id }).optional(),
  container: z.object({ channel_id: id, message_ts: timestamp, thread_ts: timestamp.optional() }),
  message: z.object({ text: z.string().nullish(), blocks: z.array(block).nullish() }).optional(),
  actions: z.tuple([action], z.unknown()),
});

const input = z.object({
  value: z.string().max(3_000).nullish(),
  selected_option: z.object({ value: z.string().max(150) }).nullish(),
});

/** A box of ours that was filled in and sent. */
const viewEnvelope = z.object({
  type: z.literal('view_submission'),
  api_app_id: z.string().optional(),
  team: z.object({ id }).nullish(),
  user: z.object({ id }),
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string().max(3_000),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), input)) }),
  }),
});

const envelope = z.discriminatedUnion('type', [eventEnvelope, tapEnvelope, viewEnvelope]);

/** A message as events bring it. */
export type SlackMessage = z.infer<typeof message>;
/** A file that came with a message. */
export type SlackFile = z.infer<typeof file>;
/** A block of a message that we sent, as a tap brings it back. */
export type SlackBlock = z.infer<typeof block>;
/** An event around its message. */
export type EventEnvelope = z.infer<typeof eventEnvelope>;
/** A tap around its message. */
export type TapEnvelope = z.infer<typeof tapEnvelope>;
/** A box that was sent. */
export type ViewEnvelope = z.infer<typeof viewEnvelope>;
/** What Slack posts and we read. */
export type Envelope = EventEnvelope | TapEnvelope | ViewEnvelope;

/** The payload with all that we know of it and nothing else; undefined for kinds and shapes that are not ours. */
export function readEnvelope(payload: unknown): Envelope | undefined {
  const parsed = envelope.safeParse(payload);
  return parsed.success ? parsed.data : undefined;
}
