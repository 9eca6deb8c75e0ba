/** The command that talks to the desk in the terminal, or is driven by program with --jsonl. */

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { loadGuide } from '../content/load-guide.ts';
import { openFileDirectory } from '../directory/file-directory.ts';
import { openChatDesk } from './chat/chat-desk.ts';
import { driveByLines } from './chat/jsonl.ts';
import { talk } from './chat/talk.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s chat -- [--jsonl] [--channel NAME] [--content DIR] [--now ISO] [--devices FILE]

  --jsonl         JSON Lines in and out, see docs/architecture.md
  --channel NAME  pretend to be this channel (webchat)
  --content DIR   the folder of your institution, laid over the built-in content
  --devices FILE  a CSV or XLSX file of devices that may be looked up
  --now ISO       the clock at the start (a Monday, 10:00 in Shanghai)`;

const DEFAULT_NOW = '2026-11-23T10:00:00+08:00';

async function main(): Promise<number | 'misused'> {
  const { values } = parseArgs({
    options: {
      jsonl: { type: 'boolean', default: false },
      channel: { type: 'string', default: 'webchat' },
      content: { type: 'string' },
      devices: { type: 'string' },
      now: { type: 'string', default: DEFAULT_NOW },
      help: { type: 'boolean', default: false },
    },
  });
  const startAt = Date.parse(values.now);
  if (values.help || Number.isNaN(startAt)) {
    console.error(values.help ? USAGE : `--now wants a date such as ${DEFAULT_NOW}, not ${values.now}`);
    return values.help ? 0 : 2;
  }
  const directory = values.devices === undefined ? undefined : await openFileDirectory(values.devices);
  const desk = await openChatDesk(await loadGuide(values.content), startAt, values.channel, undefined, directory);
  const input = createInterface({
    input: process.stdin,
    ...(values.jsonl ? {} : { output: process.stdout, prompt: '> ' }),
  });
  if (values.jsonl) await driveByLines(desk, input, (value) => process.stdout.write(`${JSON.stringify(value)}\n`));
  else await talk(desk, input, (text) => process.stdout.write(`${text}\n`));
  input.close();
  await desk.close();
  return 0;
}

await runCommand(USAGE, main);
