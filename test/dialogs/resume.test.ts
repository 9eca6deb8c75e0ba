/** A conversation that was stored at any step goes on as if it had never been put away. */

import { beforeAll, describe, expect, it } from 'vitest';
import { answerWith, beginAt, NOTHING_KNOWN, offeredBy, WALK_START } from '#bot/cli/chat/merchant.ts';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, newState, topFrame } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Flow, Guide, Step } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { fc } from '#test/fixtures/properties.ts';

let guide: Guide;

beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

const store = (state: DialogState): DialogState => JSON.parse(JSON.stringify(state)) as DialogState;

/** The state as an earlier posdesk wrote it, under an earlier content: without what has come to it since. */
function asBefore(state: DialogState): DialogState {
  const { renamed: _renamed, past: _past, reminded: _reminded, ...rest } = store(state);
  return {
    ...rest,
    guideRevision: 'the one before',
    trail: rest.trail.map(({ mark: _mark, ...place }) => place),
  };
}

/** Every question and step that waits for the merchant, in its flow. */
function waitingSteps(): { readonly flow: Flow; readonly step: Step }[] {
  return [...guide.flows.values()].flatMap((flow) =>
    flow.steps
      .filter(({ kind }) => kind === 'ask' || kind === 'do' || kind === 'collect')
      .map((step) => ({ flow, step })),
  );
}

/** A conversation that has just been brought to a step. */
function arriveAt({ flow, step }: { readonly flow: Flow; readonly step: Step }): TurnResult {
  const symptom = flow.kind === 'symptom' ? flow.id : 'net-offline';
  const state: DialogState = {
    ...newState(guide, 'zh-Hans', 'webchat'),
    symptom,
    symptoms: [symptom],
    frames: [{ kind: 'flow', flow: flow.id, step: step.id, asked: 0 }],
  };
  return respond(state, { kind: 'agent', action: 'handback', text: '' }, guide, WALK_START);
}

const said = (result: TurnResult): string => result.replies.map(({ text }) => text).join('\n');

/** What is asked after a turn, without the counting of how often. */
function standing(result: TurnResult): unknown {
  const frame = topFrame(result.state);
  return frame && { ...frame, asked: 0 };
}

describe('a stored conversation', () => {
  it('goes on from every step as it would have without being stored', () => {
    const places = waitingSteps();
    expect(places.length).toBeGreaterThan(150);
    for (const place of places) {
      const arrived = arriveAt(place);
      for (const { label } of offeredBy(arrived)) {
        const here = answerWith(guide, arrived.state, offeredBy(arrived), { tap: label });
        const resumed = answerWith(guide, store(arrived.state), offeredBy(arrived), { tap: label });
        expect(resumed, `${place.flow.id}/${place.step.id} ${label}`).toEqual(here);
      }
    }
  });

  it('written by the version before stands at the same question and takes the same answer', () => {
    for (const place of waitingSteps()) {
      const arrived = arriveAt(place);
      const offered = offeredBy(arrived);
      const [first] = offered;
      if (!first) continue;
      const here = answerWith(guide, arrived.state, offered, { tap: first.label });
      const upgraded = answerWith(guide, asBefore(arrived.state), offered, { tap: first.label });
      expect(standing(upgraded), `${place.flow.id}/${place.step.id}`).toEqual(standing(here));
      expect(said(upgraded)).toBe(said(here));
      expect(upgraded.state.guideRevision).toBe(guide.revision);
    }
  });

  it('is never asked again what it has answered, however often it is put away on the way', () => {
    const symptoms = [...guide.flows.values()].filter(({ kind }) => kind === 'symptom').map(({ id }) => id);
    fc.assert(
      fc.property(
        fc.constantFrom(...symptoms),
        fc.array(fc.record({ pick: fc.nat(20), before: fc.boolean() }), { minLength: 1, maxLength: 10 }),
        (symptom, taps) => {
          let result = beginAt(guide, symptom, NOTHING_KNOWN);
          const answered = new Set<string>();
          for (const { pick, before } of taps) {
            const offered = offeredBy(result);
            const frame = topFrame(result.state);
            const tapped = offered[pick % Math.max(1, offered.length)];
            if (!tapped || frame?.kind !== 'flow') return;
            expect(answered.has(frame.step), `${frame.flow}/${frame.step} asked twice`).toBe(false);
            answered.add(frame.step);
            const stored = before ? asBefore(result.state) : store(result.state);
            result = answerWith(guide, stored, offered, { tap: tapped.label });
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
