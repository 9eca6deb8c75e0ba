/** Reads a file that somebody has named on the command line, or says in words why it cannot be read. */

import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { ConfigFault } from '../faults.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read by this user',
  EPERM: 'it may not be read by this user',
};

/** The text of the file, UTF-8 with or without a byte order mark. ConfigFault `file-unreadable` when it is not there or cannot be read. */
export async function readNamedFile(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    // npm runs commands in posdesk's own folder, wherever they were called.
    const looked = isAbsolute(path) ? '' : ` (looked for as ${resolve(path)})`;
    throw new ConfigFault({
      code: 'file-unreadable',
      what: `${path}${looked} cannot be read: ${REASONS[code] ?? code}`,
      remedy: `Check the name${isAbsolute(path) ? '' : ', or write the path in full'}.`,
      cause,
    });
  }
}
