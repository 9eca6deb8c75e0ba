/** Prints proposals for the content so that a person can judge them. */

import type { SetScore } from './suggest-effect.ts';
import type { Proposal, ProposedRule } from './suggest-entries.ts';
import type { Changes } from './suggest-places.ts';

/** What the command found out; what `--json` prints, the changed files left out. */
export interface Suggestion {
  readonly proposals: readonly Proposal[];
  readonly places: Changes['places'];
  readonly rules: readonly ProposedRule[];
  readonly effect: readonly { readonly set: string; readonly before: SetScore; readonly after: SetScore }[];
  /** Lines of the input that could not be read, by number. */
  readonly refused: readonly { readonly line: number; readonly why: string }[];
  readonly written: readonly string[];
}

const SKIPPED: Readonly<Record<NonNullable<Proposal['skipped']>, string>> = {
  understood: 'understood already, nothing to add',
  known: 'such an example is there already',
  'no-guess': 'nothing is near enough to guess; give it a label',
  'unknown-label': 'the content has no entry of this label',
  'test-line': 'a test set holds this line; as an example it would spoil the measure',
  'only-secrets': 'nothing remains once secrets and numbers are taken out',
};

/** Prints every line with its proposal, the rules, the effect on every set, and what was written. */
export function printSuggestion(suggestion: Suggestion, write: boolean): void {
  const { proposals, places, rules, effect, refused, written } = suggestion;
  for (const proposal of proposals) {
    console.log(`“${proposal.text}”${proposal.note === undefined ? '' : ` (${proposal.note})`}`);
    console.log(`  ${sayNow(proposal.now)}${sayEntry(proposal)}`);
    const place = places.find(({ id, example }) => id === proposal.id && example === proposal.example);
    if (place) console.log(`  + ${place.file}:${place.line}  - ${place.example}`);
  }
  for (const { line, why } of refused) console.log(`line ${line}: ${why}`);
  for (const { id, pattern, lines } of rules)
    console.log(
      `Rule worth a thought for ${id}, which ${lines} of these lines share and no other entry has: ${pattern}`,
    );
  if (places.length > 0) {
    console.log('\nEffect on the test sets, now → with these examples');
    for (const { set, before, after } of effect) console.log(`  ${set.padEnd(20)} ${sayEffect(before, after)}`);
  }
  if (written.length > 0) console.log(`\nWritten: ${written.join(', ')}`);
  else if (places.length > 0) console.log(`\nNothing is written${write ? '' : ' without --write'}.`);
}

function sayNow({ decision, id, score }: Proposal['now']): string {
  return id === undefined ? `now ${decision}` : `now ${decision}, ${id} ${score}`;
}

function sayEntry({ id, by, skipped }: Proposal): string {
  const entry = id === undefined ? '' : `; belongs to ${id} (${by === 'label' ? 'its label' : 'a guess'})`;
  return skipped === undefined ? entry : `${entry}; ${SKIPPED[skipped]}`;
}

function sayEffect(before: SetScore, after: SetScore): string {
  const share = (part: number, whole: number): string => ((100 * part) / Math.max(1, whole)).toFixed(1);
  const both = (name: string, was: number | undefined, will: number | undefined, whole: number): string =>
    was === undefined || will === undefined || whole === 0
      ? ''
      : `, ${name} ${share(was, whole)} → ${share(will, whole)} %`;
  if (before.amongThree === undefined) return `${before.first} → ${after.first} of ${before.lines} go as written`;
  return [
    `${before.lines} lines: first ${share(before.first, before.lines)} → ${share(after.first, after.lines)} %`,
    both('among three', before.amongThree, after.amongThree, before.lines),
    both('turned away', before.rejected, after.rejected, before.lines),
    both('all of several', before.allNamed, after.allNamed, before.several ?? 0),
  ].join('');
}
