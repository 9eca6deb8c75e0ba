/** renewal.yaml: what comes with posdesk, what an institution changes of it, and what is wrong with a file. */

import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '#knowledge/compile.ts';
import { LOCALES } from '#knowledge/guide.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';

let builtIn: readonly ContentFile[] = [];
beforeAll(async () => {
  builtIn = (await readContent()).files;
});

const NO_MATCHER = {
  createMatcher: () => ({ match: () => ({ decision: 'reject', ranked: [], multi: [], because: '' }) as const }),
};

function compiled(overlay?: string) {
  const own = overlay === undefined ? [] : [{ name: 'renewal.yaml', file: 'own/renewal.yaml', text: overlay }];
  return compile([...builtIn, ...own], NO_MATCHER);
}

function contentOf(overlay?: string) {
  const done = compiled(overlay);
  if (done.kind === 'problems') throw new Error(JSON.stringify(done.problems));
  return done.guide;
}

describe('what a renewal needs', () => {
  it('is listed in every language, asks a manager for the letter, and promises nothing that nobody has set', () => {
    const { renewal, phrases } = contentOf();
    const letter = renewal.materials.find(({ id }) => id === 'authorisation-letter');
    expect(letter?.applicants).toEqual(['manager']);
    for (const { title, hint } of renewal.materials) {
      for (const locale of LOCALES) expect(title[locale].length + (hint?.[locale].length ?? 0)).toBeGreaterThan(0);
    }
    expect(renewal.reviewDays).toBeUndefined();
    expect(renewal.openDaysBefore).toBeUndefined();
    const said = [...phrases].filter(([key]) => key.startsWith('renewal.'));
    expect(said.length).toBeGreaterThan(15);
    for (const [key, wording] of said)
      expect([key, JSON.stringify(wording)].join()).not.toMatch(/\d+ ?(元|yuan|天|days)/);
  });

  it('wants as many photos as its words ask for: both sides of an ID, terminal and label, front and counter', () => {
    const least = Object.fromEntries(contentOf().renewal.materials.map((one) => [one.id, one.least]));
    expect(least).toMatchObject({
      ...{ 'owner-id': 2, 'agent-id': 2, 'terminal-photo': 2, 'shop-photo': 2 },
      ...{ 'business-licence': 1, 'account-proof': 1 },
    });
  });

  it('can be changed one key at a time', () => {
    const own = contentOf('reviewDays: 3\nopenDaysBefore: 90\n').renewal;
    expect(own).toMatchObject({ reviewDays: 3, openDaysBefore: 90, linkDays: 7 });
    expect(own.materials).toEqual(contentOf().renewal.materials);
  });

  it.each([
    ['reviewDays: soon\n', 'number is meant', 1],
    ['linkdays: 7\n', 'linkDays', 1],
    [
      'materials:\n  - id: a\n    title: { zh-Hans: 甲, zh-Hant: 甲, en: A }\n  - id: a\n    title: { zh-Hans: 乙, zh-Hant: 乙, en: B }\n',
      'twice',
      4,
    ],
    ['materials:\n  - id: a\n    title: { zh-Hans: 甲, zh-Hant: 甲, en: A }\n    for: [boss]\n', 'owner, manager', 4],
    [
      'materials:\n  - id: a\n    title: { zh-Hans: 甲, zh-Hant: 甲, en: A }\n    pages: 1\n    least: 2\n',
      'wants 2 photos and takes 1',
      5,
    ],
    ['materials:\n  - id: a\n    title: { zh-Hans: 甲, zh-Hant: 甲, en: A }\n    least: two\n', 'number is meant', 4],
  ])('says where %j is wrong', (text, words, line) => {
    const done = compiled(text);
    expect(done.kind).toBe('problems');
    const [problem] = done.kind === 'problems' ? done.problems : [];
    expect(`${problem?.message} ${problem?.remedy}`).toContain(words);
    expect([problem?.file, problem?.line]).toEqual(['own/renewal.yaml', line]);
  });
});
