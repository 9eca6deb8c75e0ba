/** A person is one word away, wherever a conversation over the real content has got to. */

import { beforeAll, expect, it } from 'vitest';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { fc } from '#test/fixtures/properties.ts';
import { openTalk, placeOf } from './small-shop.ts';

const POSITIONS = 300;

let guide: Guide;
let complaints: readonly string[];
let asides: readonly string[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  complaints = [...guide.flows.values()].flatMap((flow) => (flow.kind === 'symptom' ? flow.examples : []));
  asides = [...guide.controls.values()].flatMap((control) => control.examples);
});

const pick = (list: readonly string[], at: number): string => list[at % list.length] ?? '';

/** A tap on one of the last buttons, a complaint, a word to the bot, or a fact. */
const lineArbitrary = fc.oneof(
  { weight: 8, arbitrary: fc.record({ tap: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ complaint: fc.nat(100_000) }) },
  { weight: 2, arbitrary: fc.record({ aside: fc.nat(100_000) }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('A920', '0823004512', '30012345', '13800138000', '!label.jpg', '???').map((text) => ({
      text,
    })),
  },
);

it(`转人工 opens or keeps a ticket at once from ${POSITIONS} positions`, () => {
  const places = new Set<string>();
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.array(lineArbitrary, { maxLength: 14 }),
      fc.constantFrom('转人工', '轉人工', '人工客服', 'talk to a person', '>start:human'),
      (first, lines, call) => {
        const merchant = openTalk(guide);
        let said = merchant.say(pick(complaints, first));
        for (const line of lines) {
          if ('text' in line) said = merchant.say(line.text);
          else if ('complaint' in line) said = merchant.say(pick(complaints, line.complaint));
          else if ('aside' in line) said = merchant.say(pick(asides, line.aside));
          else
            said = merchant.say(
              said.choices.length > 0 ? `>${said.choices[line.tap % said.choices.length]?.id}` : '好',
            );
        }
        places.add(placeOf(said.state, guide).split(' ')[0] ?? '');
        const answered = merchant.say(call);
        expect(answered.state.ticketNumber).toBe('T1001');
        expect(answered.text).toContain('T1001');
      },
    ),
    { numRuns: POSITIONS },
  );
  // The positions are worth something only if they are of many kinds.
  expect([...places]).toEqual(expect.arrayContaining(['ask', 'do', 'slot', 'nothing', 'open']));
});
