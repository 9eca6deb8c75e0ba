/** The command for the register of devices: `npm run -s devices -- import FILE [--check]`, while posdesk serves or not. */

import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { type ImportReport, importDevices } from '../directory/import-devices.ts';
import { ConfigFault } from '../faults.ts';
import { openAnyStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s devices -- import FILE [--check]
npm run -s devices -- show SERIAL

  import   brings a CSV or XLSX file into the register: all of it, or with any error nothing
  --check  only says what would change
  show     prints what the register knows of a terminal, as JSON

docs/devices.md names the columns.`;

/** Problems that are printed; a file with a wrong column has one in every row. */
const SHOWN = 20;

function describe({ devices, changes, problems, ignored, stored }: ImportReport): readonly string[] {
  const { added, changed, same } = changes;
  const counts = `${devices} devices: ${added} new, ${changed} changed, ${same} as they were`;
  const left = problems.length - SHOWN;
  return [
    ...problems.slice(0, SHOWN).map(({ row, column, message }) => `row ${row}${column && `, ${column}`}: ${message}`),
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(ignored.length > 0 ? [`columns left out: ${ignored.join(', ')}`] : []),
    problems.length > 0 ? `${problems.length} problems; nothing was stored` : counts,
    ...(stored || problems.length > 0 ? [] : ['nothing was stored: this was a check']),
  ];
}

async function runImport(store: Store, path: string, check: boolean): Promise<number> {
  const report = await importDevices(store, path, Date.now(), check).catch((cause: unknown) => {
    throw new ConfigFault({
      code: 'no-device-file',
      what: `${path} cannot be read as CSV or XLSX (${cause instanceof Error ? cause.message : String(cause)})`,
      remedy: 'Name a CSV file in UTF-8 or GB 18030, or an XLSX file; its first row holds the headings.',
    });
  });
  for (const line of describe(report)) process.stdout.write(`${line}\n`);
  return report.problems.length > 0 ? 1 : 0;
}

async function show(store: Store, serial: string): Promise<number> {
  const [device] = await store.devices({ serial: serial.toUpperCase().replace(/[^A-Z0-9]/g, '') });
  if (device) process.stdout.write(`${JSON.stringify(device)}\n`);
  else process.stderr.write('The register has no such terminal.\n');
  return device ? 0 : 1;
}

async function main(): Promise<number | 'misused'> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false } },
  });
  const [command, what] = positionals;
  if ((command !== 'import' && command !== 'show') || what === undefined) {
    return 'misused';
  }
  const store = await openAnyStore(readConfig());
  try {
    return command === 'import' ? await runImport(store, what, values.check) : await show(store, what);
  } finally {
    await store.close();
  }
}

await runCommand(USAGE, main);
