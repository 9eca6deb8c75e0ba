/** The control of the power test: makes the embedded engine sync less than posdesk asks, which must be noticed. */

import { DatabaseSync } from 'node:sqlite';

const exec = DatabaseSync.prototype.exec;

DatabaseSync.prototype.exec = function execLess(sql: string): void {
  exec.call(this, sql.replace(/synchronous = full/, 'synchronous = normal'));
};
