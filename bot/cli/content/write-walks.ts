/** Writes walks as conversations that can be played again: a file per symptom. */

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Walk } from './choose-walks.ts';

const HEAD =
  '# Written by npm run -s content -- walk --write; write it again after a change of the walk, and read the difference.\n';

/** Writes a file for each symptom into the folder; how many there are. Files written by hand stay. */
export async function writeWalks(folder: string, walks: readonly Walk[]): Promise<number> {
  await mkdir(folder, { recursive: true });
  const files = Map.groupBy(walks, ({ symptom }) => symptom);
  for (const [symptom, own] of files) await writeFile(join(folder, `${symptom}.yaml`), textOf(symptom, own));
  return files.size;
}

/** Removes from the folder the files that this command wrote for symptoms that are gone. */
export async function removeOldWalks(folder: string, symptoms: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.yaml') || symptoms.has(name.slice(0, -'.yaml'.length))) continue;
    const path = join(folder, name);
    if ((await readFile(path, 'utf8')).startsWith(HEAD)) await rm(path);
  }
}

/** The walks of one symptom as the text of a transcript file. */
export function textOf(symptom: string, walks: readonly Walk[]): string {
  const file = { title: `Walks of ${symptom}`, starts: symptom, conversations: walks.map(conversationOf) };
  return HEAD + stringify(file, { lineWidth: 0, aliasDuplicateObjects: false });
}

function conversationOf({ known, said, ending }: Walk) {
  const { slots, tried } = known;
  return {
    ...(Object.keys(slots).length > 0 ? { knows: slots } : {}),
    ...(Object.keys(tried).length > 0 ? { tried } : {}),
    turns: said,
    ends: ending,
  };
}
