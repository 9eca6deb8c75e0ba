/** Lines of the content's own that a desk reads before merchants write, to meet early what is made at first use. */

import type { Guide } from './guide.ts';

/** Examples of one script stand together in the content, so what is read next stands this share of the list further on. */
const FURTHER = 0.618034;

/**
 * The examples, each once, in rounds with one of every symptom and control: the longer one reads, the more rules and
 * spellings one has met. English comes with a slip of the pen as well.
 */
export function* warmUpLines({ flows, controls }: Pick<Guide, 'flows' | 'controls'>): Generator<string> {
  const symptoms = [...flows.values()].filter((flow) => flow.kind === 'symptom');
  const lists = [...symptoms, ...controls.values()].map(({ examples }) => examples).filter(({ length }) => length > 0);
  const rounds = lists.reduce((most, { length }) => Math.max(most, length), 0);
  for (let round = 0; round < rounds; round++) {
    for (const [number, examples] of lists.entries()) {
      if (round >= examples.length) continue;
      const line = examples[((number + round) * strideOf(examples.length)) % examples.length] as string;
      yield line;
      if (ENGLISH.test(line)) yield withSlip(line);
    }
  }
}

/** With steps of this length one comes to every place of a list before one is back at the first. */
function strideOf(length: number): number {
  let stride = Math.max(1, Math.round(length * FURTHER));
  while (commonDivisor(stride, length) > 1) stride += 1;
  return stride;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

const ENGLISH = /^\p{ASCII}*[a-z]{5}\p{ASCII}*$/u;

/** The last letter but one of the first word, twice: terminal becomes terminaal. */
function withSlip(line: string): string {
  return line.replace(/([a-z]{3,})([a-z])(?![a-z])/, (_, most: string, last: string) => most + most.slice(-1) + last);
}
