/** What processes on one database tell each other and nobody keeps: who looks at which ticket, and to whom an agent writes. */

import { z } from 'zod';
import type { PresenceExchange, SharedLook } from '#adapters/console/presence.ts';
import type { ConversationId } from '#dialogs/message.ts';
import type { Signs } from './store/processes.ts';

const sign = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('look'),
    number: z.string(),
    name: z.string(),
    writing: z.enum(['note', 'reply']).optional(),
    page: z.string().optional(),
  }),
  z.object({ kind: z.literal('writing'), conversationId: z.string() }),
]);
type Sign = z.infer<typeof sign>;

/** A newer or older version may say what this one does not know. */
function readSign(text: string): Sign | undefined {
  try {
    return sign.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Looks at tickets, to and from other processes; undefined where there are none. */
export function exchangeLooks(signs: Signs | undefined): PresenceExchange | undefined {
  if (!signs) return undefined;
  return {
    tell: (look) => signs.tell(JSON.stringify({ kind: 'look', ...look } satisfies Sign)),
    onHeard: (listener) =>
      void signs.onHeard((text) => {
        const heard = readSign(text);
        if (heard?.kind !== 'look') return;
        const { number, name, writing, page } = heard;
        const said = { ...(writing === undefined ? {} : { writing }), ...(page === undefined ? {} : { page }) };
        listener({ number, name, ...said } satisfies SharedLook);
      }),
  };
}

/** Tells other processes that an agent writes to a merchant. */
export function tellWriting(signs: Signs | undefined, conversationId: ConversationId): void {
  signs?.tell(JSON.stringify({ kind: 'writing', conversationId } satisfies Sign));
}

/** Calls `show` for merchants to whom agents write at other processes. */
export function hearWriting(signs: Signs | undefined, show: (conversationId: ConversationId) => void): void {
  signs?.onHeard((text) => {
    const heard = readSign(text);
    if (heard?.kind === 'writing') show(heard.conversationId as ConversationId);
  });
}
