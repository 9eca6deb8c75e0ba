/**
 * Measures the finding of facts on labelled lines: `node bench/entities.ts [FILE.jsonl …] [--wrong]`. A line has `text`
 * and `entities` (values by kind, `{}` for none), or is an answer to a question of the bot (`asked`, `expect`).
 */

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadGuide } from '#bot/content/load-guide.ts';
import { type FactLine, judgeAnswer, judgeLine, readFactLine, scoreKinds } from '#test/fixtures/judge-facts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { wrong: { type: 'boolean', default: false } },
});
const FILES = ['entities-learn', 'entities-held-back', 'learn', 'held-back', 'slot-answers'];
const files = positionals.length > 0 ? positionals : FILES.map((name) => `test/utterances/${name}.jsonl`);

const guide = await loadGuide();

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} % of ${whole}`;
}

for (const file of files) {
  const lines: readonly FactLine[] = (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readFactLine);
  const told = lines.filter((line) => line.expect === undefined).map((line) => judgeLine(line, guide));
  const answers = lines.filter((line) => line.expect !== undefined).map((line) => judgeAnswer(line, guide));
  console.log(file);
  if (told.length > 0) {
    const empty = told.filter(({ expected }) => Object.keys(expected).length === 0);
    console.table(scoreKinds(told));
    console.log(
      `lines without facts that give nothing: ${share(empty.filter(({ right }) => right).length, empty.length)}`,
    );
  }
  if (answers.length > 0)
    console.log(`answers right: ${share(answers.filter(({ right }) => right).length, answers.length)}`);
  // Lines that are kept back are only ever scored.
  if (values.wrong && !file.includes('held-back')) {
    for (const { text, expected, found, right } of [...told, ...answers]) {
      if (!right) console.log(`${text} | expected ${JSON.stringify(expected)} | found ${JSON.stringify(found)}`);
    }
  }
}
