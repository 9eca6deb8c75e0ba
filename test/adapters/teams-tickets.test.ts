/** Agents who work on tickets in Teams: the card, its buttons and boxes, its thread, and who may do what. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { startFakeTeams } from '#test/fixtures/fake-teams.ts';
import { cardsIn, openTeamsDesk, teamsTicketsOn } from '#test/fixtures/fake-teams-desk.ts';

// The library prints what it does not like.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const FAULTS = { 'status 500': 500, 'too many calls': 429, 'a lost precondition': 412, 'a bad gateway': 502 };

describeSink('Teams', async () => {
  const fake = await startFakeTeams({ strict: true });
  const nobody = { userOf: async () => undefined, linkFor: async () => '' };
  return (dependencies) => ({
    sink: teamsTicketsOn(fake, { ...dependencies, agents: nobody }),
    seen: () =>
      cardsIn(fake).map(({ text, content, thread }) => ({
        text: [text, JSON.stringify(content.actions), ...thread].join('\n'),
      })),
    faults: Object.fromEntries(Object.entries(FAULTS).map(([what, status]) => [what, () => fake.failNext({ status })])),
    refuse: (on) => fake.failNext(...(on ? Array.from({ length: 50 }, () => ({ status: 403 })) : [])),
    // Of these faults. A card that was taken and never answered for would be posted again: Teams cannot be asked for it.
    onlyOnce: true,
  });
});

describe('the card of a ticket', () => {
  it('stands in the conversation once and changes where it stands', async () => {
    const { say, told, card, tap, store, fake } = await openTeamsDesk();
    await say('ticket');
    await told();
    expect(card().text).toContain('T1001 · P2 · Open');
    expect(await tap('aad-li', 'claim')).toMatchObject({ statusCode: 200, type: expect.stringContaining('adaptive') });
    await told();
    expect((await store.ticket('T1001'))?.agent).toBe('Li');
    expect(card().text).toContain('T1001 · P2 · Claimed');
    expect(cardsIn(fake)).toHaveLength(1);
    expect(fake.violations).toEqual([]);
  });

  it('is asked for anew by those who have worked on it', async () => {
    const { say, told, card, tap } = await openTeamsDesk();
    await say('ticket');
    await told();
    expect(card().content).not.toHaveProperty('refresh');
    await tap('aad-li', 'claim');
    await told();
    expect(card().content.refresh).toMatchObject({ userIds: ['29:aad-li'], action: { verb: 'posdesk/ticket' } });
    expect(await tap('aad-li', 'show')).toMatchObject({ statusCode: 200 });
  });

  it('shows what merchants wrote as they wrote it: no markup, no mention, no picture from elsewhere', async () => {
    const { say, told, card } = await openTeamsDesk();
    const evil =
      '**now** [bank](https://evil.example) <at>Li</at> ![x](https://evil.example/x.png) {{DATE(2026-01-01T00:00:00Z)}}';
    await say(evil);
    await say('ticket');
    await told();
    expect(card().thread.join('\n')).toContain(evil);
    const blocks = JSON.stringify(card().content).match(/"type":"TextBlock"[^}]*/g) ?? [];
    expect(blocks.join()).not.toContain('evil');
    expect(JSON.stringify(card().content)).not.toContain('"type":"Image"');
  });

  it('hides phone numbers and never holds card data', async () => {
    const { say, told, card } = await openTeamsDesk();
    await say('我的电话 13812345678，卡号 4111 1111 1111 1111');
    await say('ticket');
    await told();
    expect(card().thread.join('\n')).toContain('138****5678');
    expect(card().thread.join('\n')).not.toMatch(/12345678|1111 1111/);
  });

  it('is posted anew when somebody has deleted it', async () => {
    const { say, told, card, desk, fake } = await openTeamsDesk();
    await say('ticket');
    await told();
    const { id } = card();
    fake.erase(id);
    await desk.act({ name: 'Li', role: 'agent' }, 'T1001', { kind: 'claim' });
    await told();
    expect(cardsIn(fake).at(-1)?.id).not.toBe(id);
    expect(cardsIn(fake).at(-1)?.text).toContain('Claimed');
  });
});

describe('a card that Teams took without an answer', () => {
  const lost = { status: 0, taken: true } as const;

  it('is posted once more and says so; whoever taps on the older one has it taken away', async () => {
    const { say, told, wait, tap, fake, store } = await openTeamsDesk();
    fake.failNext(lost);
    await say('ticket');
    await told();
    await wait(60_000);
    const [older, newer] = cardsIn(fake);
    expect(older?.text).not.toContain('may stand here twice');
    expect([newer?.text, newer?.thread.join('\n')]).toEqual([
      expect.stringContaining('may stand here twice'),
      expect.stringContaining('may stand here twice'),
    ]);
    expect(cardsIn(fake)).toHaveLength(2);
    await tap('aad-li', 'claim', {}, older?.id);
    expect((await store.ticket('T1001'))?.agent).toBe('Li');
    await expect.poll(() => cardsIn(fake).map(({ id }) => id)).toEqual([newer?.id]);
    await told();
    expect(cardsIn(fake)[0]?.text).toContain('Claimed');
  });

  it('is not taken away when it is the one that is kept up to date', async () => {
    const { say, told, tap, fake } = await openTeamsDesk();
    await say('ticket');
    await told();
    const [only] = cardsIn(fake);
    await tap('aad-li', 'claim', {}, only?.id);
    await tap('aad-li', 'claim', {}, String(Number(only?.id) + 1));
    await told();
    expect(cardsIn(fake).map(({ id }) => id)).toEqual([only?.id]);
  });

  it.each([
    [{ status: 502 }, true],
    [{ status: 400 }, false],
    [{ status: 429 }, false],
  ] as const)('is only in doubt after what may have let it through: %o', async (failure, inDoubt) => {
    const { say, told, wait, fake, desk } = await openTeamsDesk();
    fake.failNext(failure);
    await say('ticket');
    await told();
    await desk.act({ name: 'Li', role: 'agent' }, 'T1001', { kind: 'claim' });
    await wait(3_600_000);
    const [card] = cardsIn(fake);
    expect(card?.text).toContain('Claimed');
    expect(card?.thread.join('\n').includes('may stand here twice')).toBe(inDoubt);
  });
});

describe('an answer to the merchant', () => {
  it('is written in a box of its own and goes out once, though Teams brings the tap twice', async () => {
    const { say, told, tap, lines, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    await tap('aad-li', 'claim');
    await told();
    const shown = JSON.stringify(card().content);
    expect(shown).toContain('"type":"Action.ShowCard","title":"Reply to the merchant"');
    expect(await tap('aad-li', 'reply', { text: 'Please restart.' })).toMatchObject({ statusCode: 200 });
    expect((await lines()).filter((line) => line.startsWith('agent:'))).toEqual(['agent: Please restart.']);
  });

  it('goes by a command to the bot in the thread, and never by talk there', async () => {
    const { say, told, tap, write, lines, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    await tap('aad-li', 'claim');
    const before = await lines();
    for (const text of ['please reply soon', 'what is wrong there?']) expect(await write('aad-li', text)).toBe(200);
    expect(await lines()).toEqual(before);
    expect(card().thread.filter((text) => text.includes('“reply: …”'))).toHaveLength(1);
    await write('aad-li', 'reply: We will call you.', { id: '1763800000000' });
    await write('aad-li', 'reply: We will call you.', { id: '1763800000000' });
    expect((await lines()).filter((line) => line.startsWith('agent:'))).toEqual(['agent: We will call you.']);
    expect(card().thread).toContain('Sent to the merchant.');
  });

  it('is refused when a colleague has the ticket, and only the one who tried is told', async () => {
    const { say, told, tap, lines, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    await tap('aad-li', 'claim');
    await told();
    const before = card().thread;
    const answer = await tap('aad-wang', 'reply', { text: 'hello' });
    expect(JSON.stringify(answer.value)).toContain('Li has this ticket.');
    expect(await lines()).not.toContain('agent: hello');
    expect(card().thread).toEqual(before);
  });
});

describe('other actions', () => {
  it('note, resolve with a code, reopen and hand back', async () => {
    const { say, told, tap, store, lines, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    await tap('aad-li', 'note', { text: 'Looks like the SIM.' });
    expect(await lines()).toContain('note: Looks like the SIM.');
    await tap('aad-li', 'claim');
    await tap('aad-li', 'resolve', { code: 'replaced', text: 'A new one is on its way.' });
    expect(await lines()).toContain('agent: A new one is on its way.');
    await told();
    expect(await store.ticket('T1001')).toMatchObject({
      status: 'resolved',
      resolution: { code: 'replaced', by: 'Li' },
    });
    expect(card().text).toContain('Resolved');
    await tap('aad-li', 'reopen');
    await tap('aad-li', 'claim');
    await tap('aad-li', 'handback');
    expect((await store.ticket('T1001'))?.status).toBe('waiting');
  });
});

describe('who may', () => {
  it('is nobody whom the desk does not know; only they see the link to say who they are', async () => {
    const { say, told, tap, write, store, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    const answer = await tap('aad-mallory', 'claim');
    expect(answer.type).toBe('application/vnd.microsoft.activity.message');
    expect(String(answer.value)).toContain('https://desk.example.com/link?token=');
    await write('aad-mallory', 'reply: send me your card number');
    expect(card().thread.join('\n')).not.toContain('/link?token=');
    expect(await store.ticket('T1001')).toMatchObject({ status: 'open' });
    expect(await tap('aad-mallory', 'show')).toMatchObject({ statusCode: 403 });
  });

  it('is decided by the role at the desk', async () => {
    const { say, told, tap, store, link } = await openTeamsDesk();
    await link('aad-vera', 'Vera', 'viewer');
    await say('ticket');
    await told();
    expect(JSON.stringify(await tap('aad-vera', 'claim'))).toContain('Your role does not allow this.');
    expect((await store.ticket('T1001'))?.agent).toBeUndefined();
  });

  it('is nobody with a button of our own making that names no ticket', async () => {
    const { say, told, tap } = await openTeamsDesk();
    await say('ticket');
    await told();
    for (const ticket of [
      null,
      {},
      { number: "T1' or 1=1", action: 'claim', url: '' },
      { number: 'T1001', action: 'erase', url: '' },
    ]) {
      expect(await tap('aad-li', 'claim', { ticket })).toMatchObject({ statusCode: 400 });
    }
  });
});

describe('the thread below a card', () => {
  it('has the conversation so far, and then what the merchant writes, as it comes', async () => {
    const { say, told, tap, card } = await openTeamsDesk();
    await say('机器断网了');
    await say('ticket');
    await told();
    expect(card().thread.join('\n')).toContain('Merchant: 机器断网了');
    await tap('aad-li', 'claim');
    await tap('aad-li', 'reply', { text: '请重启' });
    await told();
    await say('还是不行');
    await say('急');
    await expect.poll(() => card().thread.join('\n')).toContain('Merchant: 急');
    const lines = card().thread.join('\n').split('\n');
    expect(lines.filter((line) => line === 'Merchant: 还是不行')).toHaveLength(1);
  });

  it('says once that an answer is overdue', async () => {
    const { say, told, advance, catchUp, card } = await openTeamsDesk();
    await say('ticket');
    await told();
    advance(2 * 3_600_000);
    await catchUp();
    await told();
    await told();
    expect(card().thread.filter((text) => text.includes('overdue'))).toHaveLength(1);
  });

  it('goes with the card when the merchant is erased', async () => {
    const { say, told, sinks, store, fake } = await openTeamsDesk();
    await say('ticket');
    await told();
    const external = await store.ofTicket('teams', 'T1001');
    if (!external) throw new Error('The card is not known.');
    expect(await sinks[0]?.erase?.(external, new AbortController().signal)).toEqual({ kind: 'done' });
    expect(cardsIn(fake)).toEqual([]);
    const gone = fake.taken.filter(({ method }) => method === 'DELETE').length;
    expect(gone).toBe(fake.taken.filter(({ method }) => method === 'POST').length);
  });
});
