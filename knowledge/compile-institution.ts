/** Turns institution.yaml into what is true of one payment institution. */

import { compileWording, type Draft, type Entry, refuse } from './compile-values.ts';
import { type Forbidden, type Institution, LOCALES, type OpeningHours, type PriorityRule } from './guide.ts';
import type { ParsedFile, Path } from './parse-yaml.ts';
import { readEntry } from './read-entry.ts';
import { institutionSchema, type WrittenInstitution } from './schema.ts';

const NOT_SAID = { 'zh-Hans': '', 'zh-Hant': '', en: '' };

const NO_INSTITUTION: WrittenInstitution = {
  name: NOT_SAID,
  hotline: '',
  website: '',
  timeZone: 'Asia/Shanghai',
  hours: {},
  holidays: [],
  answerWithinMinutes: { P1: 15, P2: 60, P3: 240, P4: 480 },
  onCall: ['P1'],
  requiredSlots: ['model', 'sn'],
};

/** Where institution.yaml is compiled: problems stand in the file that an entry came from. */
interface Spot {
  readonly draft: Draft;
  readonly file: ParsedFile;
}

/**
 * The institution; its top-level keys are the entries, so that an overlay can change a single one. `devices` are the
 * entries of devices.yaml, whose models it may name.
 */
export function compileInstitution(draft: Draft, entries: readonly Entry[], devices: readonly Entry[]): Institution {
  const last = entries.at(-1)?.file;
  if (last === undefined) return build(NO_INSTITUTION, []);
  const file = fileOfEntries(entries, last);
  const whole = Object.fromEntries(entries.map((entry) => [entry.id, entry.value]));
  const written = readEntry(institutionSchema, file, [], whole, (problem) => draft.problems.push(problem));
  if (written === undefined) return build(NO_INSTITUTION, []);
  const spot = { draft, file };
  if (!isTimeZone(written.timeZone)) {
    refuse(draft, file, ['timeZone'], `${written.timeZone} is no time zone`, 'Write it as Asia/Shanghai.');
  }
  checkSlots(spot, ['requiredSlots'], written.requiredSlots);
  for (const [symptom, slots] of Object.entries(written.requiredSlotsBySymptom ?? {})) {
    const path = ['requiredSlotsBySymptom', symptom];
    if (!draft.names.symptoms.has(symptom)) refuse(draft, file, path, ...noSymptom(symptom), 'key');
    checkSlots(spot, path, slots);
  }
  return {
    ...build(written, compileForbidden(spot, written, devices)),
    priorityRules: compilePriorityRules(spot, written),
    renewalMaterials: (written.renewalMaterials ?? []).map((words, index) =>
      compileWording(draft, file, ['renewalMaterials', index], words, 'label'),
    ),
  };
}

function build(written: WrittenInstitution, forbidden: readonly Forbidden[]): Institution {
  return {
    name: written.name,
    hotline: written.hotline,
    website: written.website,
    hours: openingHours(written),
    answerWithinMinutes: written.answerWithinMinutes,
    onCall: written.onCall,
    requiredSlots: written.requiredSlots,
    requiredSlotsBySymptom: written.requiredSlotsBySymptom ?? {},
    priorityRules: [],
    renewalMaterials: [],
    links: { renewal: written.links?.renewal ?? '', portal: written.links?.portal ?? '' },
    fees: written.fees ?? NOT_SAID,
    languages: written.languages ?? LOCALES,
    forbid: forbidden,
  };
}

const noSymptom = (id: string): [message: string, remedy: string] => [`there is no symptom ${id}`, 'Correct the id.'];

/** What the desk knows how to ask for. */
const ASKED_SLOTS: readonly string[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'code', 'phone', 'screenText'];

function checkSlots({ draft, file }: Spot, path: Path, slots: readonly string[]): void {
  for (const [index, slot] of slots.entries()) {
    if (ASKED_SLOTS.includes(slot)) continue;
    const remedy = `Use some of: ${ASKED_SLOTS.join(', ')}.`;
    refuse(draft, file, [...path, index], `the desk has no question for ${slot}`, remedy);
  }
}

function compilePriorityRules({ draft, file }: Spot, written: WrittenInstitution): readonly PriorityRule[] {
  return (written.priorityRules ?? []).map((rule, index) => {
    const path = ['priorityRules', index];
    if (rule.symptom === undefined && rule.flag === undefined && rule.scope === undefined) {
      refuse(draft, file, path, 'this rule has no condition', 'Add symptom:, flag: or scope:, or several of them.');
    }
    if (rule.symptom !== undefined && !draft.names.symptoms.has(rule.symptom)) {
      refuse(draft, file, [...path, 'symptom'], ...noSymptom(rule.symptom));
    }
    const { symptom, flag, scope, priority } = rule;
    return {
      priority,
      ...(symptom === undefined ? {} : { symptom }),
      ...(flag === undefined ? {} : { flag }),
      ...(scope === undefined ? {} : { scope }),
    };
  });
}

/** A model with only its letters and digits, so that `H-5000` is H5000. */
function plainModel(model: string): string {
  return model.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

function modelsOf(devices: readonly Entry[]): ReadonlyMap<string, string> {
  const models = devices.flatMap(({ value }) => {
    const list = typeof value === 'object' && value !== null && 'models' in value ? value.models : [];
    return Array.isArray(list) ? list.map(String) : [];
  });
  return new Map(models.map((model) => [plainModel(model), model]));
}

function compileForbidden(spot: Spot, written: WrittenInstitution, devices: readonly Entry[]): readonly Forbidden[] {
  const { draft, file } = spot;
  const known = modelsOf(devices);
  return (written.forbid ?? []).map((entry, index) => {
    const path = ['forbid', index];
    const single = typeof entry.step === 'string';
    const steps = (typeof entry.step === 'string' ? [entry.step] : entry.step).flatMap((pattern, at) =>
      stepsNamed(spot, single ? [...path, 'step'] : [...path, 'step', at], pattern),
    );
    const models =
      entry.models === 'all'
        ? ('all' as const)
        : entry.models.map((model, at) => {
            const name = known.get(plainModel(model));
            if (name === undefined) {
              const remedy = 'Write it as devices.yaml does, or add it there.';
              refuse(draft, file, [...path, 'models', at], `there is no model ${model}`, remedy);
            }
            return name ?? model;
          });
    return {
      steps,
      models,
      say: compileWording(draft, file, [...path, 'say'], entry.say),
      ...(entry.until === undefined ? {} : { until: entry.until }),
    };
  });
}

/** The `do` steps that a pattern names. */
function stepsNamed({ draft, file }: Spot, path: Path, pattern: string): readonly string[] {
  const { doSteps, steps } = draft.names;
  const found = [...doSteps].filter((id) =>
    pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern,
  );
  if (found.length > 0) return found;
  const what = steps.has(pattern) ? 'has nothing done' : 'is no step';
  refuse(draft, file, path, `${pattern} ${what}`, 'Use the id of a step with do, such as restart.');
  return [];
}

/** A file over entries of several: it finds the place of each in the one that it came from. */
export function fileOfEntries(entries: readonly Entry[], last: ParsedFile): ParsedFile {
  const owner = (key: PropertyKey | undefined) => entries.find((entry) => entry.id === key)?.file ?? last;
  return {
    ...last,
    place: (path, part) => owner(path[0]).place(path, part),
    written: (path) => owner(path[0]).written(path),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function openingHours({ timeZone, hours, holidays }: WrittenInstitution): OpeningHours {
  const days = [hours.sun, hours.mon, hours.tue, hours.wed, hours.thu, hours.fri, hours.sat];
  return {
    timeZone,
    holidays,
    week: days.map((ranges) => (ranges ?? []).map(readRange).toSorted((a, b) => a.fromMinute - b.fromMinute)),
  };
}

function readRange(range: string): { readonly fromMinute: number; readonly toMinute: number } {
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = range.split(/[:-]/).map(Number);
  return { fromMinute: fromHour * 60 + fromMinute, toMinute: toHour * 60 + toMinute };
}
