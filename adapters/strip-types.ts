/** What a browser is sent of a module of ours: the same without its types. */

import { stripTypeScriptTypes } from 'node:module';

let prepared: ReadonlyMap<string, string> = new Map();

/**
 * Modules whose types were stripped before, by their paths: stripping needs a compiler that takes 17 MB, which a process
 * that serves had better never load.
 */
export function useStripped(scripts: ReadonlyMap<string, string>): void {
  prepared = scripts;
}

/** The module at `path`, which holds `text`, without its types; every sign stays where it is. */
export function stripTypes(path: string, text: string): string {
  return prepared.get(path) ?? stripTypeScriptTypes(text, { mode: 'strip' });
}
