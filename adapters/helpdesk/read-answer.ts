/** Reads the answers of helpdesks: what is missing in them is a fault that the queue tries again. Pure. */

import type { z } from 'zod';
import { SinkFault } from '../tickets/sink-http.ts';

/** The answer in the form that is expected; throws a SinkFault when it has another one. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  // What was asked for may have been done all the same.
  throw new SinkFault({ kind: 'retry', reason: `it answered in another form than expected (${where})` });
}
