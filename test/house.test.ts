/** The house stands as designed: imports go one way, and every module is looked at. */

import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cruise, type IReporterOutput } from 'dependency-cruiser';
import { beforeAll, expect, it } from 'vitest';
import { importTable } from './import-table.ts';

const ROOMS = ['knowledge', 'dialogs', 'adapters', 'bot'];
const root = fileURLToPath(new URL('..', import.meta.url));

interface Cruised {
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly couldNotResolve?: boolean; readonly module: string }[];
  }[];
}

let cruised: Cruised;

beforeAll(async () => {
  const result: IReporterOutput = await cruise(ROOMS, {
    ...importTable.options,
    baseDir: root,
    ruleSet: { forbidden: importTable.forbidden ?? [] },
    validate: true,
  });
  cruised = result.output as unknown as Cruised;
});

it('every source file is seen by the import check', () => {
  const seen = cruised.modules
    .map(({ source }) => source)
    .filter((source) => !source.startsWith('node_modules') && source.endsWith('.ts'));
  const files = ROOMS.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => !seen.includes(file))).toEqual([]);
});

it('imports go one way, siblings stay apart, and each library has one home', () => {
  const found = cruised.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  expect(found).toEqual([]);
});

it('every import of ours can be resolved', () => {
  const lost = cruised.modules.flatMap(({ source, dependencies }) =>
    dependencies
      .filter((one) => one.couldNotResolve && !one.module.startsWith('node:'))
      .map((one) => `${source} → ${one.module}`),
  );
  expect(lost).toEqual([]);
});
