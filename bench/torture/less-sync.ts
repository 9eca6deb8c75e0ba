/** The control of the power test: the embedded engine never syncs its log at a commit, which must be noticed. */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Answers like a disk that lies: at once, and without having written anything. */
function pretend(_file: number, done: (error: null) => void): void {
  setImmediate(done, null);
}

Object.assign(fs, { fdatasync: pretend });
syncBuiltinESMExports();
