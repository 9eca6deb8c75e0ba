/** What sinks must not give away or let in, in posdesk as a whole. */

import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { INBOUND_PATH } from '#adapters/email/email.ts';
import { createWebVisitor } from '#test/fixtures/web-visitor.ts';
import { SECRETS, startWholeApp } from './whole-app.ts';

const SINKS = ['redmine', 'request-tracker', 'zendesk', 'zammad', 'webhook', 'email'];

it('I31 no log and no metric holds a key when every sink is out of reach (CVE-2026-32982)', async () => {
  const { publicUrl, deskUrl, logged } = await startWholeApp();
  await createWebVisitor().send(publicUrl, 'ticket');
  const tried = () => SINKS.filter((sink) => logged.some((line) => line.includes('sink-down') && line.includes(sink)));
  while (tried().length < SINKS.length) await pause(20);
  const metrics = await (await fetch(`${deskUrl}/metrics`)).text();
  for (const sink of SINKS) expect(metrics).toContain(`posdesk_sink_down{sink="${sink}"} 1`);
  for (const secret of [...Object.values(SECRETS), 'example.com']) {
    expect(logged.join(''), secret).not.toContain(secret);
    expect(metrics, secret).not.toContain(secret);
  }
});

it('W2 handing in mail needs the whole key, however it is written', async () => {
  const { publicUrl } = await startWholeApp();
  const { inboundToken } = SECRETS;
  const keys = ['', 'Bearer', 'Bearer ', inboundToken, `bearer ${inboundToken}`, `Bearer ${inboundToken.slice(1)}`];
  for (const authorization of [...keys, `Bearer ${inboundToken}x`, `Basic ${inboundToken}`]) {
    const answer = await fetch(publicUrl + INBOUND_PATH, { method: 'POST', headers: { authorization }, body: 'x' });
    expect(answer.status, authorization).toBe(401);
  }
  const headers = { authorization: `Bearer ${inboundToken}` };
  const taken = await fetch(publicUrl + INBOUND_PATH, {
    method: 'POST',
    headers,
    body: 'From: x@example.com\r\n\r\nhi',
  });
  expect([taken.status, await taken.json()]).toEqual([200, { result: 'ignored' }]);
  const large = await fetch(publicUrl + INBOUND_PATH, { method: 'POST', headers, body: 'x'.repeat(9_000_000) });
  expect(large.status).toBe(413);
});
