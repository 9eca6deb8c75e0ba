/** Messages that could not be worked on, from the third failed try to the end that a person gives them. */

import { describe, expect, it } from 'vitest';
import type { DeskRole } from '#adapters/desk-contract.ts';
import type { Store } from '#bot/store/store.ts';
import { refuseTurns } from '#test/fixtures/refuse-turns.ts';
import { runConsole } from '#test/fixtures/running-console.ts';

/** A store that refuses the turns of a message with these words for as long as it is told to. */
function refusing(broken: { text: string }): (store: Store) => Store {
  return (store) => refuseTurns(store, (work) => broken.text !== '' && work.arrival?.message.text === broken.text);
}

async function poisoned(text = '毒 13800138000') {
  const broken = { text };
  const desk = await runConsole({ wrapStore: refusing(broken) });
  await desk.running.say(text);
  const as = async (role: DeskRole) => {
    const cookie = await desk.signIn(role, role);
    return {
      list: async () => (await desk.get('/api/dead-letters', cookie)).json(),
      end: async (how: string, id: number | string) =>
        (await desk.post(`/api/dead-letters/${id}/${how}`, cookie)).status,
      audit: async () => (await (await desk.get('/api/audit', cookie)).json()).entries,
    };
  };
  return { desk, broken, as };
}

describe('a message that failed three times', () => {
  it('is listed for operators, its phone number masked, and does not block the conversation', async () => {
    const { desk, as } = await poisoned();
    const { list } = await as('operator');
    expect(await list()).toMatchObject({ letters: [{ text: '毒 138****8000', channel: 'test' }] });
    await desk.running.say('还在吗');
    expect((await desk.running.lines()).at(-1)).toMatch(/^bot: /);
  });

  it('is answered after a retry once the cause is gone', async () => {
    const { desk, broken, as } = await poisoned();
    const { list, end, audit } = await as('admin');
    const [{ id }] = (await list()).letters;
    broken.text = '';
    const before = (await desk.running.lines()).length;
    expect(await end('retry', id)).toBe(204);
    await desk.running.settle();
    expect((await desk.running.lines()).length).toBeGreaterThan(before);
    expect(await list()).toEqual({ letters: [] });
    expect(await end('retry', id)).toBe(404);
    expect(await audit()).toMatchObject([
      { action: 'message.retry', outcome: 'not-found' },
      { action: 'message.retry', subject: `message ${id}`, outcome: 'ok', user: 'admin' },
      {},
    ]);
  });

  it('comes back when the cause is still there', async () => {
    const { desk, as } = await poisoned();
    const { list, end } = await as('operator');
    const [{ id }] = (await list()).letters;
    await end('retry', id);
    await desk.running.settle();
    expect((await list()).letters).toMatchObject([{ id }]);
  });

  it('is ended by whoever discards it, and stays in the transcript', async () => {
    const { desk, as } = await poisoned();
    const { list, end } = await as('operator');
    const [{ id }] = (await list()).letters;
    expect(await end('discard', id)).toBe(204);
    expect(await list()).toEqual({ letters: [] });
    expect((await desk.running.lines())[0]).toContain('毒');
  });

  it.each(['viewer', 'agent', 'lead'] as const)(
    'is none of the business of a %s, whose try is logged',
    async (role) => {
      const { as } = await poisoned();
      const somebody = await as(role);
      expect(await somebody.list()).toMatchObject({ error: { code: 'not-allowed' } });
      expect(await somebody.end('discard', 1)).toBe(403);
      const { audit, list } = await as('admin');
      expect((await list()).letters).toHaveLength(1);
      expect(await audit()).toContainEqual(
        expect.objectContaining({ user: role, action: 'message.discard', outcome: 'not-allowed' }),
      );
    },
  );

  it.each(['0', '-1', '1e9999', 'x', '%00'])('is not found under the id %s', async (id) => {
    const { as } = await poisoned();
    expect(await (await as('admin')).end('retry', id)).toBe(400);
  });
});
