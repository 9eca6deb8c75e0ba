/** The command that content writers use: checks, lists, draws, walks and plays what is in the content files. */

import { parseArgs } from 'node:util';
import { ConfigFault, faultLine } from '../faults.ts';
import { check } from './content/check.ts';
import { coverage } from './content/coverage.ts';
import { fill } from './content/fill-hant.ts';
import { graph } from './content/graph.ts';
import { list } from './content/list.ts';
import { playAll } from './content/play-all.ts';
import { suggest } from './content/suggest.ts';
import { walk } from './content/walk.ts';

const USAGE = `npm run -s content -- <command> [--content DIR] [--json]

  check               prints what is wrong as file:line:column; exit code 1 when anything is
  list                prints every symptom, control and procedure: steps, ends, languages, examples
  graph ID            draws the tree of a symptom or procedure as SVG and Mermaid text
  graph --all         draws all of them
      --out DIR       where the drawings go; left out: the Mermaid text is printed
      --locale LOCALE language of the drawing: zh-Hans (left out), zh-Hant or en
  walk [ID…]          walks every way through the answers and prints the walks that do not end well
      --write DIR     writes walks that take every way as conversations, a file per symptom
  test [FOLDER…]      plays the written conversations and prints where they go another way
  coverage [FOLDER…]  prints which answers, results and branches no written conversation takes
  fill-hant           writes missing traditional Chinese next to the simplified
  suggest FILE.jsonl  proposes examples and rules for lines {"text","label"?,"note"?} that were misunderstood or
                      corrected, and shows the effect on all test sets; secrets are taken out first
      --write         adds the examples to your institution's folder, or else to the built-in content

  --content DIR  the folder of your institution, laid over the built-in content
  --json         machine-readable output`;

const OPTIONS = {
  content: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  out: { type: 'string' },
  locale: { type: 'string' },
  write: { type: 'string' },
} as const;

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('suggest') && !args.includes('--help')) return suggest(args.filter((word) => word !== 'suggest'));
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  const { content, json } = values;
  const [command, ...names] = positionals;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  switch (command) {
    case 'check':
      return check(content, json);
    case 'list':
      return list(content, json);
    case 'graph':
      return graph({ overlay: content, json, ids: names, all: values.all, out: values.out, locale: values.locale });
    case 'walk':
      return walk({ overlay: content, json, only: names, folder: values.write });
    case 'test':
      return playAll(content, json, names);
    case 'coverage':
      return coverage(content, json, names);
    case 'fill-hant':
      return fill(content, json);
    default:
      console.error(USAGE);
      return 2;
  }
}

process.exitCode = await main().catch((cause: unknown) => {
  console.error(
    cause instanceof ConfigFault ? faultLine(cause) : cause instanceof Error ? cause.message : String(cause),
  );
  return 2;
});
