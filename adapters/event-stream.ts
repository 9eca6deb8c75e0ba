/** Server-sent events: one open stream to a page, and how many streams may be open. */

import type { Response } from 'express';

/** An open stream. */
export interface EventStream {
  /** Sends one event; resolves when the connection can take more. `id` comes back as `Last-Event-ID`. */
  send(event: { readonly name: string; readonly payload: unknown; readonly id?: number }): Promise<void>;
  /** Ends the stream; the page reconnects. */
  close(): void;
}

/** What happens while a stream is open. */
export interface StreamHooks {
  readonly beatMs: number;
  /** Called once when the stream has ended, whoever ended it. */
  readonly onClose: () => void;
}

/**
 * Answers with a stream. Heartbeats go out both as a comment, which keeps proxies from closing the connection, and as
 * an event `beat`, by which the page notices a connection that died silently.
 */
export function openEventStream(response: Response, hooks: StreamHooks): EventStream {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 2000\n\n');
  const beat = setInterval(() => {
    response.write(': beat\nevent: beat\ndata: {}\n\n');
  }, hooks.beatMs);
  response.on('close', () => {
    clearInterval(beat);
    hooks.onClose();
  });
  response.on('error', () => response.destroy());
  return {
    async send(event) {
      const id = event.id === undefined ? '' : `id: ${event.id}\n`;
      // JSON has no raw line breaks, so one data line always holds the whole payload.
      const room = response.write(`${id}event: ${event.name}\ndata: ${JSON.stringify(event.payload)}\n\n`);
      if (!room && !response.closed) await drained(response);
    },
    close: () => response.end(),
  };
}

function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** Counts open streams. `enter` returns the way out, or undefined when there are too many already. */
export interface StreamGate {
  enter(visitor: string): (() => void) | undefined;
  /** True when nobody can enter, whoever it is. */
  isFull(): boolean;
}

/** Limits streams, per visitor and in all. */
export function createStreamGate(limits: { readonly perVisitor: number; readonly inAll: number }): StreamGate {
  const open = new Map<string, number>();
  let all = 0;
  return {
    isFull: () => all >= limits.inAll,
    enter(visitor) {
      const mine = open.get(visitor) ?? 0;
      if (mine >= limits.perVisitor || all >= limits.inAll) return undefined;
      open.set(visitor, mine + 1);
      all += 1;
      return () => {
        all -= 1;
        const left = (open.get(visitor) ?? 1) - 1;
        if (left === 0) open.delete(visitor);
        else open.set(visitor, left);
      };
    },
  };
}
