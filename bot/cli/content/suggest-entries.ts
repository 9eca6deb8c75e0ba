/** Proposes for lines that were misunderstood which entry each belongs to, and what to add there. */

import { redact } from '#dialogs/redact.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

/** A line as the desk exports it: what a merchant wrote, the id a person gave it, and a remark. */
export interface CorrectedLine {
  readonly text: string;
  readonly label?: string;
  readonly note?: string;
}

/** What is proposed for one line. Secrets are taken out of `text`. */
export interface Proposal {
  readonly text: string;
  readonly note?: string;
  /** How the line is understood now. */
  readonly now: { readonly decision: string; readonly id?: string; readonly score?: number };
  /** The entry that it belongs to; absent where nothing is near enough to guess. */
  readonly id?: string;
  /** Whether a person says so, or the matcher only guesses. */
  readonly by?: 'label' | 'guess';
  readonly example?: string;
  /** Why there is nothing to add. */
  readonly skipped?: 'understood' | 'known' | 'no-guess' | 'unknown-label' | 'test-line' | 'only-secrets';
}

/** A rule that several lines of one entry have in common and no example of another. */
export interface ProposedRule {
  readonly id: string;
  readonly pattern: string;
  /** How many of the given lines it matches. */
  readonly lines: number;
}

/** Below this the matcher's guess is not worth proposing. */
const LEAST_SCORE = 0.2;
/** From this score on a line needs no example. */
const SURE = 0.8;

/** What a number is called, right before it. */
const LABEL =
  /(?:序列号|序號|機身號|机身号|终端号|終端號|商户号|商戶號|电话|電話|手机号?|手機|(?<![a-z])(?:s\/?n|tid|mid|imei|iccid|serial(?: number)?|phone|tel))\s*(?:号码|是|为|[:：#])*\s*$/i;
const FACTS: readonly string[] = ['sn', 'tid', 'mid', 'iccid', 'imei', 'ean', 'phone'];

/** One proposal a line, in the same order. `testLines` may not be copied into the content. */
export function proposeExamples(
  lines: readonly CorrectedLine[],
  guide: Guide,
  testLines: ReadonlySet<string>,
): readonly Proposal[] {
  const known = new Set(entriesOf(guide).flatMap(({ examples }) => examples.map((one) => plain(one, guide))));
  return lines.map((line) => {
    const proposal = proposeOne(line, guide);
    if (proposal.example === undefined) return proposal;
    const { example, ...rest } = proposal;
    const normal = plain(example, guide);
    if (testLines.has(normal) || testLines.has(plain(line.text, guide))) return { ...rest, skipped: 'test-line' };
    if (known.has(normal)) return { ...rest, skipped: 'known' };
    known.add(normal);
    return proposal;
  });
}

/** The spelling in which lines are compared. */
export const plain = (text: string, guide: Guide): string => readUtterance(text, guide.lexicon).normal;

function proposeOne({ text: raw, label, note }: CorrectedLine, guide: Guide): Proposal {
  const { text, found } = redact(raw);
  const match = guide.matcher.match(readUtterance(text, guide.lexicon));
  const [best] = match.ranked;
  const now = { decision: match.decision, ...(best ? { id: best.id, score: best.score } : {}) };
  const told = { text, now, ...(note === undefined ? {} : { note }) };
  if (label !== undefined && !entriesOf(guide).some(({ id }) => id === label))
    return { ...told, skipped: 'unknown-label' };
  const id = label ?? (best && match.decision !== 'reject' && best.score >= LEAST_SCORE ? best.id : undefined);
  if (id === undefined) return { ...told, skipped: 'no-guess' };
  const by = label === undefined ? ('guess' as const) : ('label' as const);
  const understood = match.decision === 'accept' && best?.id === id && best.score >= SURE;
  if (understood || (match.decision === 'reject' && id === 'ctl-oos'))
    return { ...told, id, by, skipped: 'understood' };
  const example = withoutFacts(text, guide, found.length > 0);
  return example === '' ? { ...told, id, by, skipped: 'only-secrets' } : { ...told, id, by, example };
}

/** Numbers of one merchant teach nothing about the next, and masks least of all. */
function withoutFacts(text: string, guide: Guide, masked: boolean): string {
  const facts = findEntities(readUtterance(text, guide.lexicon), guide.devices)
    .filter(({ kind }) => FACTS.includes(kind))
    .sort((a, b) => b.start - a.start);
  let rest = text;
  for (const { start, end } of facts) rest = `${rest.slice(0, start).replace(LABEL, '')} ${rest.slice(end)}`;
  const unmasked = masked ? rest.replace(/\d{0,6}\*{3,}\d{0,4}/g, ' ') : rest;
  return unmasked.replace(/\s+/g, ' ').trim();
}

function entriesOf(guide: Guide): readonly { readonly id: string; readonly examples: readonly string[] }[] {
  return [...guide.flows.values(), ...guide.controls.values()].flatMap((entry) =>
    'examples' in entry ? [{ id: entry.id, examples: entry.examples }] : [],
  );
}

/** So many lines must share a phrase … */
const FEW = 3;
/** … of this many signs, or of two Latin words. */
const SHORTEST = 3;
const LONGEST = 12;

/** The longest phrase that most lines of an entry share, where no example of another entry has it; one an entry. */
export function proposeRules(proposals: readonly Proposal[], guide: Guide): readonly ProposedRule[] {
  const byId = new Map<string, string[]>();
  for (const { id, example } of proposals) {
    if (id !== undefined && example !== undefined) byId.set(id, [...(byId.get(id) ?? []), plain(example, guide)]);
  }
  return [...byId].flatMap(([id, normals]) => {
    if (normals.length < FEW) return [];
    const others = entriesOf(guide)
      .filter((entry) => entry.id !== id)
      .flatMap(({ examples }) => examples.map((example) => plain(example, guide)));
    const rule = sharedPhrases(normals).find(({ pattern }) => !others.some((other) => other.includes(pattern)));
    return rule ? [{ id, ...rule }] : [];
  });
}

/** Phrases that at least three lines share, the most widely shared first, then the longest. */
function sharedPhrases(normals: readonly string[]): readonly { readonly pattern: string; readonly lines: number }[] {
  const counts = new Map<string, number>();
  for (const normal of normals) {
    for (const phrase of new Set(phrasesOf(normal))) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, lines]) => lines >= FEW)
    .map(([pattern, lines]) => ({ pattern, lines }))
    .sort((a, b) => b.lines - a.lines || b.pattern.length - a.pattern.length);
}

function phrasesOf(normal: string): readonly string[] {
  return normal.split(',').flatMap((segment) => {
    const pieces = /\p{Script=Han}/u.test(segment) ? [...segment] : segment.split(' ').filter((word) => word !== '');
    const han = pieces.length === [...segment].length;
    const phrases: string[] = [];
    for (let from = 0; from < pieces.length; from++) {
      for (let size = han ? SHORTEST : 2; size <= LONGEST && from + size <= pieces.length; size++)
        phrases.push(pieces.slice(from, from + size).join(han ? '' : ' '));
    }
    return phrases;
  });
}
