/** Links from chat tools into the desk: signed, for one use, and only for whoever is signed in. */

import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { createLinkRoutes, LINK_PATH } from '#adapters/desk-links/routes.ts';
import { DESK_URL, deskLinksOf, letIn } from '#test/fixtures/desk-agents.ts';
import { listen } from '#test/fixtures/listen.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

const MINUTE_MS = 60_000;

async function open() {
  let now = START_MS;
  const clock = () => now;
  const running = await runPipeline({ clock });
  await running.say('ticket');
  const links = deskLinksOf(running, clock);
  let user: DeskUser | undefined;
  const app = express();
  let faults = 0;
  const act: typeof running.desk.act = async (...asked) => {
    faults -= 1;
    if (faults === 0) throw new Error('the database is away');
    return await running.desk.act(...asked);
  };
  app.use(LINK_PATH, createLinkRoutes({ links, desk: { act }, userOf: async () => user }));
  const server = await listen(app);
  onTestFinished(() => server.close());
  const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';
  return {
    running,
    links,
    tokenOf,
    advance: (ms: number) => {
      now += ms;
    },
    signIn: (who: DeskUser | undefined) => {
      user = who;
    },
    /** The next action is a fault. */
    fail: () => {
      faults = 1;
    },
    ask: (link: string, method: string) => fetch(`${server.url}${LINK_PATH}?token=${tokenOf(link)}`, { method }),
    get: (link: string) => fetch(`${server.url}${LINK_PATH}?token=${tokenOf(link)}`),
    post: (link: string, headers: Record<string, string> = {}) =>
      fetch(`${server.url}${LINK_PATH}`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ token: tokenOf(link) }),
      }),
  };
}

describe('a link that claims a ticket', () => {
  it('claims it for whoever is signed in, once, and opens it', async () => {
    const { running, links, signIn, get, post } = await open();
    const li = await letIn(running, 'Li');
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    expect(link.startsWith(`${DESK_URL}/link?token=`)).toBe(true);
    signIn(li);
    expect(await (await get(link)).text()).toContain('Li');
    expect((await running.store.ticket('T1001'))?.agent).toBeUndefined();
    const done = await post(link);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/#/T1001']);
    expect((await running.store.ticket('T1001'))?.agent).toBe('Li');
    expect([(await get(link)).status, (await post(link)).status]).toEqual([410, 410]);
  });

  it('is used up by the first of two who tap at once', async () => {
    const { running, links, signIn, post } = await open();
    signIn(await letIn(running, 'Li'));
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    const statuses = (await Promise.all([post(link), post(link), post(link)])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([303, 410, 410]);
  });

  it('is not used up by somebody who is not signed in, nor by a preview', async () => {
    const { running, links, signIn, get, post } = await open();
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    expect(await (await get(link)).text()).toContain('/sign-in');
    expect((await post(link)).status).toBe(401);
    signIn(await letIn(running, 'Li'));
    await get(link);
    expect((await post(link)).status).toBe(303);
  });

  it('ends with its time', async () => {
    const { running, links, signIn, advance, post } = await open();
    signIn(await letIn(running, 'Li'));
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    advance(MINUTE_MS);
    expect((await post(link)).status).toBe(410);
  });

  it('does nothing that the role does not allow', async () => {
    const { running, links, signIn, post } = await open();
    signIn(await letIn(running, 'Vera', 'viewer'));
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    const page = await post(link);
    expect([page.status, (await page.text()).includes('Vera')]).toEqual([403, true]);
    expect((await running.store.ticket('T1001'))?.agent).toBeUndefined();
  });

  it('is not used up by somebody whose role may not claim, nor by a fault', async () => {
    const { running, links, signIn, post, fail } = await open();
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    signIn(await letIn(running, 'Vera', 'viewer'));
    expect((await post(link)).status).toBe(403);
    signIn(await letIn(running, 'Li'));
    fail();
    expect((await post(link)).status).toBe(503);
    expect((await post(link)).status).toBe(303);
    expect((await running.store.ticket('T1001'))?.agent).toBe('Li');
    expect((await post(link)).status).toBe(410);
  });

  it.each(['GET', 'HEAD'])('is not used up by what chat programs ask for by %s, signed in or not', async (method) => {
    const { running, links, signIn, ask, post } = await open();
    const [claim, agent] = [await links.claimLink('T1001', START_MS + MINUTE_MS), await links.linkFor('slack', 'U1')];
    for (const who of [undefined, await letIn(running, 'Li')]) {
      signIn(who);
      for (const link of [claim, agent, claim]) expect((await ask(link, method)).status).toBe(200);
    }
    expect((await running.store.ticket('T1001'))?.agent).toBeUndefined();
    expect(await links.userOf('slack', 'U1')).toBeUndefined();
    expect([(await post(agent)).status, (await post(claim)).status]).toEqual([200, 303]);
  });

  it('cannot be sent by another site', async () => {
    const { running, links, signIn, post } = await open();
    signIn(await letIn(running, 'Li'));
    const link = await links.claimLink('T1001', START_MS + MINUTE_MS);
    expect((await post(link, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });
});

describe('the signature of a link', () => {
  it('holds for what it covers and for nothing else', async () => {
    const { links, tokenOf, running, advance } = await open();
    const token = tokenOf(await links.claimLink('T1001', START_MS + MINUTE_MS));
    const [text = '', mac = ''] = token.split('.');
    const other = Buffer.from(Buffer.from(text, 'base64url').toString().replace('T1001', 'T1002')).toString(
      'base64url',
    );
    const forged = [
      '',
      '.',
      text,
      `${text}.`,
      `${other}.${mac}`,
      `${text}.${mac}x`,
      `${text}.${mac}.${mac}`,
      `${token}=`,
    ];
    for (const one of [...forged, 'x'.repeat(100_000)]) expect(await links.use(one)).toBeUndefined();
    const again = deskLinksOf(running, () => START_MS);
    expect(await again.read(token)).toEqual({ kind: 'claim', number: 'T1001' });
    advance(0);
  });

  it('of another database is none', async () => {
    const [one, other] = [await open(), await open()];
    const token = one.tokenOf(await one.links.claimLink('T1001', START_MS + MINUTE_MS));
    expect(await other.links.read(token)).toBeUndefined();
  });
});

describe('a person of a chat tool', () => {
  it('is nobody until somebody signed in says so, and then has the role of now', async () => {
    const { running, links, signIn, get, post } = await open();
    const li = await letIn(running, 'Li');
    signIn(li);
    expect(await links.userOf('slack', 'U1')).toBeUndefined();
    const link = await links.linkFor('slack', 'U1', '<b>li.wei</b>');
    const page = await (await get(link)).text();
    expect([page.includes('li.wei'), page.includes('(U1)'), page.includes('<b>')]).toEqual([true, true, false]);
    expect((await post(link)).status).toBe(200);
    expect(await links.userOf('slack', 'U1')).toEqual({ name: 'Li', role: 'agent' });
    expect(await links.userOf('teams', 'U1')).toBeUndefined();
    const admin = await letIn(running, 'Ada', 'admin');
    await running.accounts.change(admin, 'Li', { role: 'viewer' });
    expect(await links.userOf('slack', 'U1')).toEqual({ name: 'Li', role: 'viewer' });
    await running.accounts.change(admin, 'Li', { disabled: true });
    expect(await links.userOf('slack', 'U1')).toBeUndefined();
    const entries = await running.store.auditEntries({ limit: 50 });
    expect(entries).toContainEqual(expect.objectContaining({ action: 'account.link', user: 'Li', subject: 'Li' }));
  });
});
