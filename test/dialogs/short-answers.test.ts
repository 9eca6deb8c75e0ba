/** Every step of every flow takes the shortest answers there are: none of them is asked for twice. */

import { beforeAll, describe, expect, it } from 'vitest';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, newState } from '#dialogs/state.ts';
import type { Flow, Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

interface Place {
  readonly flow: Flow;
  readonly step: string;
  /** The case is about this. */
  readonly symptom: string;
}

/** Every `do` step, in its own symptom or in the first one that leads to its procedure. */
function places(): readonly Place[] {
  const symptoms = [...guide.flows.values()].filter(({ kind }) => kind === 'symptom');
  return [...guide.flows.values()].flatMap((flow) => {
    const leads = symptoms.find(({ steps }) => steps.some((step) => step.kind === 'link' && step.flow === flow.id));
    const symptom = flow.kind === 'symptom' ? flow.id : (leads?.id ?? 'net-offline');
    return flow.steps.filter(({ kind }) => kind === 'do').map(({ id }) => ({ flow, step: id, symptom }));
  });
}

function standing({ flow, step, symptom }: Place): DialogState {
  const fresh = newState(guide, 'zh-Hans', 'webchat');
  const frames = [{ kind: 'flow', flow: flow.id, step, asked: 1 }] as const;
  return { ...fresh, frames, symptom, symptoms: [symptom], since: START_MS, merchantWords: '机器有问题' };
}

function say(state: DialogState, text: string): DialogState {
  const message = merchantMessage(text);
  return respond(state, { kind: 'message', message, sensitive: [] }, guide, START_MS).state;
}

/** What became of the step: its outcome, `asked how` while the result is asked for, or nothing. */
function outcomeOf(place: Place, text: string): string | undefined {
  const { stepsTried, frames, ended } = say(standing(place), text);
  const top = frames.at(-1);
  if (top?.kind === 'result' && top.step === place.step) return 'asked how';
  return stepsTried.find(({ step }) => step === place.step)?.outcome ?? (ended === 'resolved' ? 'fixed' : undefined);
}

/** Steps at which a text came to something else than expected, as `flow/step: what`. */
function others(text: string, expected: readonly string[]): readonly string[] {
  return places().flatMap((place) => {
    const outcome = outcomeOf(place, text) ?? 'not heard';
    return expected.includes(outcome) ? [] : [`${place.flow.id}/${place.step}: ${outcome}`];
  });
}

describe('the shortest answers to a thing to do', () => {
  it.each([
    '能用',
    '能刷',
    '能用了',
    '能刷了',
    '好了',
    '可以了',
    '行了',
    '正常了',
    '能收款了',
    '正常',
    '没问题了',
    'works',
    'ok now',
    'works now',
    'fixed',
  ])('“%s” says that it works', (text) => {
    expect(others(text, ['fixed', 'done'])).toEqual([]);
  });

  it.each(['可以', '行', 'ok', 'OK', '好', '好的', '嗯', '弄了', '弄好了', '做了', '试了', 'done', '搞好了'])(
    '“%s” says that it was done, or that it works',
    (text) => {
      expect(others(text, ['asked how', 'fixed', 'done'])).toEqual([]);
    },
  );

  it.each([
    '不行',
    '没用',
    '还是那样',
    '还是不行',
    '不好使',
    '一样',
    '没反应',
    '还是老样子',
    '不得行',
    '没变化',
    '没好',
    'no',
    'same',
    'still the same',
    'nope',
    'no change',
    "doesn't work",
    '不能用',
    '用不了',
    '还不行',
    '不可以',
  ])('“%s” says that it did not help', (text) => {
    expect(others(text, ['not-fixed', 'done'])).toEqual([]);
  });

  it.each(['做不了', '弄不了', "can't"])('“%s” says that it cannot be done', (text) => {
    expect(others(text, ['cannot', 'asked how'])).toEqual([]);
  });
});
