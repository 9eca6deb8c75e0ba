/** The content changes in the middle of conversations: each goes on where it stood, and nothing is asked or done twice. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { ReplyChoice } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { respond } from '#dialogs/respond.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Flow, Guide, Step } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';

const SYMPTOMS = [
  'net-offline',
  'net-wifi-fail',
  'pwr-no-boot',
  'prn-blank',
  'exp-device-expired',
  'exp-certificate',
  'sw-update-fail',
  'sw-freeze',
  'txn-unilateral',
];
const CONVERSATIONS = 200;

/** A conversation that waits at a step. */
interface Standing {
  readonly state: DialogState;
  readonly choices: readonly ReplyChoice[];
}

let guide: Guide;
let standing: readonly Standing[];

/** One message and its answer, with the state as the store would give it back. */
function say(state: DialogState | undefined, content: Guide, text: string, choiceId?: string): TurnResult & Standing {
  const message = merchantMessage(text, choiceId === undefined ? {} : { choiceId });
  const result = nameTicket(respond(state, { kind: 'message', message, sensitive: [] }, content, START_MS), 'T1');
  const choices = result.replies.flatMap((reply) => (reply.kind === 'choices' ? reply.choices : []));
  return { ...result, state: structuredClone(result.state), choices };
}

/** Every place that tapping leads to, breadth first, until there are enough. */
function explore(symptom: string, most: number): readonly Standing[] {
  const seen = new Map<string, Standing>();
  const open: Standing[] = [say(undefined, guide, '', `start:${symptom}`)];
  for (let one = open.shift(); one !== undefined && seen.size < most; one = open.shift()) {
    const { frames, slots, stepsTried } = one.state;
    const key = JSON.stringify([frames, Object.keys(slots), stepsTried.map(({ step }) => step)]);
    if (frames.at(-1)?.kind !== 'flow' || seen.has(key)) continue;
    seen.set(key, one);
    for (const choice of one.choices) open.push(say(one.state, guide, choice.label, choice.id));
  }
  return [...seen.values()];
}

/** The content after an edit of its steps. */
function revised(edit: (step: Step, flow: Flow) => readonly Step[]): Guide {
  const flows = [...guide.flows].map(([id, flow]): [string, Flow] => [
    id,
    { ...flow, steps: flow.steps.flatMap((step) => edit(step, flow)) },
  ]);
  return { ...guide, revision: 'next', flows: new Map(flows) };
}

/** All steps with new ids, and the ways between them with them. */
function renamedGuide(): Guide {
  const ids = new Set([...guide.flows.values()].flatMap((flow) => flow.steps.map(({ id }) => id)));
  for (const id of guide.flows.keys()) ids.delete(id);
  const text = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(text);
    if (value instanceof RegExp || value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const isTarget = ['go', 'unsure', 'fixed', 'failed', 'cannot', 'otherwise'].includes(key);
        if (isTarget && typeof inner === 'string' && ids.has(inner)) return [key, `${inner}-v2`];
        return [key.startsWith('tried.') && ids.has(key.slice(6)) ? `${key}-v2` : key, text(inner)];
      }),
    );
  };
  return revised((step) => [{ ...(text(step) as Step), id: ids.has(step.id) ? `${step.id}-v2` : step.id }]);
}

const doneSteps = ({ trail, stepsTried, slots }: DialogState): readonly string[] =>
  trail.flatMap(({ flow, step }) => {
    const found = guide.flows.get(flow)?.steps.find((one) => one.id === step);
    if (found?.kind === 'ask') return slots[found.slot] ? [found.ask['zh-Hans']] : [];
    return found?.kind === 'do' && stepsTried.some((tried) => tried.step === step) ? [found.do['zh-Hans']] : [];
  });

const textOf = ({ replies }: TurnResult): string => replies.map((reply) => reply.text).join('\n');

/** Says "no use" until the case has ended or is with people. */
function playToEnd(
  first: TurnResult & Standing,
  content: Guide,
): { readonly texts: readonly string[]; ended: boolean } {
  const texts = [textOf(first)];
  let now: TurnResult & Standing = first;
  for (let turn = 0; turn < 40; turn++) {
    if (now.state.ticketNumber !== undefined || now.state.ended || now.state.frames.length === 0) break;
    if (now.state.frames.some((frame) => frame.kind === 'handoff')) break;
    const [choice] = now.choices.toReversed();
    now = choice ? say(now.state, content, choice.label, choice.id) : say(now.state, content, '跳过');
    texts.push(textOf(now));
  }
  const { ticketNumber, ended, frames } = now.state;
  return { texts, ended: ticketNumber !== undefined || !!ended || frames.some((frame) => frame.kind === 'handoff') };
}

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  standing = SYMPTOMS.flatMap((symptom) => explore(symptom, 45));
});

describe('a revision in the middle of running conversations', () => {
  it('finds them at all steps of several symptoms', () => {
    expect(standing.length).toBeGreaterThanOrEqual(CONVERSATIONS);
    const steps = new Set(standing.map(({ state }) => JSON.stringify(state.frames.at(-1))));
    expect(steps.size).toBeGreaterThan(40);
  });

  it.each(['tap', 'type'] as const)('that renames every step lets each go on with the answer it gave by %s', (how) => {
    const next = renamedGuide();
    for (const { state, choices } of standing) {
      const choice = choices.at(-1);
      if (!choice) continue;
      const tapped = how === 'tap' ? choice.id : undefined;
      const after = say(state, next, choice.label, tapped);
      const control = say(state, guide, choice.label, tapped);
      expect(textOf(after)).toBe(textOf(control));
      expect(after.state.slots).toMatchObject(
        Object.fromEntries(Object.entries(control.state.slots).filter(([slot]) => !guideIds().has(slot))),
      );
    }
  });

  it('that renames every step repeats no finished one and loses no case', () => {
    const next = renamedGuide();
    for (const { state, choices } of standing) {
      const finished = doneSteps(state);
      const choice = choices.at(-1);
      const first = say(state, next, choice?.label ?? '跳过', choice?.id);
      const { texts, ended } = playToEnd(first, next);
      expect(ended, JSON.stringify(state.frames)).toBe(true);
      for (const text of finished)
        expect(
          texts.some((said) => said.includes(text)),
          text,
        ).toBe(false);
    }
  });

  it('that removes the very question each stands at repeats no finished one and loses no case', () => {
    for (const { state, choices } of standing) {
      const top = state.frames.at(-1);
      if (top?.kind !== 'flow') continue;
      const next = revised((step, flow) => (flow.id === top.flow && step.id === top.step ? [] : [step]));
      const finished = doneSteps(state);
      const choice = choices.at(-1);
      const first = say(state, next, choice?.label ?? '跳过', choice?.id);
      const { texts, ended } = playToEnd(first, next);
      expect(ended, JSON.stringify(state.frames)).toBe(true);
      for (const text of finished)
        expect(
          texts.some((said) => said.includes(text)),
          text,
        ).toBe(false);
    }
  });

  it('that removes the whole symptom hands each case to people', () => {
    for (const { state } of standing) {
      const next: Guide = {
        ...guide,
        revision: 'next',
        flows: new Map([...guide.flows].filter(([id]) => id !== state.symptom)),
      };
      const after = say(state, next, '还是不行');
      const withPeople = after.state.ticketNumber !== undefined || after.state.frames[0]?.kind === 'handoff';
      expect(withPeople, `${state.symptom}: ${textOf(after)}`).toBe(true);
    }
  });

  it('an answer to a question that is gone is not taken for an answer to the next', () => {
    const asked = standing.find(({ state }) => {
      const top = state.frames.at(-1);
      if (top?.kind !== 'flow') return false;
      const steps = guide.flows.get(top.flow)?.steps ?? [];
      const index = steps.findIndex((step) => step.id === top.step);
      const [here, behind] = [steps[index], steps[index + 1]];
      return here?.kind === 'ask' && behind?.kind === 'ask' && !behind.when && !state.slots[behind.slot];
    });
    const top = asked?.state.frames.at(-1);
    if (!asked || top?.kind !== 'flow') throw new Error('no two questions follow each other in the content');
    const next = revised((step, flow) => (flow.id === top.flow && step.id === top.step ? [] : [step]));
    const after = say(asked.state, next, '第一个');
    expect(Object.keys(after.state.slots)).toEqual(Object.keys(asked.state.slots));
  });
});

function guideIds(): ReadonlySet<string> {
  return new Set([...guide.flows.values()].flatMap((flow) => flow.steps.map(({ id }) => id)));
}
