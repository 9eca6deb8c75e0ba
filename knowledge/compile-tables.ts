/** Turns the tables of the content (controls, screen texts, codes, devices, phrases) into the Guide's. */

import {
  compileOnePattern,
  compilePatterns,
  compileWording,
  type Draft,
  type Entry,
  fillLanguages,
  noteExamples,
  refuse,
  type SeenWording,
} from './compile-values.ts';
import type { Device } from './entities/device.ts';
import { type Control, LOCALES, type ResponseCode, type ScreenText, type Wording } from './guide.ts';
import { compileSerialPattern } from './pattern.ts';
import type { ContentProblem } from './problem.ts';
import { readEntry } from './read-entry.ts';
import {
  codeSchema,
  controlSchema,
  cueSchema,
  deviceSchema,
  phraseSchema,
  screenTextSchema,
  synonymsSchema,
  type WrittenWording,
} from './schema.ts';

/** Controls by id. */
export function compileControls(draft: Draft, entries: readonly Entry[]): ReadonlyMap<string, Control> {
  return new Map(
    entries.flatMap((entry) => {
      const { file, path, id, value } = entry;
      const written = readEntry(controlSchema, file, path, value, (problem) => draft.problems.push(problem));
      if (written === undefined) return [];
      if (draft.names.symptoms.has(id) || draft.names.procedures.has(id)) {
        refuse(
          draft,
          file,
          path,
          `${id} is already a symptom or procedure`,
          'Choose another id for the control.',
          'key',
        );
      }
      const control: Control = {
        id,
        at: file.place(path, 'key'),
        title: compileWording(draft, file, [...path, 'title'], written.title, 'title'),
        examples: noteExamples(draft, entry, written.examples),
        rules: compilePatterns(draft, file, [...path, 'rules'], written.rules),
      };
      return [[id, control] as const];
    }),
  );
}

/** Patterns of the dialog's own cues, by cue. */
export function compileCues(draft: Draft, entries: readonly Entry[]): ReadonlyMap<string, readonly RegExp[]> {
  return new Map(
    entries.flatMap(({ file, path, id, value }) => {
      const written = readEntry(cueSchema, file, path, value, (problem) => draft.problems.push(problem));
      return written === undefined ? [] : [[id, compilePatterns(draft, file, path, written)] as const];
    }),
  );
}

/** Screen texts in the order of the file, one entry per pattern. */
export function compileScreenTexts(draft: Draft, entries: readonly Entry[]): readonly ScreenText[] {
  return entries.flatMap(({ file, path, value }) => {
    const written = readEntry(screenTextSchema, file, path, value, (problem) => draft.problems.push(problem));
    if (written === undefined) return [];
    if (!draft.names.symptoms.has(written.symptom)) {
      refuse(draft, file, [...path, 'symptom'], `there is no symptom ${written.symptom}`, 'Correct the id.');
    }
    const texts = typeof written.text === 'string' ? [written.text] : written.text;
    return texts.flatMap((text, index) => {
      const at = typeof written.text === 'string' ? [...path, 'text'] : [...path, 'text', index];
      const pattern = compileOnePattern(draft, file, at, text);
      return pattern === undefined ? [] : [{ pattern, symptom: written.symptom, at: file.place(at) }];
    });
  });
}

/** Response codes by code. */
export function compileCodes(draft: Draft, entries: readonly Entry[]): ReadonlyMap<string, ResponseCode> {
  return new Map(
    entries.flatMap(({ file, path, id, value }) => {
      const written = readEntry(codeSchema, file, path, value, (problem) => draft.problems.push(problem));
      if (!/^[A-Z0-9]{1,4}$/.test(id)) {
        refuse(
          draft,
          file,
          path,
          `${id} is no response code`,
          'A code has up to four digits or capital letters.',
          'key',
        );
      }
      if (written === undefined) return [];
      const { route, cardholderAction } = written;
      if (route !== undefined && !draft.names.symptoms.has(route) && !draft.names.procedures.has(route)) {
        refuse(draft, file, [...path, 'route'], `there is no symptom or procedure ${route}`, 'Correct the id.');
      }
      const word = (key: string, text: WrittenWording): Wording => compileWording(draft, file, [...path, key], text);
      const code: ResponseCode = {
        code: id,
        class: written.class,
        meaning: word('meaning', written.meaning),
        merchantAction: word('merchantAction', written.merchantAction),
        ...(cardholderAction && { cardholderAction: word('cardholderAction', cardholderAction) }),
        ...(route !== undefined && { route }),
      };
      return [[id, code] as const];
    }),
  );
}

/** Makers with their models, in the order of the file; an overlay's maker replaces the one of the same English name. */
export function compileDevices(draft: Draft, entries: readonly Entry[]): readonly Device[] {
  const makers = new Map<string, Device>();
  for (const { file, path, value } of entries) {
    const written = readEntry(deviceSchema, file, path, value, (problem) => draft.problems.push(problem));
    if (written === undefined) continue;
    const serialPatterns = (written.serialPatterns ?? []).flatMap((text, index) => {
      const result = compileSerialPattern(text);
      if (result.kind === 'pattern') return [result.pattern];
      refuse(draft, file, [...path, 'serialPatterns', index], result.message, result.remedy);
      return [];
    });
    makers.set(written.maker.en.toLowerCase(), {
      maker: written.maker,
      aliases: written.aliases.map((alias) => alias.toLowerCase()),
      models: written.models,
      serialPatterns,
      serialLengths: written.serialLengths ?? [],
    });
  }
  return [...makers.values()];
}

/** Variants of domain words by their canonical spelling. */
export function compileSynonyms(
  entries: readonly Entry[],
  report: (problem: ContentProblem) => void,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    entries.flatMap(({ file, path, id, value }) => {
      const variants = readEntry(synonymsSchema, file, path, value, report);
      return variants === undefined ? [] : [[id, variants]];
    }),
  );
}

/** Phrases by key, put together from the three files; `missing` says which languages lack a key. */
export function compilePhrases(
  entries: readonly Entry[],
  report: (problem: ContentProblem) => void,
): {
  readonly phrases: ReadonlyMap<string, Wording>;
  readonly wordings: readonly SeenWording[];
  readonly missing: readonly ContentProblem[];
} {
  const written = new Map<string, WrittenWording>();
  const first = new Map<string, Entry>();
  for (const entry of entries) {
    const locale = LOCALES.find((one) => entry.file.name === `phrases.${one}.yaml`);
    const text = readEntry(phraseSchema, entry.file, entry.path, entry.value, report);
    if (locale === undefined || text === undefined) continue;
    written.set(entry.id, { ...written.get(entry.id), [locale]: text });
    if (!first.has(entry.id)) first.set(entry.id, entry);
  }
  const missing = [...first].flatMap(([key, { file, path }]) =>
    LOCALES.filter((locale) => written.get(key)?.[locale] === undefined).map((locale) => ({
      ...file.place(path, 'key'),
      message: `phrases.${locale}.yaml lacks this phrase`,
      remedy: locale === 'zh-Hant' ? 'Run npm run -s content -- fill-hant.' : 'Add it there.',
    })),
  );
  const wordings = [...first].map(([key, { file, path }]) => ({
    written: written.get(key) ?? {},
    use: key.startsWith('choice.') ? ('phrase-label' as const) : ('phrase' as const),
    at: file.place(path, 'key'),
  }));
  return { phrases: new Map([...written].map(([key, words]) => [key, fillLanguages(words)])), wordings, missing };
}
