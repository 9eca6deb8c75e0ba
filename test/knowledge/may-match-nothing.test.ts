import { describe, expect, it } from 'vitest';
import { mayMatchNothing } from '#knowledge/may-match-nothing.ts';
import { fc } from '#test/fixtures/properties.ts';

/** Sources such as content patterns compile to. */
const source = fc.letrec<{ atom: string; part: string; sequence: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('没', 'a', '\\d', '\\.', '.{0,8}?', '\\s{0,3}', '^', '$'),
    fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((some) => `(?:${some.join('|')})`),
  ),
  part: fc
    .tuple(tie('atom'), fc.boolean())
    .map(([atom, optional]) => (optional && !/^[\^$]$|\}\??$/.test(atom) ? `${atom}?` : atom)),
  sequence: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
})).sequence;

describe('mayMatchNothing', () => {
  it('says what trying the pattern on an empty text says', () => {
    fc.assert(
      fc.property(source, (written) => {
        expect(mayMatchNothing(written)).toBe(new RegExp(`^(?:${written})$`, 'u').test(''));
      }),
      { numRuns: 500 },
    );
  });
});
