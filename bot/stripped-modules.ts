/** Strips our modules of their types before the program begins anew, so that the one that serves needs no compiler. */

import { globSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { useStripped } from '#adapters/strip-types.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = '{adapters,bot,dialogs,knowledge}/**/*.ts';
/** What browsers run; some of it the server runs too. */
const PAGES = 'adapters/{web,*/web}/**/*.ts';

/** Names the folder with the stripped modules to the program that has begun anew. */
const FOLDER = 'POSDESK_STRIPPED';

const MODULES_FILE = 'modules.json';
const PAGES_FILE = 'pages.json';

/** What the program is to begin anew with: words for Node, and settings. */
export interface Stripped {
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs before any module of ours, told to Node as text, as a module of ours would need the compiler; in a thread it does
 * nothing. A module that is not among the stripped ones is read as ever.
 */
function serveStripped(): void {
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  const { POSDESK_STRIPPED: folder } = process.env;
  if (!isMainThread || folder === undefined) return;
  const { readFileSync: read } = process.getBuiltinModule('node:fs');
  let entries: readonly (readonly [string, string])[] = [];
  try {
    entries = JSON.parse(read(`${folder}/modules.json`, 'utf8'));
  } catch {
    return;
  }
  const sources = new Map(entries);
  process.getBuiltinModule('node:module').registerHooks({
    load(url, about, next) {
      const source = sources.get(url);
      if (source === undefined) return next(url, about);
      sources.delete(url);
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

/** Leaves the modules without their types in a folder that only this user may read. `program` is the first of them. */
export function leaveStripped(program: string | undefined): Stripped {
  const pages = new Set(globSync(PAGES, { cwd: ROOT }));
  const own = globSync(MODULES, { cwd: ROOT }).filter(
    (name) => !pages.has(name) || name.startsWith(`adapters${sep}web`),
  );
  const paths = own.map((name) => join(ROOT, name));
  const modules = new Set(program?.endsWith('.ts') ? [...paths, program] : paths);
  // Before there is a folder, as this is what takes time: whoever ends the program meanwhile finds nothing left.
  const files = {
    [MODULES_FILE]: JSON.stringify([...modules].map((path) => [pathToFileURL(path).href, strip(path)])),
    [PAGES_FILE]: JSON.stringify([...pages].map((name) => [join(ROOT, name), strip(join(ROOT, name))])),
  };
  const folder = mkdtempSync(join(tmpdir(), 'posdesk-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  } catch (error) {
    removeStripped(folder);
    throw error;
  }
  return {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(`(${serveStripped})()`)}`],
    env: { [FOLDER]: folder },
  };
}

const strip = (path: string): string => stripTypeScriptTypes(readFileSync(path, 'utf8'), { mode: 'strip' });

/** In the program that has begun anew: takes over the pages, and removes what was left. */
export function takeStripped(): void {
  const { [FOLDER]: folder } = process.env;
  if (folder === undefined) return;
  delete process.env[FOLDER];
  try {
    useStripped(new Map(JSON.parse(readFileSync(join(folder, PAGES_FILE), 'utf8'))));
  } catch {
    // Whoever asks for a page's module has it stripped then.
  }
  removeStripped(folder);
}

/** Removes what was left for a program that does not begin; never throws. */
export function dropStripped({ env }: Stripped): void {
  const { [FOLDER]: folder } = env;
  if (folder !== undefined) removeStripped(folder);
}

function removeStripped(folder: string): void {
  try {
    for (const name of [MODULES_FILE, PAGES_FILE]) rmSync(join(folder, name), { force: true });
    rmdirSync(folder);
  } catch {
    // The system clears its folder for such files in time.
  }
}

/** Frees what is left, once all pages are prepared. */
export function forgetStripped(): void {
  useStripped(new Map());
}
