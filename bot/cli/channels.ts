/** The command for channels: whether they work, the app package for Teams, and a demonstration of all of them. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { loadInstitution } from '../content/load-guide.ts';
import { ConfigFault } from '../faults.ts';
import { checkChannels, writeReports } from './channels/check-channels.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s channels -- check [--json]
npm run -s channels -- teams-app FILE.zip
npm run -s channels -- demo [--port N] [--once]

  check      whether each channel's credentials, callback and permissions work, and whether the places where
             agents see tickets take them, and what to do if not; ends with 1 when something does not
  teams-app  writes the package that is uploaded to Teams; needs MicrosoftAppId and PUBLIC_URL
  demo       starts all channels against stand-ins on this machine, http://127.0.0.1:3980/ or port N; with --once it
             plays an example in the terminal and ends`;

/** A process of its own: the stand-ins are tests' tools, and nothing here may depend on them. */
const DEMO = fileURLToPath(new URL('../../test/demo/demo.ts', import.meta.url));

async function check(json: boolean): Promise<number> {
  const reports = await checkChannels(readConfig());
  process.stdout.write(`${json ? JSON.stringify(reports) : writeReports(reports)}\n`);
  return reports.some(({ findings }) => findings.some(({ ok }) => !ok)) ? 1 : 0;
}

async function writeTeamsApp(file: string): Promise<number> {
  const { channels, publicUrl, contentFolder } = readConfig();
  const appId = channels?.teams?.appId ?? '';
  if (appId === '' || publicUrl?.startsWith('https:') !== true) {
    throw new ConfigFault({
      code: 'teams-app-incomplete',
      what: 'The package for Teams names the app id and the public address, and one of them is missing',
      remedy: 'Set MicrosoftAppId, MicrosoftAppPassword and PUBLIC_URL (https).',
    });
  }
  const { buildTeamsApp } = await import('#adapters/teams/app-package.ts');
  const { name } = await loadInstitution(contentFolder);
  writeFileSync(file, buildTeamsApp({ appId, publicUrl, name }));
  process.stdout.write(`${file}: Teams → Apps → Manage your apps → Upload an app\n`);
  return 0;
}

async function demonstrate(args: readonly string[]): Promise<number> {
  const demo = spawn(process.execPath, [...process.execArgv, DEMO, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => demo.kill(signal));
  const [code] = await once(demo, 'exit');
  return Number(code ?? 0);
}

async function main(): Promise<number | 'misused'> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      port: { type: 'string' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [command, file] = positionals;
  if (command === 'check') return await check(values.json);
  if (command === 'teams-app' && file !== undefined) return await writeTeamsApp(file);
  if (command === 'demo') {
    const port = values.port === undefined ? [] : ['--port', values.port];
    return await demonstrate([...port, ...(values.once ? ['--once'] : [])]);
  }
  process.stderr.write(`${USAGE}\n`);
  return values.help ? 0 : 2;
}

await runCommand(USAGE, main);
