/** A step that may lose sales is shown only to a merchant who has said that there are none. */

import { beforeAll, describe, expect, it } from 'vitest';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, newState, type SlotValue } from '#dialogs/state.ts';
import type { DoStep, Flow, Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const typed = (value: string): SlotValue => ({ value, source: 'typed', confirmed: true });

interface Guarded {
  readonly flow: Flow;
  readonly step: DoStep;
  readonly slot: string;
}

function guarded(): readonly Guarded[] {
  return [...guide.flows.values()].flatMap((flow) =>
    flow.steps.flatMap((step) => {
      if (step.kind !== 'do' || !step.destructive) return [];
      const ask = guide.flows.get(step.guard ?? '')?.steps.find((one) => one.kind === 'ask');
      return ask?.kind === 'ask' ? [{ flow, step, slot: ask.slot }] : [];
    }),
  );
}

/** What a merchant reads who has come to the step knowing this. */
function arrive({ flow, step }: Guarded, known: Partial<DialogState>): string {
  const symptom = flow.kind === 'symptom' ? flow.id : 'sw-update-howto';
  const state: DialogState = {
    ...newState(guide, 'zh-Hans', 'test'),
    symptom,
    symptoms: [symptom],
    frames: [{ kind: 'flow', flow: flow.id, step: step.id, asked: 0 }],
    ...known,
  };
  const result = respond(state, { kind: 'agent', action: 'handback', text: '' }, guide, START_MS);
  return nameTicket(result, 'T1')
    .replies.map(({ text }) => text)
    .join('\n');
}

describe('a step that may lose sales', () => {
  it('stands in the content, so that this test means something', () => {
    expect(guarded().length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['nothing is known', {}],
    ['there are some', { slots: 'yes' }],
    ['the merchant could not say', { slots: 'unsure' }],
    ['the merchant would not say', { declined: true }],
  ] as const)('is not shown when %s', (_, known) => {
    for (const one of guarded()) {
      const slots = 'slots' in known ? { [one.slot]: typed(known.slots) } : {};
      const declined = 'declined' in known ? [one.slot] : [];
      expect(arrive(one, { slots, declined }), one.step.id).not.toContain(one.step.do['zh-Hans']);
    }
  });

  it('is shown when there are none', () => {
    for (const one of guarded()) {
      expect(arrive(one, { slots: { [one.slot]: typed('no') } }), one.step.id).toContain(one.step.do['zh-Hans']);
    }
  });

  it('is shown when offline sales have been sent, not when they have not', () => {
    const one = guarded().find(({ slot }) => slot === 'offlineSales');
    if (!one) throw new Error('no step asks about offline sales');
    const upload = (outcome: 'fixed' | 'not-fixed' | 'skipped'): string =>
      arrive(one, {
        slots: { offlineSales: typed('yes') },
        stepsTried: [{ step: 'upload', title: 'upload', outcome, atMs: START_MS }],
      });
    expect(upload('fixed')).toContain(one.step.do['zh-Hans']);
    expect(upload('not-fixed')).not.toContain(one.step.do['zh-Hans']);
    expect(upload('skipped')).not.toContain(one.step.do['zh-Hans']);
  });
});
