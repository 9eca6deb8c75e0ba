/** Answers in other words than the content's patterns expect. */

import { describe, expect, it } from 'vitest';
import { nearestAnswer } from '#knowledge/match/nearest-answer.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';

const guide = await loadBuiltInGuide();

function choicesOf(flow: string, step: string) {
  const found = guide.flows.get(flow)?.steps.find(({ id }) => id === step);
  if (found?.kind !== 'ask') throw new Error(`${flow}/${step} is no question`);
  return found.choices;
}

const read = (flow: string, step: string, text: string): string | undefined =>
  nearestAnswer(choicesOf(flow, step), readUtterance(text, guide.lexicon).normal, guide.lexicon)?.choice.id;

describe('an answer like an example of a choice', () => {
  it.each([
    ['换过卡了还是不行', 'cellular'],
    ['后面插了根线', 'ethernet'],
    ['changed sim yesterday', 'cellular'],
    ['a guy installed it no idea', 'unsure'],
  ])('%s is read as that choice', (text, choice) => {
    expect(read('which-network', 'how-online', text)).toBe(choice);
  });

  it.each(['今天生意不好', '打不出小票', '你们是骗子吧', 'i dont have time', ''])('%s is not guessed at', (text) => {
    expect(read('which-network', 'how-online', text)).toBeUndefined();
  });

  it('is itself for every example that the content holds', () => {
    const answerable = [...guide.flows.values()].flatMap(({ id, steps }) =>
      steps.flatMap((step) => {
        const choices = step.kind === 'ask' ? step.choices : step.kind === 'do' ? step.results : [];
        return choices.flatMap((choice) =>
          choice.examples.map((example) => ({ at: `${id}/${step.id}`, choices, choice: choice.id, example })),
        );
      }),
    );
    expect(answerable.length).toBeGreaterThan(1000);
    const misread = answerable.filter(({ choices, choice, example }) => {
      const { normal } = readUtterance(example, guide.lexicon);
      return nearestAnswer(choices, normal, guide.lexicon)?.choice.id !== choice;
    });
    expect(misread.map(({ at, choice, example }) => `${at}.${choice}: ${example}`)).toEqual([]);
  });
});
