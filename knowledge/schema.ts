/** What a content file may say: one schema for every kind of file, exactly as docs/writing-content.md describes them. */

import { z } from 'zod';

const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'an id has only letters, digits and -');
const text = z.string().trim().min(1, 'this text is empty');
const pattern = text;
const priority = z.enum(['P1', 'P2', 'P3', 'P4']);
const target = id;

/** A sentence or label as written; `check` reports languages that are missing. */
const wording = z.strictObject({ 'zh-Hans': text.optional(), 'zh-Hant': text.optional(), en: text.optional() });

const covers = z.array(z.int().min(1, 'points run from 1 to 55').max(55, 'points run from 1 to 55'));
const condition = z.record(z.string(), z.union([text, z.array(text).min(1, 'this list is empty')]));

const stepCommon = { id, when: condition.optional(), covers: covers.optional() };

const choice = z.strictObject({
  label: wording.optional(),
  accept: z.array(pattern).optional(),
  examples: z.array(text).optional(),
  set: z.record(z.string(), text).optional(),
  go: target.optional(),
});

const result = z.strictObject({
  ...choice.shape,
  label: wording,
  means: z.enum(['fixed', 'not-fixed', 'done', 'cannot']).optional(),
});

/** The step kinds, each under the key that tells it from the others, in the order in which that key is looked for. */
export const STEP_SCHEMAS = {
  collect: z.strictObject({
    ...stepCommon,
    collect: id,
    ask: wording,
    optional: z.boolean().optional(),
    go: target.optional(),
  }),
  outcome: z.strictObject({
    ...stepCommon,
    outcome: z.enum(['resolved', 'handoff', 'answered', 'abandoned']),
    say: wording.optional(),
    reason: wording.optional(),
    priority: priority.optional(),
  }),
  do: z.strictObject({
    ...stepCommon,
    do: wording,
    again: wording.optional(),
    title: wording,
    check: wording.optional(),
    tried: z.array(pattern).optional(),
    results: z.record(id, result).optional(),
    fixed: target.optional(),
    failed: target.optional(),
    cannot: target.optional(),
    go: target.optional(),
    minutes: z.int().min(1).max(240).optional(),
    tools: z.array(text).optional(),
    destructive: z.boolean().optional(),
    guard: id.optional(),
  }),
  lookup: z.strictObject({
    ...stepCommon,
    lookup: z.enum(['code', 'device', 'renewal', 'renewal-form']),
    go: target.optional(),
    found: target.optional(),
    ways: z
      .partialRecord(z.enum(['contract', 'sim', 'certificate', 'dormant', 'blocked', 'none', 'over']), target)
      .optional(),
  }),
  link: z.strictObject({ ...stepCommon, link: id, go: target.optional() }),
  branch: z.strictObject({
    ...stepCommon,
    branch: z.array(z.strictObject({ when: condition, go: target })).min(1, 'this list is empty'),
    otherwise: target.optional(),
    go: target.optional(),
  }),
  ask: z.strictObject({
    ...stepCommon,
    ask: wording,
    again: wording.optional(),
    slot: id.optional(),
    fromComplaint: z.boolean().optional(),
    choices: z.record(id, z.union([target, choice])),
    unsure: target.optional(),
    go: target.optional(),
  }),
  say: z.strictObject({ ...stepCommon, say: wording, go: target.optional() }),
} as const;

/** Steps are read one by one, by the schema of their kind, so that one mistake does not hide the others. */
const steps = z.array(z.record(z.string(), z.unknown())).min(1, 'this list is empty');

export const symptomSchema = z.strictObject({
  title: wording,
  priority,
  confusable: z.array(id).optional(),
  covers: covers.optional(),
  opening: wording.optional(),
  impact: wording.optional(),
  prevention: wording.optional(),
  needs: z.array(id).optional(),
  dead: z.boolean().optional(),
  informative: z.boolean().optional(),
  examples: z.array(text).min(1, 'this list is empty'),
  rules: z.array(pattern).optional(),
  steps,
});

export const procedureSchema = z.strictObject({ title: wording, covers: covers.optional(), steps });

export const controlSchema = z.strictObject({
  title: wording,
  examples: z.array(text).min(1, 'this list is empty'),
  rules: z.array(pattern).optional(),
});

export const screenTextSchema = z.strictObject({
  text: z.union([pattern, z.array(pattern).min(1, 'this list is empty')]),
  symptom: id,
});

export const codeSchema = z.strictObject({
  class: z.enum(['approved', 'card', 'terminal', 'uncertain', 'host']),
  meaning: wording,
  merchantAction: wording,
  cardholderAction: wording.optional(),
  route: id.optional(),
});

export const deviceSchema = z.strictObject({
  maker: z.strictObject({ zh: text, en: text }),
  aliases: z.array(text),
  models: z.array(text),
  serialPatterns: z.array(text).optional(),
  serialLengths: z.array(z.int().min(4).max(32)).optional(),
});

export const synonymsSchema = z.array(text);

export const cueSchema = z.array(pattern).min(1, 'this list is empty');

export const phraseSchema = text;

const openRange = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a range of hours is written 09:00-18:00');
const openDay = z.array(openRange).optional();
/** May be the empty string: not configured. */
const perhaps = z.string().trim();

/** Perhaps a text in three languages. */
const perhapsWording = z.strictObject({ 'zh-Hans': perhaps, 'zh-Hant': perhaps, en: perhaps });
/** Perhaps a web address. */
const perhapsLink = perhaps.regex(/^(https:\/\/\S+)?$/, 'a link begins with https://');

const priorityRule = z.strictObject({
  symptom: id.optional(),
  flag: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, 'a flag is written as on the ticket, such as asked_human')
    .optional(),
  scope: z.enum(['one', 'all']).optional(),
  priority,
});

/** A step id, or the beginning of several and a star. */
const stepPattern = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*\*?$/, 'a step is written restart, or restart* for all that begin so');

const forbidden = z.strictObject({
  step: z.union([stepPattern, z.array(stepPattern).min(1, 'this list is empty')]),
  models: z.union([z.literal('all'), z.array(text).min(1, 'this list is empty')]),
  until: z
    .string()
    .regex(
      /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/,
      'a time is written 2026-12-01T18:00',
    )
    .optional(),
  say: wording,
});

export const institutionSchema = z.strictObject({
  name: perhapsWording,
  hotline: perhaps,
  website: perhaps,
  timeZone: text,
  hours: z.strictObject({
    mon: openDay,
    tue: openDay,
    wed: openDay,
    thu: openDay,
    fri: openDay,
    sat: openDay,
    sun: openDay,
  }),
  holidays: z.array(z.iso.date('a day is written 2026-10-01')),
  answerWithinMinutes: z.strictObject({
    P1: z.int().min(1),
    P2: z.int().min(1),
    P3: z.int().min(1),
    P4: z.int().min(1),
  }),
  onCall: z.array(priority),
  requiredSlots: z.array(id),
  requiredSlotsBySymptom: z.record(id, z.array(id)).optional(),
  priorityRules: z.array(priorityRule).optional(),
  renewalMaterials: z.array(wording).optional(),
  links: z.strictObject({ renewal: perhapsLink.optional(), portal: perhapsLink.optional() }).optional(),
  fees: perhapsWording.optional(),
  languages: z
    .array(z.enum(['zh-Hans', 'zh-Hant', 'en']))
    .min(1, 'this list is empty')
    .optional(),
  forbid: z.array(forbidden).optional(),
});

const material = z.strictObject({
  id,
  title: wording,
  hint: wording.optional(),
  for: z
    .array(z.enum(['owner', 'manager']))
    .min(1, 'this list is empty')
    .optional(),
  optional: z.boolean().optional(),
  pages: z.int().min(1).max(12).optional(),
  least: z.int().min(1).max(12).optional(),
});

export const renewalSchema = z.strictObject({
  materials: z.array(material).max(30).optional(),
  reviewDays: z.int().min(1).max(90).optional(),
  openDaysBefore: z.int().min(1).max(3_650).optional(),
  linkDays: z.int().min(1).max(60).optional(),
});

/** A wording as written, before missing languages are filled. */
export type WrittenWording = z.infer<typeof wording>;
/** A condition as written: one value or a list. */
export type WrittenCondition = z.infer<typeof condition>;
/** A choice as written in its long form. */
export type WrittenChoice = z.infer<typeof choice>;
/** Results of a `do` step as written. */
export type WrittenResult = z.infer<typeof result>;
/** The key that tells a step's kind. */
export type StepKind = keyof typeof STEP_SCHEMAS;
/** A step of one kind as written. */
export type WrittenStep<Kind extends StepKind> = z.infer<(typeof STEP_SCHEMAS)[Kind]>;
/** institution.yaml as written. */
export type WrittenInstitution = z.infer<typeof institutionSchema>;

/** Every key of symptoms and steps, for guessing what a misspelt one was meant to be. */
export const KNOWN_KEYS: readonly string[] = [
  ...new Set([
    ...[
      symptomSchema,
      procedureSchema,
      controlSchema,
      screenTextSchema,
      codeSchema,
      deviceSchema,
      institutionSchema,
      renewalSchema,
    ].flatMap((schema) => Object.keys(schema.shape)),
    ...Object.values(STEP_SCHEMAS).flatMap((schema) => Object.keys(schema.shape)),
    ...Object.keys(result.shape),
    ...Object.keys(priorityRule.shape),
    ...Object.keys(forbidden.shape),
    ...Object.keys(wording.shape),
  ]),
];
