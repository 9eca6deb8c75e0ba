/** Turns renewal.yaml into what a renewal needs: materials by applicant, and the institution's own periods. */

import { fileOfEntries } from './compile-institution.ts';
import { compileWording, type Draft, type Entry, refuse } from './compile-values.ts';
import { APPLICANTS, type RenewalContent } from './guide.ts';
import { readEntry } from './read-entry.ts';
import { renewalSchema } from './schema.ts';

const NOTHING: RenewalContent = { materials: [], linkDays: 7 };
/** Photos of one material where the file says nothing. */
const PAGES = 3;

/** What a renewal needs; its top-level keys are the entries, so that an overlay can change a single one. */
export function compileRenewal(draft: Draft, entries: readonly Entry[]): RenewalContent {
  const last = entries.at(-1)?.file;
  if (last === undefined) return NOTHING;
  const whole = Object.fromEntries(entries.map((entry) => [entry.id, entry.value]));
  const file = fileOfEntries(entries, last);
  const written = readEntry(renewalSchema, file, [], whole, (problem) => draft.problems.push(problem));
  if (written === undefined) return NOTHING;
  const seen = new Set<string>();
  const materials = (written.materials ?? []).map((material, index) => {
    const path = ['materials', index];
    if (seen.has(material.id)) refuse(draft, file, path, `${material.id} stands here twice`, 'Choose another id.');
    seen.add(material.id);
    const { id, title, hint, optional = false, least = 1, pages = Math.max(PAGES, least) } = material;
    if (least > pages) {
      const message = `${id} wants ${least} photos and takes ${pages}`;
      refuse(draft, file, [...path, 'least'], message, 'Take away least, or give more pages.');
    }
    return {
      id,
      title: compileWording(draft, file, [...path, 'title'], title, 'label'),
      ...(hint === undefined ? {} : { hint: compileWording(draft, file, [...path, 'hint'], hint) }),
      applicants: material.for ?? APPLICANTS,
      optional,
      pages,
      least,
    };
  });
  const { reviewDays, openDaysBefore, linkDays = NOTHING.linkDays } = written;
  return {
    materials,
    linkDays,
    ...(reviewDays === undefined ? {} : { reviewDays }),
    ...(openDaysBefore === undefined ? {} : { openDaysBefore }),
  };
}
