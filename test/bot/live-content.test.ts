/** A running posdesk whose content is edited: what operators, the console and a load balancer see of it. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createApp } from '#bot/app.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

const ANY_PORT = { host: '127.0.0.1', port: 0 };

async function fetchText(url: string, cookie = ''): Promise<string> {
  return (await fetch(url, { headers: { cookie } })).text();
}

async function until(url: string, line: RegExp): Promise<string> {
  for (;;) {
    const text = await fetchText(url);
    if (line.test(text)) return text;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

it('a change of the institution is served without a restart; a mistake in it is told and changes nothing', async () => {
  const contentFolder = temporaryFolder();
  const app = createApp({
    databasePath: join(temporaryFolder(), 'posdesk.db'),
    publicListener: ANY_PORT,
    deskListener: ANY_PORT,
    contentFolder,
  });
  onTestFinished(() => app.stop());
  const { publicUrl, deskUrl, signInUrl = '' } = await app.start();
  const named = 'name: { zh-Hans: 甲支付, zh-Hant: 甲支付, en: Alpha Pay }\n';
  writeFileSync(join(contentFolder, 'institution.yaml'), named);
  await until(`${deskUrl}/metrics`, /^posdesk_content_reloads_total 1$/m);
  expect(await fetchText(`${publicUrl}/`)).toContain('Alpha Pay');

  writeFileSync(join(contentFolder, 'institution.yaml'), `${named}hotlin: ''\n`);
  const metrics = await until(`${deskUrl}/metrics`, /^posdesk_content_reload_failures_total 1$/m);
  expect(metrics).toMatch(/^posdesk_content_info\{revision="\w+"\} 1$/m);
  expect(metrics).toMatch(/^posdesk_content_problems 1$/m);
  expect((await fetch(`${publicUrl}/readyz`)).status).toBe(200);
  expect(await fetchText(`${publicUrl}/`)).toContain('Alpha Pay');

  const token = new URL(signInUrl).searchParams.get('token') ?? '';
  expect((await fetch(`${deskUrl}/api/content`)).status).toBe(401);
  const signedIn = await fetch(`${deskUrl}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ token }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect(JSON.parse(await fetchText(`${deskUrl}/api/content`, cookie))).toMatchObject({
    revision: /revision="(\w+)"/.exec(metrics)?.[1],
    problems: [{ file: join(contentFolder, 'institution.yaml'), line: 2, column: 1, remedy: 'Do you mean hotline?' }],
  });
});
