/** Collects every name that content may refer to, before anything is compiled, so that order of files does not matter. */

import { stepsOf } from './compile-flows.ts';
import type { Entry, Names } from './compile-values.ts';

/** Slots that are read from what merchants write or that the dialog fills itself. */
const READ_SLOTS: readonly string[] = [
  'network',
  'signal',
  'phoneOnline',
  'scope',
  'heardFrom',
  'recentChange',
  'expiryType',
  'fallback',
  'paidOrLeaked',
  'code',
  'codeClass',
  'screenText',
  'model',
  'sn',
  'tid',
  'mid',
  'iccid',
  'imei',
  'carrier',
  'phone',
  'since',
  'powered',
  'contactName',
  'contactPhone',
  'callWindow',
  'amount',
  'date',
  'symptom',
  'ticket',
  'aside',
];

/** The names in symptoms and procedures, those of entries with mistakes included. */
export function collectNames(symptoms: readonly Entry[], procedures: readonly Entry[]): Names {
  const steps = new Set<string>();
  const doSteps = new Set<string>();
  const slots = new Set(READ_SLOTS);
  for (const { value } of [...symptoms, ...procedures]) {
    for (const step of stepsOf(value)) {
      if (typeof step.id === 'string') steps.add(step.id);
      if (typeof step.id === 'string' && step.do !== undefined) doSteps.add(step.id);
      for (const slot of slotsOf(step)) slots.add(slot);
    }
  }
  return {
    symptoms: new Set(symptoms.map(({ id }) => id)),
    procedures: new Set(procedures.map(({ id }) => id)),
    steps,
    doSteps,
    slots,
  };
}

function slotsOf(step: Readonly<Record<string, unknown>>): readonly string[] {
  const own = step.collect ?? (step.ask === undefined ? undefined : (step.slot ?? step.id));
  return [...(typeof own === 'string' ? [own] : []), ...setBy(step.choices), ...setBy(step.results)];
}

function setBy(choices: unknown): readonly string[] {
  if (typeof choices !== 'object' || choices === null) return [];
  return Object.values(choices).flatMap((choice: unknown) => {
    const set = typeof choice === 'object' && choice !== null && 'set' in choice ? choice.set : undefined;
    return typeof set === 'object' && set !== null ? Object.keys(set) : [];
  });
}
