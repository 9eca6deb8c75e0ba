/** The command that walks every way through the content and says which ones do not end as they should. */

import type { Guide, Source, Symptom } from '#knowledge/guide.ts';
import { loadGuide } from '../../content/load-guide.ts';
import { type Known, remembering, wordsOf } from '../chat/merchant.ts';
import { standingStep } from './answers.ts';
import { beginningsOf } from './beginnings.ts';
import { chooseWalks } from './choose-walks.ts';
import { createExplorer, type Move } from './explore.ts';
import { createJudge, type Flaw, type SymptomWalks } from './judge-walks.ts';
import { removeOldWalks, writeWalks } from './write-walks.ts';

/** Walks the symptoms named, or all of them. */
export function walkSymptoms(content: Guide, only: readonly string[]): readonly SymptomWalks[] {
  const guide = remembering(content);
  const explore = createExplorer(guide);
  const judge = createJudge();
  const symptoms = [...guide.flows.values()].filter((flow) => flow.kind === 'symptom');
  return symptoms
    .filter(({ id }) => only.length === 0 || only.includes(id))
    .map((symptom) => {
      const beginnings = beginningsOf(symptom, guide).map((known) => explore(symptom.id, known));
      return { symptom, beginnings, judgement: judge(beginnings) };
    });
}

/** What the command was asked for. */
export interface WalkOptions {
  readonly overlay: string | undefined;
  readonly json: boolean;
  /** Symptoms to walk; empty: all of them. */
  readonly only: readonly string[];
  /** Where to write conversations that take every way; absent: nowhere. */
  readonly folder: string | undefined;
}

/** Prints what was found; exit code 1 when a walk does not end as it should, 2 when there is no symptom of a name. */
export async function walk({ overlay, json, only, folder }: WalkOptions): Promise<number> {
  const guide = await loadGuide(overlay);
  const unknown = only.filter((id) => guide.flows.get(id)?.kind !== 'symptom');
  if (unknown.length > 0) {
    console.error(`There is no symptom ${unknown.join(', ')}; npm run -s content -- list prints them.`);
    return 2;
  }
  const walked = walkSymptoms(guide, only);
  const flaws = walked.flatMap(({ symptom, judgement }) => judgement.flaws.map((flaw) => ({ symptom, flaw })));
  if (json) console.log(JSON.stringify(reportOf(walked, guide)));
  else {
    for (const { symptom, flaw } of flaws) console.log(sayFlaw(symptom, flaw, guide));
    console.log(summaryOf(walked, flaws.length));
  }
  if (folder !== undefined) await write(folder, walked, guide, json);
  return flaws.length === 0 ? 0 : 1;
}

async function write(folder: string, walked: readonly SymptomWalks[], guide: Guide, json: boolean): Promise<void> {
  const walks = chooseWalks(walked);
  const files = await writeWalks(folder, walks);
  await removeOldWalks(folder, new Set(guide.flows.keys()));
  if (!json) console.log(`${walks.length} conversations in ${files} files written to ${folder}`);
}

function reportOf(walked: readonly SymptomWalks[], guide: Guide) {
  return walked.map(({ symptom, judgement }) => ({
    symptom: symptom.id,
    longest: judgement.longest,
    endings: [...judgement.endings].sort(),
    stands: judgement.stands,
    flaws: judgement.flaws.map((flaw) => ({
      message: flaw.message,
      ...lastPlace(symptom, flaw, guide),
      known: flaw.beginning.known,
      answers: flaw.path.map(({ said }) => wordsOf(said)),
    })),
  }));
}

function summaryOf(walked: readonly SymptomWalks[], flaws: number): string {
  const longest = walked.reduce((most, { judgement }) => Math.max(most, judgement.longest), 0);
  const beginnings = walked.reduce((sum, one) => sum + one.beginnings.length, 0);
  const found =
    flaws === 0 ? 'every walk ends' : `${flaws} ${flaws === 1 ? 'walk does' : 'walks do'} not end as they should`;
  return `${walked.length} symptoms from ${beginnings} beginnings: ${found}; the longest takes ${longest} answers`;
}

function lastPlace(symptom: Symptom, flaw: Flaw, guide: Guide): Source {
  const stands = [flaw.beginning.stand, ...flaw.path.map(({ to }) => to)];
  const step = stands.map(({ state }) => standingStep(state, guide)).findLast((one) => one !== undefined);
  return step?.at ?? symptom.at;
}

function sayFlaw(symptom: Symptom, flaw: Flaw, guide: Guide): string {
  const { file, line, column } = lastPlace(symptom, flaw, guide);
  const known = sayKnown(flaw.beginning.known);
  const asked = [flaw.beginning.stand, ...flaw.path.map(({ to }) => to)].map((stand) => shorten(stand.asked));
  const lines = flaw.path.map((move, index) => `  ${index + 1}. ${asked[index]}  →  ${sayMove(move)}`);
  return [
    `${file}:${line}:${column} ${symptom.id} ${flaw.message}`,
    ...(known ? [`  known before: ${known}`] : []),
    ...lines,
    '',
  ].join('\n');
}

function sayMove({ said }: Move): string {
  return 'tap' in said ? `[${said.tap}]` : `“${said.merchant}”`;
}

function sayKnown({ slots, tried }: Known): string {
  const steps = Object.entries(tried).map(([step, outcome]) => `${step} tried, ${outcome}`);
  return [...Object.entries(slots).map(([slot, value]) => `${slot} is ${value}`), ...steps].join('; ');
}

function shorten(text: string): string {
  return [...text].length > 48 ? `${[...text].slice(0, 47).join('')}…` : text;
}
