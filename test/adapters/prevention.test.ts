/** The printable pages: what stands on them, for whom, and who can open one. */

import express from 'express';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MerchantFacts } from '#adapters/prevention/contract.ts';
import { dueDays } from '#adapters/prevention/due-days.ts';
import { openPage, sealPage } from '#adapters/prevention/page-link.ts';
import { createPreventionRoutes, PAGES_PATH } from '#adapters/prevention/routes.ts';
import { addDays } from '#dialogs/days.ts';
import type { ConversationId } from '#dialogs/message.ts';
import { PAGES, type PageName } from '#dialogs/pages.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const NOW = Date.parse('2026-11-23T10:00:00+08:00');
const SECRET = 'a secret of the test';
const CONVERSATION = 'webchat:somebody' as ConversationId;
const UNTIL = NOW + 1_000;

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const tokenOf = (page: PageName, expiresAtMs = UNTIL): string =>
  sealPage({ page, conversationId: CONVERSATION, expiresAtMs }, SECRET);

/** Serves the pages for one merchant; resolves with a way to get one. */
async function serve(facts: MerchantFacts | undefined, content = guide) {
  const app = express();
  const routes = createPreventionRoutes({
    guide: () => content,
    now: () => NOW,
    secret: SECRET,
    factsOf: async (id) => (id === CONVERSATION ? facts : undefined),
  });
  app.use(PAGES_PATH, routes);
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resume) => server.once('listening', resume));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${PAGES_PATH}/${path}`);
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
}

const A920: MerchantFacts = {
  locale: 'zh-Hans',
  model: 'A920',
  serialEnd: '8877',
  merchant: '王记面馆',
  store: '城西店',
  contractEndsOn: '2027-06-30',
  simEndsOn: '2026-11-30',
};

describe('a link to a printable page', () => {
  it('opens the page of the conversation that it was made for', () => {
    const ref = openPage(tokenOf('backup'), SECRET, NOW);
    expect(ref).toEqual({ page: 'backup', conversationId: CONVERSATION, expiresAtMs: UNTIL });
  });

  it('opens nothing when it is over, altered, sealed with another secret, or no token at all', () => {
    const token = tokenOf('backup');
    const altered = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
    expect(openPage(token, SECRET, UNTIL)).toBeUndefined();
    expect(openPage(altered, SECRET, NOW)).toBeUndefined();
    expect(openPage(token, 'another secret', NOW)).toBeUndefined();
    for (const nonsense of ['', 'x', '../../etc/passwd', 'A'.repeat(5_000)]) {
      expect(openPage(nonsense, SECRET, NOW)).toBeUndefined();
    }
  });

  it('does not show whose conversation it is', () => {
    expect(Buffer.from(tokenOf('backup'), 'base64url').toString('latin1')).not.toContain('somebody');
  });
});

describe('a printable page', () => {
  it('is there for every name, in each language, without scripts', async () => {
    const get = await serve(A920);
    for (const page of PAGES) {
      for (const lang of ['zh-Hans', 'zh-Hant', 'en']) {
        const { status, html, headers } = await get(`${tokenOf(page)}?lang=${lang}`);
        expect(status).toBe(200);
        expect(html).toContain(`<html lang="${lang}">`);
        expect(html.replace('page.css', '')).not.toMatch(/<script|\{[a-z.]+\}|page\.[a-z]/);
        expect(html).toMatch(/<h1>[^<]+<\/h1>\n<p class="lead">[^<]+</);
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(headers.get('cache-control')).toBe('no-store');
      }
    }
  });

  it('holds what is known of the terminal, and of its serial only the end', async () => {
    const { html } = await (await serve(A920))(tokenOf('contingency'));
    for (const known of ['王记面馆', '城西店', 'A920', '8877']) expect(html).toContain(known);
    expect(html).not.toContain('0821998877');
  });

  it('says by when to renew what ends, today when it is late', async () => {
    const { html } = await (await serve(A920))(tokenOf('maintenance'));
    expect(html).toContain('2027 年 6 月 30 日');
    expect(html).toContain('最晚 2027 年 5 月 31 日 联系续期');
    expect(html).toContain('最晚 2026 年 11 月 23 日 联系续期');
  });

  it('asks of a terminal only the care that it needs', async () => {
    const smart = await (await serve(A920))(tokenOf('maintenance'));
    const reader = await (await serve({ locale: 'zh-Hans', model: 'ME50C' }))(tokenOf('maintenance'));
    expect(smart.html).toContain('打印头');
    expect(smart.html).not.toContain('蓝牙');
    expect(reader.html).not.toContain('打印头');
    expect(reader.html).toContain('蓝牙');
  });

  it('shows the notice that the institution published for the model, and else says that there is none', async () => {
    const notice = { 'zh-Hans': '12 月起须升到新版', 'zh-Hant': '12 月起須升到新版', en: 'Update by December' };
    const published: Guide = { ...guide, phrases: new Map([...guide.phrases, ['notice.A920', notice]]) };
    expect((await (await serve(A920, published))(tokenOf('updates'))).html).toContain('12 月起须升到新版');
    expect((await (await serve(A920))(tokenOf('updates'))).html).toContain('没有单独的通知');
  });

  it('counts the right answers of the quiz and explains each', async () => {
    const get = await serve({ locale: 'en' });
    const query = 'quiz1=right&quiz2=right&quiz3=other&quiz4=right&lang=en';
    const { html } = await get(`${tokenOf('training')}?${query}`);
    expect(html).toContain('3 of 5 right');
    expect(html.match(/class="right"/g)).toHaveLength(3);
    expect(html.match(/class="wrong"/g)).toHaveLength(2);
    expect(html).toContain('No answer');
    expect((await get(tokenOf('training'))).html).not.toContain('of 5 right');
  });

  it('writes what merchants call themselves as text', async () => {
    const { html } = await (await serve({ locale: 'en', store: '<img src=x onerror=alert(1)>' }))(tokenOf('backup'));
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  it('is not there for a link that is over, nor for a conversation that is gone', async () => {
    const get = await serve(undefined);
    expect((await get(tokenOf('backup'))).status).toBe(404);
    const over = await (await serve(A920))(tokenOf('backup', NOW));
    expect(over.status).toBe(404);
    expect(over.html).not.toContain('王记面馆');
  });
});

describe('days on which care is due', () => {
  it('fall on the last day of a month that is too short', () => {
    expect(dueDays('2027-01-31', 'month', 3)).toEqual(['2027-02-28', '2027-03-31', '2027-04-30']);
    expect(dueDays('2027-11-30', 'quarter', 1)).toEqual(['2028-02-29']);
    expect(dueDays('2028-02-29', 'year', 1)).toEqual(['2029-02-28']);
  });

  it('go on over the end of a year', () => {
    expect(dueDays('2026-12-28', 'week', 2)).toEqual(['2027-01-04', '2027-01-11']);
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
  });
});
