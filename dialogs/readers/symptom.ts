/** Reads what is wrong, or what the merchant wants to know. */

import type { Symptom } from '#knowledge/guide.ts';
import type { Desk } from '../draft.ts';
import type { Hearing } from '../hear.ts';
import type { DialogState } from '../state.ts';
import type { Reader } from './reader.ts';

/** How many symptoms are offered when it is not clear which is meant. */
const OPTIONS = 3;

function symptomById(id: string, desk: Desk): Symptom | undefined {
  const flow = desk.guide.flows.get(id);
  return flow?.kind === 'symptom' ? flow : undefined;
}

function isSymptom(id: string, desk: Desk): boolean {
  return symptomById(id, desk) !== undefined;
}

/** Every symptom that the message states, the surest first. */
function statedSymptoms(hearing: Hearing, desk: Desk): string[] {
  const { decision, ranked, multi } = hearing.match;
  const several = multi.filter((id) => isSymptom(id, desk));
  if (several.length > 0) return several;
  const best = ranked.find((one) => isSymptom(one.id, desk));
  const first = ranked[0];
  return decision === 'accept' && best && first?.id === best.id ? [best.id] : [];
}

/** A danger or a fraud goes before whatever was being asked. */
export const readUrgent: Reader = (hearing, state, desk) => {
  const urgent = statedSymptoms(hearing, desk).filter(
    (id) => symptomById(id, desk)?.priority === 'P1' && !state.symptoms.includes(id),
  );
  return urgent.length > 0 ? { kind: 'symptoms', ids: urgent, because: hearing.match.because } : undefined;
};

/** A message on a terminal's screen names the trouble better than any answer. */
export const readScreenText: Reader = (hearing, state, desk) => {
  const screen = desk.guide.screenTexts.find((entry) => entry.pattern.test(hearing.utterance.normal));
  if (!screen || state.symptoms.includes(screen.symptom) || !isSymptom(screen.symptom, desk)) return undefined;
  const others = statedSymptoms(hearing, desk);
  return {
    kind: 'symptoms',
    ids: [...new Set([screen.symptom, ...others])],
    because: `screen text of ${screen.symptom}`,
  };
};

/** Characters besides the facts under which a message only gives facts. */
const FACTS_ONLY = 12;

/** Whether a message is hardly more than the numbers it gives, as in "merchant no. 898…". */
function onlyGivesFacts(hearing: Hearing): boolean {
  const given = hearing.entities.filter((entity) => NUMBERS.includes(entity.kind) && entity.confidence >= 0.5);
  const said = given.reduce((sum, entity) => sum + entity.text.length, 0);
  return given.length > 0 && hearing.message.text.trim().length - said <= FACTS_ONLY;
}

const NUMBERS: readonly string[] = ['sn', 'tid', 'mid', 'iccid', 'imei', 'ean', 'phone'];

/** One or more symptoms, the present one again, or a choice between a few. */
export const readSymptom: Reader = (hearing, state: DialogState, desk) => {
  if (state.frames.length > 0 && onlyGivesFacts(hearing)) return undefined;
  const stated = statedSymptoms(hearing, desk);
  const fresh = stated.filter((id) => id !== state.symptom);
  if (fresh.length > 0) return { kind: 'symptoms', ids: stated, because: hearing.match.because };
  if (stated.length > 0)
    return state.frames.length > 0
      ? { kind: 'restate' }
      : { kind: 'symptoms', ids: stated, because: hearing.match.because };
  if (hearing.match.decision !== 'clarify' || state.frames.some((frame) => frame.kind === 'flow')) return undefined;
  const options = hearing.match.ranked.filter((one) => isSymptom(one.id, desk)).map((one) => one.id);
  return options.length > 0 ? { kind: 'unclear', options: options.slice(0, OPTIONS) } : undefined;
};

/** Facts that help although nobody asked for them. */
export const readFacts: Reader = (hearing) =>
  hearing.entities.some((entity) => entity.confidence >= 0.5) || hearing.message.attachments.length > 0
    ? { kind: 'facts' }
    : undefined;
