/** The agents' page in a real browser: what strangers wrote stays inert, and everybody can use it. */

import { describe, expect, it } from 'vitest';
import { NOW, OWN, said, useConsole } from './console-visit.ts';
import { type ConsoleWorld, manyTickets } from './console-world.ts';
import { browserRunsHere } from './launch-browser.ts';

describe.runIf(browserRunsHere)('the console', () => {
  const { serve, look, lookAt } = useConsole();

  describe('keeps what strangers wrote inert', () => {
    const HOSTILE = [
      '<img src=x onerror=alert(1)>',
      '<svg onload=alert(2)><script>alert(3)</script>',
      'javascript:alert(4)',
      '\u202Egnp.exe\u202C <a href="javascript:alert(5)">x</a>',
      '</textarea><script>alert(6)</script>',
      '[link](javascript:alert(7)) <at>all</at> <!channel>',
    ];

    it.each(HOSTILE)('%j in texts, names and filenames (25, 27; CVE-2019-1010018, CVE-2021-3741)', async (text) => {
      const attachments = [{ kind: 'file' as const, name: text, ref: `media:${text}` }];
      const hostile = {
        ...OWN,
        merchantWords: text,
        contactName: text,
        screenText: text,
        summary: text,
        symptoms: [text],
        flags: [text],
        missing: [text],
        answers: [{ slot: text, value: text, asked: text, said: text }],
        answerDueMs: NOW - 1,
        stepsTried: [{ step: text, title: text, outcome: 'done' as const, atMs: NOW, words: text }],
      };
      const ref = { number: text, status: 'open' as const, priority: 'P1' as const, symptoms: [text], openedAtMs: NOW };
      const desk = await serve();
      desk.others = [{ name: text, writing: 'reply' }];
      desk.put(hostile, {
        transcript: [
          said('merchant', text, 1, { attachments }),
          said('bot', text, 2),
          said('note', text, 3, { author: text }),
        ],
        similar: [{ ...ref, summary: text, because: 'symptom' }],
        events: [
          { id: 1, number: 'T1001', atMs: NOW, kind: 'changed', by: text, changes: [{ field: text, to: text }] },
        ],
      });
      const { page } = await look(desk, '#/T1001');
      await page.waitForSelector('.ticket-head');
      await page.waitForSelector('.present');
      await expect.poll(() => page.textContent('#transcript')).toContain(text);
      await page.click('.tree summary');
      await page.waitForSelector('.drawing');
      const planted = await page
        .locator('#ticket-pane script, #ticket-pane [onerror], #ticket-pane [onload], a[href^="javascript:"]')
        .count();
      expect(planted).toBe(0);
      expect(await page.locator('#transcript a:not([href^="/api/media/"])').count()).toBe(0);
      await page.getByRole('radio', { name: /^回复商户/ }).check();
      await page.fill('#text', text);
      await expect
        .poll(() => page.locator('#ticket-pane script, #ticket-pane [onerror], #ticket-pane [onload]').count())
        .toBe(0);
    });

    it.each(HOSTILE)(
      '%j among unread lines, messages put aside and names of colleagues (25; CVE-2019-1010018)',
      async (text) => {
        const desk = await serve();
        const line = { conversationId: 'c', channel: text, atMs: NOW, text };
        desk.letters = [{ ...line, id: 1, ticket: text }];
        desk.unmatched = { lines: [{ ...line, seq: 1, suggested: text }] };
        const { page } = await look(desk, '#/operations');
        await page.waitForSelector('.unmatched li >> nth=1');
        await expect
          .poll(async () => (await page.locator('.unmatched p').allTextContents()).filter((shown) => shown === text))
          .toHaveLength(2);
        const planted = 'main script, main img, main svg[onload], main [onerror], a[href^="javascript:"]';
        expect(await page.locator(planted).count()).toBe(0);
      },
    );

    it('says so when an address names a ticket of nobody or of somebody else (34)', async () => {
      const { page } = await look(await serve(), '#/T9999');
      await expect.poll(() => page.textContent('#ticket-pane')).toContain('没有这张工单');
    });

    it('opens photos only from the desk’s own shelf (39; CVE-2026-20172)', async () => {
      const attachments = [
        { kind: 'image' as const, name: 'label.jpg', ref: 'https://evil.example/x.svg' },
        { kind: 'image' as const, name: '标签.jpg', ref: 'media:../../sign-in' },
      ];
      const { page } = await lookAt({ transcript: [said('merchant', '', 1, { attachments })] });
      const sources = await page
        .locator('#transcript img')
        .evaluateAll((all) => all.map((one) => one.getAttribute('src')));
      expect(sources).toEqual(['/api/media/media%3A..%2F..%2Fsign-in']);
    });
  });

  describe('can be used by everybody', () => {
    const PLACES = [
      '',
      '#/T1001',
      '#/reports',
      '#/content/net-host-unreachable',
      '#/operations',
      '#/people',
      '#/account',
    ];

    async function fill(): Promise<ConsoleWorld> {
      const desk = await serve();
      for (const ticket of manyTickets(5, NOW)) desk.put(ticket);
      const line = { conversationId: 'c', channel: 'wechat', atMs: NOW, text: '机子抽风了' };
      desk.letters = [{ ...line, id: 1, ticket: 'T1001' }];
      desk.unmatched = { lines: [{ ...line, seq: 1, suggested: 'net-host-unreachable' }] };
      desk.others = [{ name: '小李', writing: 'reply' }];
      const answers = [{ slot: 'goods', value: 'no', asked: '货给客人了吗？', said: '还没给' }];
      desk.put(
        { ...OWN, language: 'zh-Hant', merchantWords: '機器斷網了', answers },
        {
          transcript: [
            said('merchant', '连不上'),
            said('bot', '信号满吗？', 2),
            said('note', '查押金', 3, { author: '小王' }),
          ],
          trace: [{ seq: 2, atMs: NOW, lines: [] }],
          undelivered: [{ seq: 2, state: 'refused' }],
        },
      );
      return desk;
    }

    it.each(['light', 'dark'] as const)('has no serious barrier on any page (%s)', async (colorScheme) => {
      const desk = await fill();
      const { page, barriers } = await look(desk);
      await page.emulateMedia({ colorScheme });
      for (const place of PLACES) {
        await page.goto(`${desk.url}/${place}`);
        await page.waitForSelector(place === '' ? '.row' : place === '#/T1001' ? '.ticket-head' : '.page h2');
        await page.waitForLoadState('networkidle');
        expect(await barriers(), place).toEqual([]);
      }
    });

    it('fits a phone, and every button a thumb', async () => {
      const desk = await fill();
      const { page, fits } = await look(desk);
      await page.setViewportSize({ width: 390, height: 844 });
      for (const place of PLACES) {
        await page.goto(`${desk.url}/${place}`);
        await page.waitForSelector(place === '' ? '.row' : place === '#/T1001' ? '.ticket-head' : '.page h2');
        await page.waitForLoadState('networkidle');
        expect(await fits(), place).toBe(true);
      }
      await page.goto(`${desk.url}/#/T1001`);
      await page.waitForSelector('#composer');
      await expect.poll(() => page.locator('.row').first().isVisible()).toBe(false);
      const box = await page.locator('#composer').boundingBox();
      expect(box?.height ?? 999).toBeLessThan(844 / 2);
      await page.click('#back');
      await expect.poll(() => page.locator('.row').first().isVisible()).toBe(true);
    });

    it('speaks English where that is chosen, and remembers it', async () => {
      const { page } = await look(await fill());
      await page.click('#language');
      await page.waitForSelector('.filters >> text=Live');
      await page.reload();
      await page.waitForSelector('.filters >> text=Live');
      await expect.poll(() => page.getAttribute('html', 'lang')).toBe('en');
      await page.click('text=Settings');
      await page.getByLabel('Language').selectOption('zh-Hans');
      await page.getByLabel('颜色').selectOption('dark');
      await expect.poll(() => page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
      await page.getByLabel('颜色').selectOption('device');
    });
  });
});
