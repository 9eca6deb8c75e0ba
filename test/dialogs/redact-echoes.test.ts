/** Once pieces are known to be one card number, nothing keeps them together; ids, times and other numbers stay. */

import { describe, expect, it } from 'vitest';
import { createEchoMask } from '#dialogs/redact/echoes.ts';

const mask = createEchoMask([
  ['45', '45'],
  ['39', '39'],
  ['57', '57'],
  ['10', '**'],
  ['91', '**'],
  ['62', '**'],
  ['14', '14'],
  ['86', '86'],
]);

describe('what was kept of a card number told in pieces', () => {
  it.each([
    ['4539571091', '453957****'],
    ['45，然后39，57，10，91，62', '45，然后39，57，**，**，**'],
    ['先是45 39 再57 10 后来 91 62 1486', '先是45 39 再57 ** 后来 ** ** 1486'],
    ['四五三九五七一零九一', '四五三九五七****'],
    ['10', '**'],
    ['1091', '****'],
  ])('is hidden where it stands together: %s', (kept, hidden) => {
    expect(mask(kept)).toBe(hidden);
  });

  it.each([
    'code-91',
    'T1091',
    '4b7e91aa-62cc-4a10-8d2e-0c',
    '等10分钟再试',
    '屏幕显示 91',
    '2026-11-23 10:30',
    '09',
    '5',
  ])('leaves what only has a few of its digits: %s', (text) => {
    expect(mask(text)).toBe(text);
  });
});
