/** Measures a Guide on the labelled lines and written conversations that come with posdesk. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { playTranscript } from '../chat/play-transcript.ts';
import { readTranscripts, TRANSCRIPTS } from './read-transcripts.ts';

/** Where the labelled lines stand, seen from the project's folder. */
export const UTTERANCES = 'test/utterances';

/** A set of lines that readers labelled. */
export interface TestSet {
  readonly name: string;
  readonly lines: readonly LabelledLine[];
}

/** A line with the id it stands for, and the others that it names too. */
export interface LabelledLine {
  readonly text: string;
  readonly label: string;
  readonly secondary?: readonly string[];
  readonly noise?: string;
}

/** How a Guide does on one set: numbers of lines, and of conversations that go as written. */
export interface SetScore {
  readonly name: string;
  readonly lines: number;
  /** Lines whose own id comes first; out of scope, lines that are turned away. */
  readonly first: number;
  readonly amongThree?: number;
  /** Lines about terminals that are turned away. */
  readonly rejected?: number;
  /** Lines with several troubles, and those of them where all are named. */
  readonly several?: number;
  readonly allNamed?: number;
}

const OUT_OF_SCOPE = 'ctl-oos';

/** Every set of labelled lines of the folder; empty where there is none. */
export async function readTestSets(folder: string = UTTERANCES): Promise<readonly TestSet[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl')).sort();
  const sets = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      const lines = text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as LabelledLine);
      return { name: name.replace(/\.jsonl$/, ''), lines: lines.filter(({ label }) => label !== undefined) };
    }),
  );
  return sets.filter(({ lines }) => lines.length > 0);
}

/** The scores on each set and, last, on the written conversations. */
export async function scoreGuide(guide: Guide, sets: readonly TestSet[]): Promise<readonly SetScore[]> {
  return [...sets.map((set) => scoreSet(guide, set)), await scoreConversations(guide)];
}

function scoreSet(guide: Guide, { name, lines }: TestSet): SetScore {
  let [first, amongThree, rejected, several, allNamed] = [0, 0, 0, 0, 0];
  for (const line of lines) {
    const { decision, ranked, multi } = guide.matcher.match(readUtterance(line.text, guide.lexicon));
    const ids = ranked.map(({ id }) => id);
    const right = line.label === OUT_OF_SCOPE ? decision === 'reject' : ids[0] === line.label;
    if (right) first += 1;
    if (right || ids.slice(0, 3).includes(line.label)) amongThree += 1;
    if (line.label !== OUT_OF_SCOPE && decision === 'reject') rejected += 1;
    const troubles = [line.label, ...(line.secondary ?? [])].filter((id) => !id.startsWith('ctl-'));
    if (line.noise !== 'multi' || troubles.length < 2) continue;
    several += 1;
    if (troubles.every((id) => multi.includes(id))) allNamed += 1;
  }
  return { name, lines: lines.length, first, amongThree, rejected, several, allNamed };
}

async function scoreConversations(guide: Guide): Promise<SetScore> {
  const transcripts = await readTranscripts([TRANSCRIPTS]).catch(() => []);
  let first = 0;
  for (const { transcript } of transcripts) {
    if ((await playTranscript(guide, transcript)).length === 0) first += 1;
  }
  return { name: 'conversations', lines: transcripts.length, first };
}
