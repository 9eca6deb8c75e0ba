/** The command that writes missing traditional Chinese. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FilledHant, fillHant, fillHantPhrases } from '#knowledge/fill-hant.ts';
import { BUILT_IN_CONTENT, readContent } from '#knowledge/read-content.ts';

/** Writes into the folder named, or else into the built-in content; exit code 1 when a file is refused. */
export async function fill(overlay: string | undefined, json: boolean): Promise<number> {
  const folder = overlay ?? BUILT_IN_CONTENT;
  const { files } = await readContent(undefined, folder);
  const filled: (FilledHant & { readonly name: string })[] = [];
  for (const { name, text } of files) {
    if (name.startsWith('phrases.')) continue;
    filled.push({ name, ...(await write(join(folder, name), text, fillHant(text))) });
  }
  const hans = files.find(({ name }) => name === 'phrases.zh-Hans.yaml');
  if (hans !== undefined) {
    const name = 'phrases.zh-Hant.yaml';
    const before = files.find((file) => file.name === name)?.text ?? '';
    filled.push({ name, ...(await write(join(folder, name), before, fillHantPhrases(hans.text, before))) });
  }
  report(filled, json);
  return filled.some(({ refused }) => refused !== undefined) ? 1 : 0;
}

/** Writes only when the file is still what was read: its writer may be at work on it. */
async function write(path: string, before: string, result: FilledHant): Promise<FilledHant> {
  if (result.added === 0) return result;
  const now = await readFile(path, 'utf8').catch(() => '');
  if (now !== before)
    return { text: before, added: 0, refused: 'the file has changed meanwhile; run the command again' };
  await writeFile(path, result.text);
  return result;
}

function report(filled: readonly (FilledHant & { readonly name: string })[], json: boolean): void {
  const rows = filled.filter(({ added, refused }) => added > 0 || refused !== undefined);
  if (json) console.log(JSON.stringify(rows.map(({ name, added, refused }) => ({ name, added, refused }))));
  else if (rows.length === 0) console.log('Nothing to add.');
  else
    for (const { name, added, refused } of rows)
      console.log(`${name}: ${refused ?? `${added} ${added === 1 ? 'line' : 'lines'} added`}`);
}
