/** Threads of tickets in chat tools: who looks at which of them when, and who tells what is new. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { holdMark } from '#adapters/tickets/hold-mark.ts';
import { createThreadWatch } from '#adapters/tickets/thread-watch.ts';
import { createThreadTeller, type TicketThread } from '#adapters/tickets/ticket-thread.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { createMemoryNotebook } from '#test/fixtures/memory-notebook.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';

type Thread = TicketThread<string>;

/** After what others do at once. */
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function threadOf(number: string, changes: Partial<Thread> = {}): Thread {
  const conversationId = conversationOf(number);
  return { number, conversationId, key: number, transcript: async () => [], post: async () => undefined, ...changes };
}

/** A list of open threads comes in pages. */
const PAGE = 2;

/** A desk that changes when the test says so, and a watch on it that notes what it looks at. */
async function open(options: { readonly lookAtAllMs?: number; readonly fails?: (number: string) => boolean } = {}) {
  const looked: string[] = [];
  const failures: string[] = [];
  const listed = ['T1', 'T2', 'T3'];
  let wake: (conversationId: ConversationId) => void = () => {};
  const watch = createThreadWatch<string>(
    async ({ number }) => {
      looked.push(number);
      return options.fails?.(number) ? `no ${number}` : undefined;
    },
    {
      open: async (before) => {
        const from = before === undefined ? 0 : listed.indexOf(before) + 1;
        return listed.slice(from, from + PAGE).map((number) => threadOf(number));
      },
      lookAfterMs: 1,
      ...{ onFailure: (failure) => void failures.push(failure), ...options },
    },
  );
  const stop = await watch.start({
    subscribe(listener) {
      wake = listener;
      return () => {};
    },
  });
  onTestFinished(stop);
  return { looked, failures, listed, watch, stop, change: (number: string) => wake(conversationOf(number)) };
}

describe('a watch', () => {
  it('looks only at the threads of the conversation that changed', async () => {
    const { looked, change, stop } = await open();
    change('T2');
    await expect.poll(() => looked).toEqual(['T2']);
    change('T9');
    change('T3');
    change('T3');
    await expect.poll(() => looked).toEqual(['T2', 'T3']);
    await stop();
    expect(looked).toEqual(['T2', 'T3']);
  });

  it('looks at all threads of one conversation, and at none that was let go', async () => {
    const { looked, watch, change } = await open();
    watch.watch(threadOf('T4', { conversationId: conversationOf('T2') }));
    watch.forget('T1');
    change('T1');
    change('T2');
    await expect.poll(() => looked).toEqual(['T2', 'T4']);
  });

  it('watches threads on every page of the list', async () => {
    const { looked, change } = await open();
    change('T3');
    await expect.poll(() => looked).toEqual(['T3']);
  });

  it('leaves the others alone when one cannot be told, and comes back to all of them at the next change', async () => {
    let away = true;
    const { looked, failures, change } = await open({ fails: () => away });
    change('T1');
    change('T2');
    await expect.poll(() => failures).toEqual(['no T1']);
    away = false;
    change('T3');
    await expect.poll(() => looked).toEqual(['T1', 'T1', 'T2', 'T3']);
  });

  it('looks at all of them now and then, since news of other processes may be lost', async () => {
    const { looked } = await open({ lookAtAllMs: 5 });
    await expect.poll(() => [...new Set(looked)]).toEqual(['T1', 'T2', 'T3']);
  });

  it('takes up threads that another process has opened and left, and lets go of what another has closed', async () => {
    const { looked, listed, watch } = await open({ lookAtAllMs: 5 });
    watch.watch(threadOf('T4'));
    listed.splice(0, 1, 'T5');
    await expect.poll(() => looked).toContain('T5');
    await expect.poll(() => new Set(looked.slice(-9))).toEqual(new Set(['T2', 'T3', 'T5']));
  });
});

describe('two processes that tell the same thread', () => {
  function world() {
    const notebook = createMemoryNotebook();
    const said: TranscriptLine[] = [];
    const posted: string[] = [];
    const say = (text: string): void => {
      said.push({ seq: said.length + 1, atMs: START_MS, from: 'merchant', text });
    };
    const teller = (now = START_MS) => createThreadTeller<string>({ notebook, locale: 'en', now: () => now });
    const thread = threadOf('T1', {
      transcript: async (after) => said.filter(({ seq }) => seq > after),
      async post(text) {
        // Long enough for another one to come in between.
        await new Promise((resolve) => setTimeout(resolve, 5));
        posted.push(text);
        return undefined;
      },
    });
    return { notebook, posted, say, teller, thread };
  }

  it('say every line once', async () => {
    const { posted, say, teller, thread } = world();
    const [one, other] = [teller(), teller()];
    for (const text of ['first', 'second', 'third']) {
      say(text);
      await Promise.all([one(thread), other(thread)]);
    }
    expect(posted).toHaveLength(3);
    for (const text of ['first', 'second', 'third'])
      expect(posted.filter((line) => line.includes(text))).toHaveLength(1);
  });

  it('leave the thread to the one that has taken over from a slow one', async () => {
    const { notebook, say, teller, thread } = world();
    say('hello');
    const slow = teller()({
      ...thread,
      async post() {
        await notebook.write('telling:T1', `until ${START_MS + 120_000}`);
        return undefined;
      },
    });
    await slow;
    expect(await notebook.read('telling:T1')).toBe(`until ${START_MS + 120_000}`);
  });

  it('do not both take the place of one that died, although both find that it did', async () => {
    const { notebook } = world();
    await notebook.write('telling:T1', `until ${START_MS}`);
    const found: Awaited<ReturnType<typeof holdMark>>[] = [];
    const hold = async (looked: Promise<void>, tellOther: () => void) => {
      const read = async (key: string) => {
        const note = await notebook.read(key);
        tellOther();
        // Both have found the old mark before either takes it out.
        await looked;
        return note;
      };
      found.push(await holdMark({ notebook: { ...notebook, read }, now: () => START_MS }, 'telling:T1', 60_000));
    };
    const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await Promise.all([hold(other.promise, one.resolve), hold(one.promise.then(later), other.resolve)]);
    expect(found.filter((giveBack) => giveBack !== undefined)).toHaveLength(1);
  });

  it('that stop do not wait for one that died while it told', async () => {
    const { notebook, posted, say, teller, thread } = world();
    const died = `until ${START_MS + 60_000}`;
    await notebook.write('telling:T1', died);
    say('hello');
    const reads: string[] = [];
    const watched = {
      ...thread,
      transcript: async (after: number) => {
        reads.push('x');
        return await thread.transcript(after);
      },
    };
    const watch = createThreadWatch<string>(teller(), {
      open: async () => [watched],
      ...{ lookAfterMs: 1, onFailure: () => {} },
    });
    let wake: (conversationId: ConversationId) => void = () => {};
    const stop = await watch.start({
      subscribe(listener) {
        wake = listener;
        return () => {};
      },
    });
    wake(thread.conversationId);
    await expect.poll(() => reads.length).toBeGreaterThan(0);
    await stop();
    expect(posted).toEqual([]);
    expect(await notebook.read('telling:T1')).toBe(died);
  });

  it('do not wait for one that died while it told', async () => {
    const { notebook, posted, say, teller, thread } = world();
    await notebook.write('telling:T1', `until ${START_MS + 60_000}`);
    say('hello');
    await teller(START_MS + 60_000)(thread);
    expect(posted).toHaveLength(1);
    expect(await notebook.list('telling:')).toEqual([]);
  });
});
