/** Mistakes made on purpose in the real content: the check finds each in its file and at its line. */

import { beforeAll, describe, expect, it } from 'vitest';
import { LOCALES } from '#knowledge/guide.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';
import { check, danglingReferences, type Mutant, missed, missingKeys, missingTranslations, mutate } from './mutants.ts';

let files: readonly ContentFile[];
beforeAll(async () => {
  files = (await readContent()).files;
});

/** Every `size`-th, always the same. */
const sample = <Item>(items: readonly Item[], count: number): readonly Item[] =>
  items.filter((_, index) => index % Math.max(1, Math.ceil(items.length / count)) === 0);

const show = ({ file, lines, says }: Mutant): string => `${file}:${lines[0]} ${says.source}`;

/** Mistakes are put in together, which keeps each at its line, and some of them alone as well. */
function expectFound(mutants: readonly Mutant[], alone = 2): void {
  expect(missed(mutants, check(mutate(files, mutants))).map(show)).toEqual([]);
  for (const one of sample(mutants, alone)) expect(missed([one], check(mutate(files, [one]))).map(show)).toEqual([]);
}

describe('in the content as it is', () => {
  it('there is nothing to find', () => {
    expect(check(files)).toEqual([]);
  });

  it.each(LOCALES)('every missing %s wording is found', (locale) => {
    const mutants = missingTranslations(files, locale);
    expect(mutants.length).toBeGreaterThan(1_000);
    expectFound(mutants);
  });

  it.each(LOCALES)('every missing %s phrase is found under its key', (locale) => {
    const phrases = files.find(({ name }) => name === `phrases.${locale}.yaml`);
    const keys = [...(phrases?.text ?? '').matchAll(/^([a-z][\w.-]*):/gm)].map(([, key]) => key ?? '');
    expect(keys.length).toBeGreaterThan(100);
    for (const part of [0, 1]) {
      const gone = keys.filter((_, index) => index % 2 === part);
      const text = (phrases?.text ?? '')
        .split('\n')
        .map((line) => (gone.some((key) => line.startsWith(`${key}:`)) ? '' : line))
        .join('\n');
      const reports = check(files.map((file) => (file === phrases ? { ...file, text } : file)));
      const lacking = reports.filter(({ message }) => message === `phrases.${locale}.yaml lacks this phrase`);
      const named = lacking.map(({ file, line }) => {
        const source = files.find((one) => one.file === file)?.text.split('\n')[line - 1] ?? '';
        return source.split(':')[0];
      });
      expect(named.toSorted()).toEqual(gone.toSorted());
    }
  });

  it('every missing guard is found, each alone', () => {
    const mutants = missingKeys(files, 'guard', /this destructive step has no guard/);
    expect(mutants.length).toBeGreaterThanOrEqual(4);
    expectFound(mutants, mutants.length);
  });

  it('every step that is no longer marked is found by its words, each alone', () => {
    const mutants = missingKeys(files, 'destructive', /may lose sales/);
    expect(mutants.length).toBeGreaterThanOrEqual(4);
    expectFound(mutants, mutants.length);
  });

  it('every way through a guard that is bent past it is found, each alone', () => {
    const guards = files.filter(({ text }) => /slot: offlineSales|id: unsettled$/m.test(text));
    let bent = 0;
    for (const file of guards) {
      for (const { index, 0: way } of file.text.matchAll(/(?<=(?:go|unsure|failed|cannot): )keep-[a-z]+/g)) {
        const text = `${file.text.slice(0, index)}done${file.text.slice(index + way.length)}`;
        const reports = check(files.map((one) => (one === file ? { ...file, text } : one)));
        expect(
          reports
            .filter((one) => one.file === file.file)
            .map(({ message }) => message)
            .join(),
        ).toMatch(/lets the destructive step happen after/);
        bent += 1;
      }
    }
    expect(bent).toBeGreaterThanOrEqual(6);
  });

  it('every reference that leads nowhere is found at its line', () => {
    const mutants = danglingReferences(files);
    expect(mutants.length).toBeGreaterThan(800);
    expectFound(mutants);
  });

  it('every removed procedure is found where it is referred to', () => {
    const procedures = files.filter(({ name }) => name.startsWith('procedures/'));
    for (const gone of sample(procedures, 6)) {
      const id = gone.name.replace(/^procedures\/|\.yaml$/g, '');
      const reports = check(files.filter((file) => file !== gone));
      const naming = reports.filter(({ file, line }) =>
        new RegExp(`\\b${id}\\b`).test(files.find((one) => one.file === file)?.text.split('\n')[line - 1] ?? ''),
      );
      expect(naming.length, id).toBeGreaterThan(0);
      const places = files.flatMap(({ file, text }) =>
        file === gone.file
          ? []
          : text.split('\n').flatMap((line, at) => (line.trim() === `link: ${id}` ? [`${file}:${at + 1}`] : [])),
      );
      expect(naming.map(({ file, line }) => `${file}:${line}`)).toEqual(expect.arrayContaining(places));
    }
  });
});
