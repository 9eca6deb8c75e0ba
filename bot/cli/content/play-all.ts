/** The command that plays written conversations and says where they go another way. */

import type { Guide } from '#knowledge/guide.ts';
import { loadGuide } from '../../content/load-guide.ts';
import { type Deviation, playTranscript } from '../chat/play-transcript.ts';
import { type ReadTranscript, readTranscripts, TRANSCRIPTS } from './read-transcripts.ts';

/** Plays every conversation of the folders; exit code 1 when one deviates or there is none. */
export async function playAll(overlay: string | undefined, json: boolean, folders: readonly string[]): Promise<number> {
  const transcripts = await readTranscripts(folders.length > 0 ? folders : [TRANSCRIPTS]);
  const played = transcripts.length > 0 ? await playEach(await loadGuide(overlay), transcripts) : [];
  const deviating = played.filter(({ deviations }) => deviations.length > 0);
  if (json) console.log(JSON.stringify({ conversations: played.length, deviating: deviating.map(asRow) }));
  else {
    for (const { read, deviations } of deviating) console.log(sayDeviations(read, deviations));
    console.log(summaryOf(played.length, deviating.length));
  }
  return deviating.length > 0 || played.length === 0 ? 1 : 0;
}

interface Played {
  readonly read: ReadTranscript;
  readonly deviations: readonly Deviation[];
}

async function playEach(guide: Guide, transcripts: readonly ReadTranscript[]): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const read of transcripts) played.push({ read, deviations: await playTranscript(guide, read.transcript) });
  return played;
}

function asRow({ read, deviations }: Played) {
  return { file: read.file, line: read.line, title: read.transcript.title, deviations };
}

function summaryOf(played: number, deviating: number): string {
  if (played === 0) return 'There are no conversations here.';
  const said = played === 1 ? '1 conversation' : `${played} conversations`;
  return deviating === 0 ? `${said} went as written` : `${deviating} of ${said} went another way`;
}

/** What was expected and what came, turn by turn, as a text of several lines. */
export function sayDeviations(read: ReadTranscript, deviations: readonly Deviation[]): string {
  const lines = deviations.map(({ turn, said, expected, got }) =>
    [`  turn ${turn} “${said}”`, `    - ${expected}`, ...got.split('\n').map((line) => `    + ${line}`)].join('\n'),
  );
  return [`${read.file}:${read.line} ${read.transcript.title}`, ...lines, ''].join('\n');
}
