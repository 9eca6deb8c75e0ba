/** Calls to Slack's Web API; every failure is a value that says whether to try again. */

import type { webApi } from '@slack/bolt';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { createLibraryLogger, loadBolt } from './bolt.ts';
import type { SlackFile } from './envelope.ts';
import { type Called, classifyError } from './errors.ts';
import type { Address } from './place.ts';
import type { Block, SlackPost } from './render.ts';

/** What calls need. */
export interface SlackClientConfig {
  /** The bot token, `xoxb-…`. */
  readonly botToken: string;
  /** Base address of the Web API; Slack's own when absent. */
  readonly apiUrl?: string;
  /** Longest wait for an answer to a call, in milliseconds; 10 s when absent. */
  readonly patienceMs?: number;
}

/** Who a token belongs to, and what it may do. */
export interface Identity {
  readonly botUserId?: string;
  readonly appId?: string;
  readonly teamName?: string;
  /** Permissions granted; absent when Slack does not tell. */
  readonly scopes?: readonly string[];
}

/** Marks a message as one of ours, so that it is recognised after a crash; people do not see it. */
export interface PostMark {
  readonly delivery: string;
  readonly part: number;
  /** Of the text, so that equal ids of another database are no match. */
  readonly digest: string;
}

/** A message found in a channel or thread. */
export interface PastMessage {
  readonly ts: string;
  readonly user?: string;
  readonly mark?: PostMark;
}

/** A box to fill in. */
export interface SlackView {
  readonly type: 'modal';
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: object;
  readonly submit: object;
  readonly close: object;
  readonly blocks: readonly Block[];
}

/** The Web API as far as we use it. */
export interface SlackClient {
  identify(): Promise<Called<Identity>>;
  post(to: Address, post: SlackPost, mark?: PostMark): Promise<Called<{ readonly ts: string }>>;
  /** Replaces a message of ours. */
  update(channel: string, ts: string, post: SlackPost): Promise<Called<undefined>>;
  /** Takes away a message of ours. */
  erase(channel: string, ts: string): Promise<Called<void>>;
  /** Says something that only one person in a channel sees. */
  whisper(to: Address, user: string, post: SlackPost): Promise<Called<void>>;
  /** Opens a box before whoever has just tapped; a tap's trigger is good for three seconds. */
  openView(triggerId: string, view: SlackView): Promise<Called<undefined>>;
  /** Shows a status of the app in a thread until it posts there; empty takes it away. Needs `chat:write`. */
  setStatus(thread: Required<Address>, status: string): Promise<Called<void>>;
  /** Where people see a message. */
  permalink(channel: string, ts: string): Promise<Called<string | undefined>>;
  /** Messages after a timestamp in a channel, the latest 200, or in the thread that the address names. */
  messagesAfter(address: Address, ts: string): Promise<Called<readonly PastMessage[]>>;
  /** What Slack knows of a file: its name, its type, and where its bytes are. */
  fileInfo(id: string): Promise<Called<Omit<SlackFile, 'id'>>>;
  /** The language that somebody has Slack in, such as `zh-TW`; needs the permission `users:read`. */
  localeOf(user: string): Promise<Called<string | undefined>>;
  /** Asks for a Socket Mode connection, to see whether the app token allows one. */
  tryAppToken(appToken: string): Promise<Called<undefined>>;
}

const SLACK_API = 'https://slack.com/api/';
const PATIENCE_MS = 10_000;
/** Looking something up happens before Slack is answered, which waits three seconds. */
const LOOK_UP_MS = 1_500;
/** Channels are read from their end, threads from their beginning, so that of threads nothing may be left out. */
const MOST_IN_CHANNEL = 200;
const MOST_IN_THREAD = 999;
/** The type of our marks, as Slack's message metadata calls it. */
const MARK_TYPE = 'posdesk_delivery';

/** The base address with a slash at its end. */
export function apiBase(config: Pick<SlackClientConfig, 'apiUrl'>): string {
  const url = config.apiUrl ?? SLACK_API;
  return url.endsWith('/') ? url : `${url}/`;
}

/** Options of every Web API client: no retries and no waiting of its own, since the outbox does both. */
export function webClientOptions(config: SlackClientConfig): webApi.WebClientOptions {
  return {
    slackApiUrl: apiBase(config),
    timeout: config.patienceMs ?? PATIENCE_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
}

/** A client that makes its first connection when it is first used. */
export function createSlackClient(config: SlackClientConfig, { warn }: Pick<ChannelDependencies, 'warn'>): SlackClient {
  const options = webClientOptions(config);
  const patienceMs = options.timeout ?? PATIENCE_MS;
  const connect = async (timeout: number): Promise<webApi.WebClient> => {
    const bolt = await loadBolt();
    return new bolt.webApi.WebClient(config.botToken, { ...options, timeout, logger: createLibraryLogger(bolt, warn) });
  };
  let patient: Promise<webApi.WebClient> | undefined;
  let quick: Promise<webApi.WebClient> | undefined;
  const send = async <Value>(call: (client: webApi.WebClient) => Promise<Value>): Promise<Called<Value>> => {
    patient ??= connect(patienceMs);
    return await attempt(call(await patient));
  };
  const lookUp = async <Value>(call: (client: webApi.WebClient) => Promise<Value>): Promise<Called<Value>> => {
    quick ??= connect(Math.min(LOOK_UP_MS, patienceMs));
    return await attempt(call(await quick));
  };
  return {
    identify: () => send(async (client) => readIdentity(await client.auth.test())),
    post: (to, post, mark) =>
      send(async (client) => {
        const posted = await client.apiCall('chat.postMessage', postArguments(to, post, mark));
        return { ts: 'ts' in posted && typeof posted.ts === 'string' ? posted.ts : '' };
      }),
    update: (channel, ts, { text, blocks }) =>
      send(async (client) => void (await client.apiCall('chat.update', { channel, ts, text, blocks }))),
    erase: (channel, ts) => send(async (client) => void (await client.chat.delete({ channel, ts }))),
    whisper: (to, user, { text, blocks }) =>
      send(
        async (client) =>
          void (await client.apiCall('chat.postEphemeral', { ...to, user, text, blocks, mrkdwn: false })),
      ),
    openView: (triggerId, view) =>
      lookUp(async (client) => void (await client.apiCall('views.open', { trigger_id: triggerId, view }))),
    setStatus: ({ channel, thread_ts }, status) =>
      lookUp(
        async (client) =>
          void (await client.apiCall('assistant.threads.setStatus', { channel_id: channel, thread_ts, status })),
      ),
    permalink: (channel, ts) =>
      lookUp(async (client) => (await client.chat.getPermalink({ channel, message_ts: ts })).permalink),
    messagesAfter: (address, ts) => lookUp((client) => readPast(client, address, ts)),
    fileInfo: (id) => lookUp(async (client) => readFile((await client.files.info({ file: id })).file)),
    localeOf: (user) =>
      lookUp(async (client) => (await client.users.info({ user, include_locale: true })).user?.locale),
    tryAppToken: (token) => send(async (client) => void (await client.apps.connections.open({ token }))),
  };
}

async function attempt<Value>(call: Promise<Value>): Promise<Called<Value>> {
  try {
    return { kind: 'ok', value: await call };
  } catch (error) {
    return classifyError(error);
  }
}

function postArguments(to: Address, { text, blocks, broadcast }: SlackPost, mark: PostMark | undefined) {
  return {
    channel: to.channel,
    thread_ts: to.thread_ts,
    reply_broadcast: broadcast,
    text,
    blocks,
    // Texts are meant as they stand: no formatting, and no previews of what they link to.
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    metadata: mark && { event_type: MARK_TYPE, event_payload: mark },
  };
}

function readFile(file: webApi.FilesInfoResponse['file']): Omit<SlackFile, 'id'> {
  const { name, title, mimetype, size, url_private, url_private_download, mode, is_external } = file ?? {};
  return { name, title, mimetype, size, url_private, url_private_download, mode, is_external };
}

function readIdentity(answer: webApi.AuthTestResponse): Identity {
  const { user_id: botUserId, team: teamName, response_metadata: metadata } = answer;
  const appId = 'app_id' in answer && typeof answer.app_id === 'string' ? answer.app_id : undefined;
  return {
    ...(botUserId === undefined ? {} : { botUserId }),
    ...(appId === undefined ? {} : { appId }),
    ...(teamName === undefined ? {} : { teamName }),
    ...(metadata?.scopes === undefined ? {} : { scopes: metadata.scopes }),
  };
}

async function readPast(client: webApi.WebClient, address: Address, ts: string): Promise<readonly PastMessage[]> {
  const window = { channel: address.channel, oldest: ts, include_all_metadata: true };
  const { messages = [] } =
    address.thread_ts === undefined
      ? await client.conversations.history({ ...window, limit: MOST_IN_CHANNEL })
      : await client.conversations.replies({ ...window, ts: address.thread_ts, limit: MOST_IN_THREAD });
  return messages.flatMap((message) => {
    if (message.ts === undefined) return [];
    const mark = readMark('metadata' in message ? message.metadata : undefined);
    return [{ ts: message.ts, ...(message.user ? { user: message.user } : {}), ...(mark ? { mark } : {}) }];
  });
}

function readMark(metadata: unknown): PostMark | undefined {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as {
    readonly event_type?: unknown;
    readonly event_payload?: PostMark;
  };
  return type === MARK_TYPE ? payload : undefined;
}
