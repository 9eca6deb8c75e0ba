/** The upload page's door: whoever hangs up leaves room for others. */

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { createRenewalPage } from '#adapters/renewal/renewal-page.ts';
import type { RenewalPages } from '#adapters/renewal-contract.ts';
import { openApplication, openRenewalWorld, photoOf, useGuide } from '#test/bot/renewal-world.ts';

const guide = useGuide();

/** The page over these pages, on a port of its own; `onClosed` hears of every answer that has ended. */
async function serve(pages: RenewalPages, onClosed: () => void): Promise<string> {
  const app = express().use((_request, response, next) => {
    response.once('close', onClosed);
    next();
  });
  const server = createServer(app.use('/renewal', createRenewalPage(pages)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/renewal`;
}

it('uploads broken off while their link is being looked at take nobody’s place', async () => {
  const world = await openRenewalWorld(guide());
  const token = await openApplication(world);
  const { pages } = world.renewals;
  const looking: (() => void)[] = [];
  let slow = true;
  let closed = 0;
  const patient: RenewalPages = {
    ...pages,
    view: async (asked) => {
      if (slow) await new Promise<void>((resolve) => looking.push(resolve));
      return await pages.view(asked);
    },
  };
  const url = await serve(patient, () => {
    closed += 1;
  });
  const address = `${url}/${token}/papers/business-licence`;
  const head = { method: 'POST', headers: { 'content-type': 'image/jpeg', 'content-length': '1000' } };
  const calls = [1, 2, 3].map(() => request(address, head).on('error', () => undefined));
  for (const call of calls) call.flushHeaders();
  await expect.poll(() => looking.length).toBe(3);
  for (const call of calls) call.destroy();
  await expect.poll(() => closed).toBe(3);
  slow = false;
  for (const go of looking) go();
  const sent = await fetch(address, { method: 'POST', body: new Uint8Array(photoOf(1)) });
  expect(sent.status).toBe(200);
});
