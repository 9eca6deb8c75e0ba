/** Finds where the content speaks of something: what the bot takes a line for, and each place with such words. Pure. */

import type { KnowledgeFound, KnowledgeHit, Place } from '#adapters/console/wire.ts';
import type { Flow, Guide, Source } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { textOf } from './flow-view.ts';

/** Of one symptom, and of all; whoever wants more has a word more to say. */
const MOST_OF_ONE = 4;
const MOST = 200;
const MOST_HEARD = 3;

/** The place that an editor opens. */
export function placeOf({ file, line }: Source): Place {
  return { file, line };
}

/** One thing that somebody may look for, in every language and by its id. */
type Said = Pick<KnowledgeHit, 'where' | 'at'> & { readonly texts: readonly string[] };

function* saidIn(flow: Flow, guide: Guide): Generator<Said> {
  const at = placeOf(flow.at);
  yield { where: 'title', texts: [...Object.values(flow.title), flow.id], at };
  for (const step of flow.steps) {
    yield { where: 'step', texts: [...Object.values(textOf(step, guide)), step.id], at: placeOf(step.at) };
  }
  if (flow.kind === 'symptom') for (const text of flow.examples) yield { where: 'example', texts: [text], at };
}

/** However somebody writes wifi, Wi-Fi or WIFI. */
const plain = (text: string): string => text.toLowerCase().replaceAll('-', '');

function hitsIn(flow: Flow, words: readonly string[], guide: Guide): readonly KnowledgeHit[] {
  const hits: KnowledgeHit[] = [];
  const { id, kind, title } = flow;
  const holdsAll = (text: string): boolean => words.length > 0 && words.every((word) => plain(text).includes(word));
  for (const { where, texts, at } of saidIn(flow, guide)) {
    const text = texts.find(holdsAll);
    if (text !== undefined) hits.push({ id, kind, title, where, text, at });
    if (hits.length === MOST_OF_ONE) break;
  }
  return hits;
}

/** What the bot makes of a line: all that it takes it for, or what it asks which of. */
function hear(line: string, guide: Guide): Pick<KnowledgeFound, 'decision' | 'heard'> {
  const { decision, ranked, multi } = guide.matcher.match(readUtterance(line, guide.lexicon));
  const best = ranked.map(({ id }) => id);
  const ids = { accept: multi.length > 0 ? multi : best.slice(0, 1), clarify: best.slice(0, MOST_HEARD), reject: [] };
  const heard = ids[decision].flatMap((id) => {
    const title = guide.flows.get(id)?.title ?? guide.controls.get(id)?.title;
    return title === undefined ? [] : [{ id, title, hasPage: guide.flows.has(id) }];
  });
  return { decision, heard };
}

/** Symptoms and procedures whose title, steps or examples hold every word of `find`; what the bot hears and what is named so first. */
export function findKnowledge(find: string, guide: Guide): KnowledgeFound {
  const words = plain(find).split(/\s+/).filter(Boolean);
  const { decision, heard } = hear(find, guide);
  const perFlow = [...guide.flows.values()].map((flow) => hitsIn(flow, words, guide)).filter((hits) => hits.length > 0);
  const rank = ([first]: readonly KnowledgeHit[]): number =>
    heard.some(({ id }) => id === first?.id) ? 0 : first?.where === 'title' ? 1 : 2;
  const hits = perFlow.toSorted((one, other) => rank(one) - rank(other)).flat();
  return { decision, heard, hits: hits.slice(0, MOST), more: hits.length > MOST };
}
