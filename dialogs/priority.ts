/** How urgent a case is, and why, in words the agent reads. */

import type { Guide, Priority, PriorityRule, Symptom } from '#knowledge/guide.ts';
import { sayPhrase } from './say.ts';
import type { DialogState } from './state.ts';

const ORDER: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

/** Marks of somebody for whom people are wanted whatever was asked in between. */
const WANTED: readonly string[] = ['asked_human', 'irritated'];

interface Rated {
  readonly priority: Priority;
  readonly reason: string;
}

function symptomsOf(state: DialogState, guide: Guide): Symptom[] {
  return state.symptoms.flatMap((id) => {
    const flow = guide.flows.get(id);
    return flow?.kind === 'symptom' ? [flow] : [];
  });
}

/** Whether a case is one that the institution's rule speaks of. */
function applies({ symptom, flag, scope }: PriorityRule, { symptoms, flags, slots }: DialogState): boolean {
  return (
    (symptom === undefined || symptoms.includes(symptom)) &&
    (flag === undefined || flags.includes(flag)) &&
    (scope === undefined || slots.scope?.value === scope)
  );
}

/** The priority of a case by rule: the gravest symptom, raised when everything is down, lowered when sales go on. */
export function rateCase(state: DialogState, guide: Guide, now: number): Rated {
  const say = (key: string, extra = {}): string => sayPhrase(`priority.${key}`, state, guide, now, extra);
  const raised = ORDER.find((priority) => state.flags.includes(`priority_${priority}`));
  const all = symptomsOf(state, guide);
  const faults = all.filter((symptom) => !symptom.informative);
  // A question in between is not what the case is about; alone, it is all there is, unless a person was wanted.
  const wanted = WANTED.some((flag) => state.flags.includes(flag));
  const rated = faults.length > 0 || wanted ? faults : all;
  const gravest = rated.sort((a, b) => ORDER.indexOf(a.priority) - ORDER.indexOf(b.priority))[0];
  const symptom = gravest?.title[state.locale];
  if (raised) return { priority: raised, reason: say('step', { symptom: symptom ?? '' }) };
  const rule = guide.institution.priorityRules.find((one) => applies(one, state));
  if (rule) return { priority: rule.priority, reason: say('rule', { symptom }) };
  if (!gravest) return { priority: 'P3', reason: say('unknown') };
  if (state.slots.scope?.value === 'all' && gravest.priority === 'P2') {
    return { priority: 'P1', reason: say('all-down', { symptom }) };
  }
  if (state.slots.fallback?.value === 'yes' && gravest.priority === 'P2') {
    return { priority: 'P3', reason: say('fallback', { symptom }) };
  }
  return { priority: gravest.priority, reason: say('symptom', { symptom }) };
}
