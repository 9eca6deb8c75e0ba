/** Takes the guide's picture: `node docs/channels/slack-picture.ts`, on a machine with a Chinese font. */

import { join } from 'node:path';
import type { Transcript } from '#bot/cli/chat/play-transcript.ts';
import { loadGuide } from '#bot/content/load-guide.ts';
import { launchBrowser } from '#test/browser/launch-browser.ts';
import { type FakeMessage, SLACK, showMessage } from '#test/fixtures/fake-slack.ts';
import { openSlack } from '#test/fixtures/fake-slack-channel.ts';
import { playOverChannel } from '#test/fixtures/play-over-channel.ts';

const TRANSCRIPT: Transcript = {
  title: 'A router restart, by buttons',
  channel: 'slack',
  turns: [
    { merchant: 'pos机断网了 客人等着呢' },
    { tap: 'WiFi' },
    { merchant: '手机也上不了' },
    { merchant: '等一下 我去拔' },
    { merchant: '弄好了' },
  ],
};

const STYLE = `
body { margin: 0; padding: 24px 28px; background: #fff; color: #1d1c1d; font: 15px/1.47 Lato, 'Noto Sans CJK SC', sans-serif; }
.line { display: grid; grid-template-columns: 36px 1fr; gap: 0 10px; margin-bottom: 16px; }
.face { width: 36px; height: 36px; border-radius: 8px; color: #fff; display: grid; place-items: center; font-weight: 700; }
.face.app { background: #1d4d4f; } .face.person { background: #b5651d; }
.name { font-weight: 800; } .badge { margin: 0 6px; padding: 1px 4px; border-radius: 3px; background: #e8e8e8; font-size: 10px; font-weight: 700; color: #616061; }
.time { margin-left: 6px; color: #616061; font-size: 12px; } .text { white-space: pre-wrap; }
.chosen { color: #616061; font-size: 13px; } .buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.buttons span { padding: 5px 12px; border: 1px solid #bbb; border-radius: 8px; font-size: 13px; font-weight: 700; }`;

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function drawMessage(message: FakeMessage): string {
  const isApp = message.user === SLACK.bot;
  const { text, choices } = showMessage(message);
  const lines = text
    .split('\n')
    .map((line) => `<div class="${line.startsWith('✓') ? 'chosen' : ''}">${escapeHtml(line)}</div>`);
  const buttons = choices.map((label) => `<span>${escapeHtml(label)}</span>`).join('');
  const name = isApp ? 'posdesk</span><span class="badge">APP' : '王老板';
  return `<div class="line"><div class="face ${isApp ? 'app' : 'person'}">${isApp ? 'p' : '王'}</div><div>
    <span class="name">${name}</span><span class="time">10:00</span>
    <div class="text">${lines.join('')}</div>${buttons ? `<div class="buttons">${buttons}</div>` : ''}</div></div>`;
}

let history: readonly FakeMessage[] = [];
await playOverChannel(await loadGuide(undefined), TRANSCRIPT, async (desk) => {
  const opened = await openSlack(desk);
  history = opened.slack.history;
  return opened;
});
const browser = await launchBrowser({ width: 760, height: 720 });
const page = await browser.pages.newPage();
await page.setContent(`<style>${STYLE}</style>${history.map(drawMessage).join('')}`);
await page.screenshot({ path: join(import.meta.dirname, 'slack.png'), fullPage: true });
await browser.close();
