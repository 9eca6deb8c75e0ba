/** The command that says which answers, results and branches the written conversations take, and which none takes. */

import type { Guide } from '#knowledge/guide.ts';
import { loadGuide } from '../../content/load-guide.ts';
import { remembering } from '../chat/merchant.ts';
import { playTranscript } from '../chat/play-transcript.ts';
import { type ReadTranscript, readTranscripts, TRANSCRIPTS } from './read-transcripts.ts';
import { type Way, waysOf, waysTaken } from './ways.ts';

/** How much of something the conversations reach. */
interface Share {
  readonly taken: number;
  readonly all: number;
}

/** What the conversations take of the content. */
export interface Coverage {
  readonly steps: Share;
  readonly ways: Share;
  readonly flows: readonly (Share & { readonly id: string })[];
  readonly untaken: readonly Way[];
  /** Ways taken that the list of ways does not know; there should be none. */
  readonly unlisted: readonly string[];
}

/** Walks back through a procedure's link, and lookups not made; not written in the content, so nothing to cover. */
const IMPLIED = ['came back', 'not given', 'not asked yet', 'not enough known', 'no more guesses'];

/** Plays the conversations and compares the ways they take with all there are. */
export async function coverOf(content: Guide, transcripts: readonly ReadTranscript[]): Promise<Coverage> {
  const guide = remembering(content);
  const taken = new Set<string>();
  for (const { transcript } of transcripts)
    await playTranscript(guide, transcript, (trace) => {
      for (const way of waysTaken(trace)) taken.add(way);
    });
  return compare(
    [...guide.flows.values()].map((flow) => ({ id: flow.id, ways: waysOf(flow) })),
    taken,
  );
}

function compare(
  flows: readonly { readonly id: string; readonly ways: readonly Way[] }[],
  taken: ReadonlySet<string>,
): Coverage {
  const all = flows.flatMap(({ ways }) => ways);
  const stepOf = ({ flow, step }: Way): string => `${flow}/${step}`;
  const known = new Set(all.map(({ id }) => id));
  return {
    steps: {
      taken: new Set(all.filter(({ id, name }) => taken.has(id) && name !== 'passed over').map(stepOf)).size,
      all: new Set(all.map(stepOf)).size,
    },
    ways: { taken: all.filter(({ id }) => taken.has(id)).length, all: all.length },
    flows: flows.map(({ id, ways }) => ({
      id,
      taken: ways.filter((way) => taken.has(way.id)).length,
      all: ways.length,
    })),
    untaken: all.filter(({ id }) => !taken.has(id)),
    unlisted: [...taken].filter((id) => !known.has(id) && !IMPLIED.some((name) => id.endsWith(`: ${name}`))),
  };
}

/** Prints the ways that no conversation takes, and the shares. */
export async function coverage(
  overlay: string | undefined,
  json: boolean,
  folders: readonly string[],
): Promise<number> {
  const transcripts = await readTranscripts(folders.length > 0 ? folders : [TRANSCRIPTS]);
  const covered = await coverOf(await loadGuide(overlay), transcripts);
  if (json) {
    console.log(JSON.stringify({ conversations: transcripts.length, ...covered }));
    return 0;
  }
  for (const way of covered.untaken) console.log(sayWay(way));
  const whole = covered.flows.filter(({ taken, all }) => taken === all).length;
  console.log(
    [
      transcripts.length === 1 ? '1 conversation' : `${transcripts.length} conversations`,
      `steps ${sayShare(covered.steps)}`,
      `answers, results and branches ${sayShare(covered.ways)}`,
      `${whole} of ${covered.flows.length} symptoms and procedures wholly`,
    ].join('; '),
  );
  return 0;
}

function sayWay({ at, flow, step, says, target }: Way): string {
  return `${at.file}:${at.line}:${at.column} ${flow}, step ${step}: nobody takes ${says} → ${target}`;
}

function sayShare({ taken, all }: Share): string {
  return `${taken} of ${all} (${all === 0 ? 100 : Math.floor((1000 * taken) / all) / 10} %)`;
}
