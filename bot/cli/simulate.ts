/** The command that lets many simulated merchants talk to the dialog and reports what came of it. */

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runCommand } from './run-command.ts';
import { drawReport } from './simulate/report.ts';
import { run } from './simulate/run.ts';
import { sayTally } from './simulate/say-tally.ts';
import { countNever } from './simulate/tally.ts';

const USAGE = `npm run -s simulate -- [--conversations N] [--seed N] [--json] [--report FILE.html] [--content DIR]

  --conversations N   how many merchants (20000)
  --seed N            the same seed gives the same merchants (1)
  --json              all figures and examples as JSON
  --report FILE.html  a page with charts as well
  --content DIR       the folder of your institution, laid over the built-in content

Exit code 1 when something happened that never may.`;

async function main(): Promise<number | 'misused'> {
  const { values } = parseArgs({
    options: {
      conversations: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      report: { type: 'string' },
      content: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const conversations = Number(values.conversations);
  const seed = Number(values.seed);
  const usable = Number.isSafeInteger(conversations) && conversations > 0 && Number.isSafeInteger(seed);
  if (values.help || !usable) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const progress = (done: number): void => void process.stderr.write(`\r${done} of ${conversations}`);
  const found = await run({ conversations, seed, overlay: values.content, progress });
  process.stderr.write('\r\u001b[K');
  console.log(values.json ? JSON.stringify(found, null, 2) : sayTally(found));
  if (values.report !== undefined) await writeFile(values.report, drawReport(found, seed));
  return countNever(found) === 0 ? 0 : 1;
}

await runCommand(USAGE, main);
