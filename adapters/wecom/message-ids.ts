/** The ids that our messages carry at the platform: made of the delivery's id, and read back from msg_send_fail. */

import { createHash, randomBytes } from 'node:crypto';
import type { Notebook } from '#adapters/contract.ts';

/**
 * Ids of at most 32 characters `[0-9a-zA-Z_-]`, each usable once for an account, which makes them the key against
 * sending twice. They begin with a mark of this database: another database counts its deliveries from 1 as well, and
 * its first message must not be taken for a repetition of ours.
 */
export interface MessageIds {
  /** The id of a part of a delivery, the same at every try; the spare one is for when the first belongs to another. */
  of(deliveryId: string, part: number, which?: 'first' | 'spare'): Promise<string>;
  /** The delivery that an id was made of; undefined when it is not one of ours. */
  deliveryOf(msgId: string): Promise<string | undefined>;
}

const KEY = 'wecom:mark';
const MARK_BYTES = 5;
const READABLE = /^[0-9A-Za-z]{1,16}$/;
const OURS = /^([0-9a-f]{10})-([0-9A-Za-z]{1,16})(?:-\d{1,3})?_?$/;

/** The ids of one database. */
export function createMessageIds(notebook: Notebook): MessageIds {
  let known: Promise<string> | undefined;
  const makeMark = async (): Promise<string> => {
    const mark = randomBytes(MARK_BYTES).toString('hex');
    await notebook.write(KEY, mark);
    return mark;
  };
  const readMark = (): Promise<string> => {
    known ??= notebook.read(KEY).then((mark) => mark || makeMark());
    // A store that fails now may not fail later.
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
  return {
    async of(deliveryId, part, which = 'first') {
      const name = READABLE.test(deliveryId) ? deliveryId : digest(deliveryId);
      return `${await readMark()}-${name}${part === 0 ? '' : `-${part}`}${which === 'first' ? '' : '_'}`;
    },
    async deliveryOf(msgId) {
      const [, mark, deliveryId] = OURS.exec(msgId) ?? [];
      return mark === (await readMark()) ? deliveryId : undefined;
    },
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
