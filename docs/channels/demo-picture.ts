/** Takes the pictures of the demonstration: `node docs/channels/demo-picture.ts`, on a machine with a Chinese font. */

import { join } from 'node:path';
import { launchBrowser } from '#test/browser/launch-browser.ts';
import { openDemo, playExample } from '#test/demo/open-demo.ts';

const demo = await openDemo(0);
await Promise.all(demo.looks.map(playExample));
const browser = await launchBrowser({ width: 1400, height: 1180 });
const page = await browser.pages.newPage();
await page.goto(demo.url);
await page.locator('section.teams li').last().waitFor();
await page.screenshot({ path: join(import.meta.dirname, 'demo.png') });
await page.locator('section.wecom').screenshot({ path: join(import.meta.dirname, 'wecom.png') });
await browser.close();
await demo.close();
