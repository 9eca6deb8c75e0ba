/** Finds and reads written conversations: one a file, or several. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { type Transcript, transcriptSchema, transcriptsSchema } from '../chat/play-transcript.ts';

/** Where the transcripts of posdesk's own content stand, seen from the project's folder. */
export const TRANSCRIPTS = 'test/conversations';

/** One conversation with the place it is written at. */
export interface ReadTranscript {
  readonly file: string;
  readonly line: number;
  readonly transcript: Transcript;
}

/** Every conversation of the folders, the ones of their sub-folders included. Throws what is wrong with a file. */
export async function readTranscripts(folders: readonly string[]): Promise<readonly ReadTranscript[]> {
  const found: ReadTranscript[] = [];
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.yaml')).sort()) {
      const file = join(folder, name);
      found.push(...parseTranscripts(file, await readFile(file, 'utf8')));
    }
  }
  return found;
}

/** The conversations in the text of one file. */
export function parseTranscripts(file: string, text: string): readonly ReadTranscript[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new Error(`${file}: ${broken.message}`);
  const json: unknown = document.toJS();
  const several = transcriptsSchema.safeParse(json);
  if (!several.success) return [{ file, line: 1, transcript: oneOf(file, json) }];
  const { title, starts, conversations } = several.data;
  return conversations.map((conversation, index) => ({
    file,
    line: lineOf(document.getIn(['conversations', index], true), lines),
    transcript: {
      title: `${title} ${index + 1}`,
      ...(starts === undefined ? {} : { starts }),
      ...conversation,
    } as Transcript,
  }));
}

function oneOf(file: string, json: unknown): Transcript {
  const several = typeof json === 'object' && json !== null && 'conversations' in json;
  const parsed = several ? transcriptsSchema.safeParse(json) : transcriptSchema.safeParse(json);
  const [issue] = parsed.error?.issues ?? [];
  if (parsed.success) return parsed.data as Transcript;
  throw new Error(`${file}: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not a transcript'}`);
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? lines.linePos(range[0]).line : 1;
}
