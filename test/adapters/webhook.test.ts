/** The signed webhook, checked by the library of Standard Webhooks. The clock of its signatures is the real one. */

import { describe, expect, it } from 'vitest';
import { readWebhookSecret, signWebhook } from '#adapters/webhook/sign.ts';
import { createWebhookSink } from '#adapters/webhook/webhook.ts';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { startFakeReceiver, type WebhookFault } from '#test/fixtures/fake-webhook.ts';
import { conversationOf, START_MS } from '#test/fixtures/merchant-message.ts';
import { LI, runSinks } from '#test/fixtures/running-sinks.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const FAULTS: readonly WebhookFault[] = [
  'lost answer after it was taken',
  'rate limit',
  'inner fault',
  'gateway away',
  'key revoked',
  'connection reset',
  'redirect',
];
const now = () => Date.now();

describeSink('Webhook', async () => {
  const receiver = await startFakeReceiver(SECRET);
  return () => ({
    sink: createWebhookSink({ url: receiver.url, secrets: [SECRET] }, { now }),
    seen() {
      const tickets = Map.groupBy(receiver.taken, ({ body }) => (body.data.ticket as { number: string }).number);
      return [...tickets.values()].map((all) => ({ text: all.map(({ body }) => JSON.stringify(body)).join('\n') }));
    },
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, () => receiver.fail(fault)])),
    refuse: receiver.refuse,
    onlyOnce: true,
  });
});

async function run(secrets: readonly string[] = [SECRET]) {
  const receiver = await startFakeReceiver(SECRET);
  const sinks = await runSinks(() => [createWebhookSink({ url: receiver.url, secrets }, { now })]);
  return { ...sinks, receiver };
}

describe('webhooks', () => {
  it('are signed so that the library of Standard Webhooks takes them, also while a secret is changed over', async () => {
    for (const secrets of [[SECRET], [OTHER, SECRET], [SECRET, OTHER]]) {
      const { say, told, receiver } = await run(secrets);
      await say('ticket');
      await told();
      expect(receiver.taken).toHaveLength(1);
      expect(receiver.refused()).toBe(0);
    }
    const { say, told, receiver } = await run([OTHER]);
    await say('ticket');
    await told();
    expect([receiver.taken.length, receiver.refused()]).toEqual([0, 1]);
  });

  it('tell every event once, in order, with the ticket as it is', async () => {
    const { say, told, desk, receiver } = await run();
    await say('ticket');
    await desk.act(LI, 'T1001', { kind: 'claim' });
    await desk.act(LI, 'T1001', { kind: 'resolve', code: 'explained' });
    await told();
    expect(receiver.taken.map(({ body }) => body.type)).toEqual(['ticket.opened', 'ticket.claimed', 'ticket.resolved']);
    const last = receiver.taken.at(-1)?.body;
    expect(last?.data).toMatchObject({
      by: 'Li',
      ticket: { number: 'T1001', status: 'resolved', url: 'https://desk.example.com/#/tickets/T1001' },
    });
    const sequences = receiver.taken.map(({ body }) => Number(body.data.sequence));
    expect(sequences).toEqual(sequences.toSorted((one, other) => one - other));
    expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(3);
  });

  it('keep their id at every try, so that a receiver knows what it has', async () => {
    const { say, told, wait, receiver } = await run();
    receiver.fail('lost answer after it was taken');
    await say('ticket');
    await told();
    const [first] = receiver.taken;
    await wait(3_600_000);
    expect(receiver.taken.map(({ id }) => id)).toEqual([first?.id]);
  });

  it('wait for the one before, per ticket, and go on without one that is refused for good', async () => {
    const { say, told, desk, receiver } = await run();
    receiver.refuse(true);
    await say('ticket');
    await told();
    receiver.refuse(false);
    await desk.act(LI, 'T1001', { kind: 'claim' });
    await told();
    expect(receiver.taken.map(({ body }) => body.type)).toEqual(['ticket.claimed']);
    await desk.act(LI, 'T1001', { kind: 'retrySink', sink: 'webhook' });
    await told();
    expect(receiver.taken.map(({ body }) => body.type)).toEqual(['ticket.claimed', 'ticket.opened']);
  });

  it('carry notices of other things too, durably and in order', async () => {
    const { say, told, wait, notify, receiver } = await run();
    await say('hello');
    receiver.fail('gateway away');
    const conversationId = conversationOf('m1');
    await notify({ type: 'renewal.submitted', subject: 'R1', conversationId, body: { renewal: 'R1' } });
    await notify({ type: 'renewal.approved', subject: 'R1', conversationId, body: { renewal: 'R1' } });
    await told();
    expect(receiver.taken).toEqual([]);
    await wait(3_600_000);
    await wait(3_600_000);
    expect(receiver.taken.map(({ body }) => [body.type, body.data])).toEqual([
      ['renewal.submitted', { renewal: 'R1' }],
      ['renewal.approved', { renewal: 'R1' }],
    ]);
  });

  it('that wait are erased with their merchant', async () => {
    const { say, told, notify, store, wait, receiver } = await run();
    receiver.refuse(true);
    await say('ticket');
    await notify({
      type: 'renewal.submitted',
      subject: 'R1',
      conversationId: conversationOf('m1'),
      body: { renewal: 'R1' },
    });
    await told();
    await store.erase(conversationOf('m1'), START_MS);
    receiver.refuse(false);
    await wait(3_600_000);
    expect(receiver.taken).toEqual([]);
    expect(await store.sinkCounts()).toEqual([]);
  });
});

describe('a webhook secret', () => {
  it('has 24 to 64 bytes in Base64, with or without its prefix', () => {
    expect(readWebhookSecret(SECRET)).toHaveLength(32);
    expect(readWebhookSecret(SECRET.slice(6))).toHaveLength(32);
    for (const bad of ['', 'whsec_', 'whsec_dG9vIHNob3J0', 'not base64 at all!!!', `whsec_${'A'.repeat(200)}`]) {
      expect(readWebhookSecret(bad), bad).toBeUndefined();
    }
    expect(() => createWebhookSink({ url: 'https://x.example', secrets: ['short'] }, { now })).toThrow(TypeError);
  });

  it('signs as the specification’s own example says', () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    const key = readWebhookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const body = '{"test": 2432232314}';
    const signed = signWebhook(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body },
      key ? [key] : [],
    );
    expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
