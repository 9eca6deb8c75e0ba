/** What a platform still allows, in one line for the agent. */

import { expect, it } from 'vitest';
import { roomInWords } from '#adapters/console/web/room-in-words.ts';
import type { ReplyRoom } from '#adapters/desk-contract.ts';

const UNTIL = new Date(2026, 10, 24, 10, 0).getTime();

it.each<readonly [string, string, ReplyRoom]>([
  ['平台还允许发 3 条，11/24 10:00 前可以回复', 'more', { open: true, left: 3, untilMs: UNTIL, waiting: 0 }],
  ['平台还允许发 1 条', 'The platform takes 1 more message', { open: true, left: 1, waiting: 0 }],
  ['11/24 10:00 前可以回复', 'Replies go out until', { open: true, untilMs: UNTIL, waiting: 0 }],
  [
    '平台允许的条数用完了，您写的会在商户下次来信时送出，另有 2 条在等',
    'when the merchant writes again; 2 messages wait already',
    { open: false, left: 0, untilMs: UNTIL, waiting: 2 },
  ],
  ['平台的回复时限已过，您写的会在商户下次来信时送出', 'time for replies is over', { open: false, waiting: 0 }],
])('%s', (zh, en, room) => {
  expect(roomInWords(room, { lang: 'zh-Hans' })).toBe(zh);
  expect(roomInWords(room, { lang: 'en' })).toContain(en);
});
