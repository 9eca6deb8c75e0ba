/** The console's routes of renewals over HTTP: shapes, refusals, and who may do what. */

import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRenewalRoutes } from '#adapters/console/renewal-routes.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { LI, openApplication, openRenewalWorld, pageOf, uploadAll, useGuide } from '#test/bot/renewal-world.ts';
import { listen } from '#test/fixtures/listen.ts';

const guide = useGuide();

async function serve(user: DeskUser = LI) {
  const world = await openRenewalWorld(guide());
  const token = await openApplication(world);
  const router = express.Router();
  router.use(createRenewalRoutes({ renewals: world.renewals.review, userOf: () => user }));
  const { url, close } = await listen(router);
  onTestFinished(close);
  const post = async (path: string, body: unknown, type = 'application/json') => {
    const headers = { 'content-type': type };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    return [response.status, answer.error?.code ?? answer.renewal?.status] as const;
  };
  return { world, token, url, post };
}

describe('the routes of renewals', () => {
  it('list what is under way, open one with what may be done with it, and carry an action out', async () => {
    const { world, token, url, post } = await serve();
    await uploadAll(world, token);
    await world.renewals.pages.submit(token);
    const list = await (await fetch(`${url}/api/renewals`)).json();
    expect(list.renewals).toMatchObject([
      { number: 'R1001', status: 'submitted', waitsForDesk: true, ticketNumber: 'T1001' },
    ]);
    const opened = await (await fetch(`${url}/api/renewals/R1001`)).json();
    expect(opened).toMatchObject({ actions: ['begin', 'ask-more', 'reject'], missing: [], uploads: true });
    expect(await post('/api/renewals/R1001/begin', {})).toEqual([200, 'in-review']);
    expect(await post('/api/renewals/R1001/begin', {})).toEqual([409, 'not-now']);
    expect(await post('/api/renewals/R1001/reject', { reason: '执照已注销' })).toEqual([200, 'rejected']);
    expect((await (await fetch(`${url}/api/renewals`)).json()).renewals).toEqual([]);
    expect((await (await fetch(`${url}/api/renewals?ended=1`)).json()).renewals).toHaveLength(1);
  });

  it('refuse what they do not know and what is not said right', async () => {
    const { url, post } = await serve();
    expect(await post('/api/renewals/R1001/delete', {})).toEqual([404, 'not-found']);
    expect(await post('/api/renewals/R1001/offer', { slots: 'soon' })).toEqual([400, 'malformed']);
    expect(await post('/api/renewals/R1001/begin', { kind: 'approve', more: 1 })).toEqual([400, 'malformed']);
    expect(await post('/api/renewals/R1001/begin', {}, 'text/plain')).toEqual([415, 'not-json']);
    expect(await post('/api/renewals/R7/begin', {})).toEqual([404, 'not-found']);
    expect((await fetch(`${url}/api/renewals?status=lost`)).status).toBe(400);
    expect((await fetch(`${url}/api/renewals/R7`)).status).toBe(404);
  });

  it('look for nothing that is no number of an application, as what was refused is noted', async () => {
    const card = '6216261000000000018';
    const { world, url, post } = await serve({ name: 'vera', role: 'viewer' });
    expect(await post('/api/renewals/R1001/begin', {})).toEqual([403, 'not-allowed']);
    expect(await post(`/api/renewals/${card}/begin`, {})).toEqual([404, 'not-found']);
    expect((await fetch(`${url}/api/renewals/${card}/papers/1`)).status).toBe(404);
    const noted = JSON.stringify(await world.store.auditEntries({ limit: 10 }));
    expect(noted).toContain('R1001');
    expect(noted).not.toContain(card);
  });

  it('show photos only to who may work on tickets, only under their own application, and let nobody keep them', async () => {
    const { world, token, url } = await serve();
    await uploadAll(world, token);
    const [paper] = (await pageOf(world, token)).papers;
    const shown = await fetch(`${url}/api/renewals/R1001/papers/${paper?.id}`);
    expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect((await fetch(`${url}/api/renewals/R1002/papers/${paper?.id}`)).status).toBe(404);
    const viewer = await serve({ name: 'vera', role: 'viewer' });
    await uploadAll(viewer.world, viewer.token);
    const [other] = (await pageOf(viewer.world, viewer.token)).papers;
    expect((await fetch(`${viewer.url}/api/renewals/R1001/papers/${other?.id}`)).status).toBe(403);
    expect(await viewer.post('/api/renewals/R1001/revoke', {})).toEqual([403, 'not-allowed']);
  });
});
