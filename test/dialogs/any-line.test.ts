/** Whatever a merchant sends, the turn ends with a reply and a state that can be stored and taken up again. */

import { beforeAll, expect, it } from 'vitest';
import type { InboundMessage, ReplyChoice } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { redact } from '#dialogs/redact.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';
import { fc } from '#test/fixtures/properties.ts';

const CONVERSATIONS = 200;
const LINES = 50;

let guide: Guide;
let sayings: readonly string[];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  const flows = [...guide.flows.values()].flatMap((flow) => (flow.kind === 'symptom' ? flow.examples : []));
  sayings = [...flows, ...[...guide.controls.values()].flatMap((control) => control.examples)];
});

/** A tap on the nth button, a line of the content, or anything at all. */
type Line = { readonly tap: number } | { readonly example: number } | { readonly text: string };

const lineArbitrary: fc.Arbitrary<Line> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ tap: fc.nat(8) }) },
  { weight: 5, arbitrary: fc.record({ example: fc.nat(100_000) }) },
  { weight: 3, arbitrary: fc.record({ text: fc.string({ unit: 'binary', maxLength: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ text: fc.string({ unit: 'grapheme', maxLength: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ text: fc.stringMatching(/^[0-9A-Z -]{1,24}$/) }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('😭😭🔥', '\uD800', '', '    ', '???', '1', '对', '不是', '6222 0212 3456 7890')
      .map((text) => ({ text })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('断', 'a', '😀', '(', '\uDC00', '1').map((text) => ({ text: text.repeat(20_000) })),
  },
);

function messageOf(line: Line, choices: readonly ReplyChoice[]): InboundMessage {
  const tapped = 'tap' in line ? choices[line.tap % Math.max(1, choices.length)] : undefined;
  const text =
    'text' in line
      ? line.text
      : 'example' in line
        ? (sayings[line.example % sayings.length] ?? '')
        : (tapped?.label ?? '好');
  return merchantMessage(redact(text).text, tapped ? { choiceId: tapped.id } : {});
}

it('answers 10,000 lines of 200 conversations and can store and resume each state', () => {
  let turns = 0;
  fc.assert(
    fc.property(fc.array(lineArbitrary, { minLength: LINES, maxLength: LINES }), (lines) => {
      let state: DialogState | undefined;
      let choices: readonly ReplyChoice[] = [];
      for (const [index, line] of lines.entries()) {
        const message = messageOf(line, choices);
        const result = nameTicket(
          respond(state, { kind: 'message', message, sensitive: [] }, guide, START_MS + index * 20_000),
          'T1001',
        );
        expect(result.replies.length).toBeGreaterThan(0);
        for (const reply of result.replies) expect(reply.text.trim()).not.toBe('');
        expect(JSON.stringify(result.replies)).not.toMatch(/\{[a-zA-Z]+\}/);
        const stored = JSON.stringify(result.state);
        const taken: DialogState = JSON.parse(stored);
        expect(taken).toEqual(result.state);
        state = taken;
        const last = result.replies.at(-1);
        choices = last?.kind === 'choices' ? last.choices : [];
        turns += 1;
      }
    }),
    { numRuns: CONVERSATIONS, endOnFailure: true },
  );
  expect(turns).toBe(CONVERSATIONS * LINES);
});
