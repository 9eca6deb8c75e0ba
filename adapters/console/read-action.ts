/** Reads an action on a ticket from the address and the body of its request. Pure. */

import { z } from 'zod';
import type { DeskAction } from '#adapters/desk-contract.ts';
import { RESOLUTION_CODES } from '#dialogs/ticket.ts';
import { keptText, queryText } from './plain-text.ts';

const TEXT = keptText(16_384);
const NAME = queryText(200).min(1);
const NUMBER = z.string().regex(/^T\d{1,12}$/);
const SAID = { text: TEXT.optional() };

/** What each action takes; a text that is left out of a note or reply is an empty one, which the desk refuses. */
const ACTION = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claim') }),
  z.object({ kind: z.literal('assign'), agent: NAME }),
  z.object({ kind: z.literal('transfer'), agent: NAME, ...SAID }),
  z.object({ kind: z.literal('merge'), into: NUMBER }),
  z.object({ kind: z.literal('note'), text: TEXT.default('') }),
  z.object({ kind: z.literal('reply'), text: TEXT.default(''), mediaRef: queryText(200).optional() }),
  z.object({
    kind: z.literal('resolve'),
    code: z.enum(RESOLUTION_CODES).optional(),
    fixedBy: NAME.optional(),
    ...SAID,
  }),
  z.object({ kind: z.literal('reopen'), ...SAID }),
  z.object({ kind: z.literal('handback'), ...SAID }),
  z.object({ kind: z.literal('retryDelivery'), lineSeq: z.number().int().min(1) }),
  z.object({ kind: z.literal('retrySink'), sink: NAME }),
  z.object({ kind: z.literal('setPriority'), priority: z.enum(['P1', 'P2', 'P3', 'P4']), reason: keptText(500) }),
]);

const KINDS: readonly string[] = ACTION.options.map((option) => option.shape.kind.value);

/** Whether there is an action of that name. */
export function isActionKind(kind: string): boolean {
  return KINDS.includes(kind);
}

/** Fields that are left out, left out; zod has them as undefined. */
function present<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Value;
}

/** The action; undefined when the body does not fit it. */
export function readAction(kind: string, body: unknown): DeskAction | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const read = ACTION.safeParse({ ...body, kind });
  return read.success ? (present(read.data) as DeskAction) : undefined;
}
