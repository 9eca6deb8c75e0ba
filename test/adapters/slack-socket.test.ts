/** Socket Mode: the same messages over a connection of our own, acknowledged when they are stored, and opened again. */

import { afterEach, describe, expect, it } from 'vitest';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import { SLACK } from '#test/fixtures/fake-slack.ts';
import { serveSlack } from '#test/fixtures/fake-slack-channel.ts';
import { messageEvent, tapOn } from '#test/fixtures/fake-slack-requests.ts';
import { type FakeSocket, startFakeSocket } from '#test/fixtures/fake-slack-socket.ts';

const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function open(desk = createFakeDesk()) {
  const socket = await startFakeSocket();
  undo.push(() => socket.close());
  const served = await serveSlack(desk, { appToken: SLACK.appToken });
  undo.push(served.close);
  served.slack.answer('apps.connections.open', () => ({ ok: true, url: socket.url }));
  const start = async () => {
    const stop = await served.channel.start?.();
    if (stop) undo.push(stop);
  };
  return { ...served, desk, socket, start };
}

function send(socket: FakeSocket, id: string, payload: unknown, type = 'events_api'): void {
  socket.send(JSON.stringify({ envelope_id: id, type, accepts_response_payload: false, payload }));
}

const event = (words: string, second: number) => messageEvent({ ts: `17636040${second}.000100`, text: words });

describe('Socket Mode', () => {
  it('brings messages and taps, and acknowledges them', async () => {
    const { desk, socket, start, channel, slack } = await open();
    await start();
    await expect.poll(() => socket.connections).toBe(1);
    send(socket, 'e1', event('断网了', 11));
    await expect.poll(() => socket.acknowledged).toEqual(['e1']);
    const [first] = desk.received;
    if (!first) throw new Error('Nothing was received.');
    const reply = { kind: 'choices', text: '用什么？', choices: [{ id: 'how:wifi', label: 'WiFi' }] } as const;
    await channel.deliver({ ...first, id: '1', reply, attempt: 1 });
    const [question] = slack.posted;
    if (!question) throw new Error('Nothing was posted.');
    send(socket, 'e2', tapOn(question, 'how:wifi'), 'interactive');
    await expect.poll(() => socket.acknowledged).toEqual(['e1', 'e2']);
    expect(desk.received.map((message) => message.choiceId ?? message.text)).toEqual(['断网了', 'how:wifi']);
  });

  it('acknowledges only what is stored', async () => {
    const { desk, socket, start } = await open();
    await start();
    await expect.poll(() => socket.connections).toBe(1);
    const stored = Promise.withResolvers<{ kind: 'accepted'; seq: number }>();
    desk.answerNext(
      () => stored.promise,
      () => Promise.reject(new Error('disk full')),
    );
    send(socket, 'e1', event('断网了', 11));
    send(socket, 'e2', { ...messageEvent({}), event: { type: 'reaction_added' } });
    await expect.poll(() => socket.acknowledged).toEqual(['e2']);
    stored.resolve({ kind: 'accepted', seq: 1 });
    await expect.poll(() => socket.acknowledged).toEqual(['e2', 'e1']);
    send(socket, 'e3', event('还是不行', 12));
    await expect.poll(() => desk.warnings).toContain('slack-socket-not-taken');
    send(socket, 'e3', event('还是不行', 12));
    await expect.poll(() => socket.acknowledged).toEqual(['e2', 'e1', 'e3']);
    expect(desk.received.map(({ text }) => text)).toEqual(['还是不行']);
  });

  it('survives frames that nobody would send (CVE-2026-4915)', async () => {
    const { desk, socket, start } = await open();
    await start();
    await expect.poll(() => socket.connections).toBe(1);
    for (const frame of [
      '',
      'no JSON',
      'null',
      '7',
      '[]',
      '{}',
      '{"type":"events_api"}',
      '{"type":"events_api","payload":null}',
    ]) {
      socket.send(frame);
    }
    send(socket, 'e1', { type: 'event_callback', event: null });
    send(socket, 'e2', event('断网了', 11));
    await expect.poll(() => socket.acknowledged).toContain('e2');
    expect(desk.received.map(({ text }) => text)).toEqual(['断网了']);
  });

  it('is opened again when it breaks, and when Slack asks for it', async () => {
    const { desk, socket, start } = await open();
    await start();
    await expect.poll(() => socket.connections).toBe(1);
    socket.drop();
    await expect.poll(() => socket.connections).toBe(2);
    socket.send('{"type":"disconnect","reason":"refresh_requested"}');
    await expect.poll(() => socket.connections).toBe(3);
    send(socket, 'e1', event('断网了', 11));
    await expect.poll(() => desk.received.length).toBe(1);
  });

  it('is tried again when it cannot be opened, without ending anything', async () => {
    const { slack, socket, start, desk } = await open();
    slack.fail(
      'apps.connections.open',
      (response) => void response.json({ ok: false, error: 'invalid_auth' }),
      (response) => void response.destroy(),
    );
    await start();
    await expect.poll(() => socket.connections).toBe(1);
    expect(desk.warnings.filter((event) => event === 'slack-socket-not-open')).toHaveLength(2);
  });

  it('ends when the channel stops, also while it is being opened', async () => {
    const { slack, socket, channel } = await open();
    slack.fail('apps.connections.open', 'hang');
    const stopEarly = await channel.start?.();
    await stopEarly?.();
    const stop = await channel.start?.();
    await expect.poll(() => socket.connections).toBe(1);
    await stop?.();
    await expect.poll(() => socket.standing).toBe(0);
    expect(socket.connections).toBe(1);
  });
});
