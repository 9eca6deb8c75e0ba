/** Takes the guide's picture: `node docs/channels/wechat-picture.ts`, on a machine with a Chinese font. */

import { join } from 'node:path';
import type { Transcript } from '#bot/cli/chat/play-transcript.ts';
import { loadGuide } from '#bot/content/load-guide.ts';
import { launchBrowser } from '#test/browser/launch-browser.ts';
import type { ChannelUnderTest, Shown } from '#test/contracts/channel.contract.ts';
import { openWechat } from '#test/fixtures/fake-weixin-channel.ts';
import { playOverChannel } from '#test/fixtures/play-over-channel.ts';

const TRANSCRIPT: Transcript = {
  title: 'A router restart, by taps',
  channel: 'wechat',
  turns: [
    { merchant: 'pos机断网了 客人等着呢' },
    { tap: 'WiFi' },
    { merchant: '手机也上不了' },
    { merchant: '等一下 我去拔' },
    { merchant: '弄好了' },
  ],
};

const STYLE = `
body { margin: 0; padding: 18px 14px; background: #ededed; color: #191919; font: 15px/1.5 'Noto Sans CJK SC', sans-serif; }
.line { display: flex; gap: 10px; margin-bottom: 14px; align-items: flex-start; }
.line.own { flex-direction: row-reverse; }
.face { flex: none; width: 38px; height: 38px; border-radius: 5px; color: #fff; display: grid; place-items: center; }
.face { background: #1d4d4f; } .own .face { background: #b5651d; }
.text { max-width: 264px; padding: 8px 11px; border-radius: 5px; background: #fff; white-space: pre-wrap; }
.own .text { background: #95ec69; } .text span { display: block; margin-top: 5px; color: #576b95; }`;

interface Line extends Shown {
  readonly own: boolean;
}

const lines: Line[] = [];

/** Notes what the merchant sends between what the merchant is shown. */
function watch(opened: ChannelUnderTest): ChannelUnderTest {
  const { tap } = opened;
  const note = (text: string): void => {
    catchUp(opened);
    lines.push({ own: true, text, choices: [] });
  };
  return {
    ...opened,
    send(message) {
      note(message.text);
      return opened.send(message);
    },
    ...(tap && {
      tap(one) {
        note(one.label);
        return tap(one);
      },
    }),
  };
}

function catchUp({ platform }: ChannelUnderTest): void {
  const seen = lines.filter((line) => !line.own).length;
  for (const shown of platform?.shown().slice(seen) ?? []) lines.push({ ...shown, own: false });
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function draw({ own, text, choices }: Line): string {
  const links = choices.map((label) => `<span>${escapeHtml(label)}</span>`).join('');
  return `<div class="line${own ? ' own' : ''}"><div class="face">${own ? '王' : 'p'}</div>
    <div class="text">${escapeHtml(text)}${links}</div></div>`;
}

let opened: ChannelUnderTest | undefined;
await playOverChannel(await loadGuide(undefined), TRANSCRIPT, async (desk) => {
  opened = watch(await openWechat()(desk));
  return opened;
});
if (opened) catchUp(opened);
const browser = await launchBrowser({ width: 390, height: 700 });
const page = await browser.pages.newPage();
await page.setContent(`<style>${STYLE}</style>${lines.map(draw).join('')}`);
await page.screenshot({ path: join(import.meta.dirname, 'wechat.png'), fullPage: true });
await browser.close();
