/** Socket Mode: events and taps over a connection that we open, for desks that Slack cannot reach. */

import type { App } from '@slack/bolt';
import type { ChannelDependencies } from '#adapters/contract.ts';
import { type Bolt, createLibraryLogger } from './bolt.ts';
import { type SlackClientConfig, webClientOptions } from './client.ts';
import { readEnvelope } from './envelope.ts';
import type { ReceiverOptions } from './receiver.ts';

/** What the connection needs. */
export interface SocketOptions {
  readonly appToken: string;
  readonly config: SlackClientConfig;
  readonly process: ReceiverOptions['process'];
  readonly warn: ChannelDependencies['warn'];
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that was held this long was a good one, and the next is opened at once. */
const GOOD_MS = 30_000;

type Receiver = InstanceType<Bolt['SocketModeReceiver']>;
type Frame = (...parts: readonly unknown[]) => unknown;

/**
 * Keeps a connection open until it is stopped: opens it anew when Slack ends it, which it does every few hours, and waits
 * longer each time when it cannot be opened. Resolves with the way to stop, connected or not.
 */
export function keepSocketOpen(bolt: Bolt, options: SocketOptions): () => Promise<void> {
  const stopped = new AbortController();
  const running = runConnections(bolt, options, stopped.signal);
  return async () => {
    stopped.abort();
    await running;
  };
}

async function runConnections(bolt: Bolt, options: SocketOptions, stopped: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!stopped.aborted) {
    const openedAt = performance.now();
    await runConnection(createReceiver(bolt, options), options, stopped);
    if (performance.now() - openedAt > GOOD_MS) {
      pauseMs = FIRST_PAUSE_MS;
      continue;
    }
    await pause(pauseMs, stopped);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** Resolves when the connection has ended, however it did. */
async function runConnection(receiver: Receiver, { warn }: SocketOptions, stopped: AbortSignal): Promise<void> {
  const { client } = receiver;
  const ended = new Promise<void>((resolve) => void client.once('disconnected', () => resolve()));
  const abandoned = new Promise<void>((resolve) => {
    if (stopped.aborted) resolve();
    stopped.addEventListener('abort', () => resolve(), { once: true });
  });
  const opened = receiver.start().then(
    () => true,
    () => false,
  );
  const isOpen = await Promise.race([opened, abandoned.then(() => false)]);
  if (isOpen) await Promise.race([ended, abandoned]);
  else if (!stopped.aborted) warn('slack-socket-not-open', {});
  await receiver.stop().catch(() => {});
}

function createReceiver(bolt: Bolt, { appToken, config, process, warn }: SocketOptions): Receiver {
  const receiver = new bolt.SocketModeReceiver({
    appToken,
    logger: createLibraryLogger(bolt, warn),
    // Its own way of reconnecting leaves a rejection unhandled when that fails, which would end posdesk.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webClientOptions(config) },
  });
  const deliver: Pick<App, 'processEvent'> = {
    async processEvent({ body, ack }) {
      const envelope = readEnvelope(body);
      try {
        const said = envelope === undefined ? undefined : await process(envelope);
        // Slack brings again what is not acknowledged; Bolt's own app would acknowledge before anything is stored.
        await ack(said);
      } catch {
        warn('slack-socket-not-taken', {});
      }
    },
  };
  // The receiver calls nothing else of an app.
  receiver.init(deliver as App);
  guardFrames(receiver);
  return receiver;
}

/** A frame of an unexpected shape makes the library throw where nobody catches it. */
function guardFrames({ client }: Receiver): void {
  const listeners = client.listeners('ws_message') as readonly Frame[];
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...parts: readonly unknown[]) => {
    for (const listener of listeners) Promise.resolve(listener(...parts)).catch(() => {});
  });
}

function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopped.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    stopped.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
