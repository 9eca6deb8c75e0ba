/** The lines that show how merchants write, for whoever reads pinyin or corrects spelling. */

import type { Guide } from './guide.ts';

/** What content says in the words of merchants: examples, and the literal words of rules and of what screens show. */
export function familiarLines({
  flows,
  controls,
  screenTexts,
  devices,
}: Pick<Guide, 'flows' | 'controls' | 'screenTexts' | 'devices'>): readonly string[] {
  const symptoms = [...flows.values()].filter((flow) => flow.kind === 'symptom');
  return [
    ...[...symptoms, ...controls.values()].flatMap(({ title, examples, rules }) => [
      title['zh-Hans'],
      title.en,
      ...examples,
      ...rules.map(literalWords),
    ]),
    ...screenTexts.map(({ pattern }) => literalWords(pattern)),
    ...devices.flatMap(({ maker, aliases, models }) => [maker.en, ...aliases, ...models]),
  ];
}

function literalWords({ source }: RegExp): string {
  return source.replace(/[^\p{Script=Han}a-z']+/giu, ' ');
}
