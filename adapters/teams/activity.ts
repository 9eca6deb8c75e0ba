/** The parts of the Bot Framework's activities that we read and write, as plain JSON. */

import { z } from 'zod';

const account = z.object({
  id: z.string().min(1),
  name: z.string().optional().catch(undefined),
  aadObjectId: z.string().optional(),
  role: z.string().optional(),
});

const attachment = z.object({
  contentType: z.string().default(''),
  contentUrl: z.string().optional(),
  name: z.string().optional(),
  content: z.unknown().optional(),
});

const entity = z.object({
  type: z.string().default(''),
  text: z.string().optional(),
  mentioned: z.object({ id: z.string().optional() }).optional(),
});

/** Empty lists may come as `null`; an entry that is no object is none. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (list) => (Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : []),
    z.array(item),
  );

/** Fields that do not bear on where a message belongs are left out when they are malformed. */
const lenient = <Field extends z.ZodType>(field: Field) => z.optional(field).catch(undefined);

const incomingActivity = z.object({
  type: z.string().min(1),
  channelId: z.string(),
  serviceUrl: z.string().min(1),
  id: lenient(z.string()),
  timestamp: lenient(z.string()),
  name: lenient(z.string()),
  replyToId: lenient(z.string()),
  locale: lenient(z.string()),
  from: account,
  recipient: account,
  conversation: z.object({
    id: z.string().min(1),
    conversationType: lenient(z.string()),
    tenantId: lenient(z.string()),
    isGroup: lenient(z.boolean()),
  }),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  entities: listOf(entity),
  attachments: listOf(attachment),
  /** Of an installation: `add` or `remove`. */
  action: lenient(z.string()),
  /** Who has come into a chat. */
  membersAdded: lenient(z.array(z.object({ id: z.string() }))),
  channelData: lenient(z.object({ eventType: z.string().optional() })),
});

/** What Teams sends us, without what we do not read. */
export type IncomingActivity = z.infer<typeof incomingActivity>;

/** A file or picture of an incoming message. */
export type IncomingAttachment = IncomingActivity['attachments'][number];

/** The activity in a request's body; undefined when it is none. */
export function readActivity(body: unknown): IncomingActivity | undefined {
  const parsed = incomingActivity.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Where to answer: the Bot Framework's ConversationReference, without people's names, which an answer does not need.
 */
export interface ConversationReference {
  readonly channelId: string;
  readonly serviceUrl: string;
  readonly conversation: IncomingActivity['conversation'];
  readonly bot: { readonly id: string };
  readonly user: { readonly id: string; readonly aadObjectId?: string | undefined };
  readonly locale?: string;
}

const storedReference = z.object({
  channelId: z.string(),
  serviceUrl: z.string().min(1),
  conversation: incomingActivity.shape.conversation,
  bot: z.object({ id: z.string() }),
  user: z.object({ id: z.string(), aadObjectId: z.string().optional() }),
  locale: z.string().optional(),
});

/** The reference of the conversation that an activity belongs to. */
export function referenceOf(activity: IncomingActivity): ConversationReference {
  const { channelId, serviceUrl, conversation, from, recipient, locale } = activity;
  return {
    channelId,
    serviceUrl,
    conversation,
    bot: { id: recipient.id },
    user: { id: from.id, aadObjectId: from.aadObjectId },
    ...(locale === undefined ? {} : { locale }),
  };
}

/** Reads a stored address, the JSON of a reference; undefined when it is none. */
export function readAddress(address: string | undefined): ConversationReference | undefined {
  try {
    const parsed = storedReference.safeParse(JSON.parse(address ?? ''));
    if (!parsed.success) return undefined;
    const { locale, ...rest } = parsed.data;
    return { ...rest, ...(locale === undefined ? {} : { locale }) };
  } catch {
    return undefined;
  }
}

/** A message of ours. */
export interface OutgoingActivity {
  readonly type: 'message' | 'typing';
  /** `plain`, so that nothing in a text is taken for markup. */
  readonly textFormat?: 'plain';
  readonly text?: string;
  /** What the notification says when there is a card. */
  readonly summary?: string;
  readonly attachments?: readonly OutgoingAttachment[];
}

/** A card of ours. */
export interface OutgoingAttachment {
  readonly contentType: 'application/vnd.microsoft.card.adaptive';
  readonly content: AdaptiveCard;
}

/** An Adaptive Card; its elements are built in `cards.ts` alone. */
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: '1.5';
  readonly body: readonly object[];
  readonly actions?: readonly object[];
  /** Asks for the card anew when one of these people sees it. */
  readonly refresh?: object;
}
