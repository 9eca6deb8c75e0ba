/** Measures the reading of answers: `node bench/answers.ts`. Each example is read as if the content did not hold it. */

import { loadGuide } from '#bot/content/load-guide.ts';
import type { Choice } from '#knowledge/guide.ts';
import { nearestAnswer, SAME_WORDS } from '#knowledge/match/nearest-answer.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

const guide = await loadGuide();

/** The choice that patterns read, and the one that patterns and the other examples read together. */
function read(choices: readonly Choice[], example: string): readonly [string | undefined, string | undefined] {
  const { normal } = readUtterance(example, guide.lexicon);
  const byPattern = choices.find(({ accept }) => accept.some((pattern) => pattern.test(normal)))?.id;
  const others = choices.map((choice) => ({ ...choice, examples: choice.examples.filter((text) => text !== example) }));
  const like = nearestAnswer(others, normal, guide.lexicon);
  const same = like && like.similarity >= SAME_WORDS ? like.choice.id : undefined;
  return [byPattern, same ?? byPattern ?? like?.choice.id];
}

const asked = [...guide.flows.values()].flatMap(({ steps }) => steps.filter((step) => step.kind === 'ask'));
const readings = asked.flatMap(({ choices }) =>
  choices.flatMap(({ id, examples }) => examples.map((example) => [id, ...read(choices, example)] as const)),
);

function tell(name: string, column: 1 | 2): void {
  const right = readings.filter((one) => one[column] === one[0]).length;
  const wrong = readings.filter((one) => one[column] !== undefined && one[column] !== one[0]).length;
  process.stdout.write(`${name}: ${right} right, ${wrong} wrong, ${readings.length - right - wrong} asked again\n`);
}

tell('patterns alone', 1);
tell('patterns and other examples', 2);
