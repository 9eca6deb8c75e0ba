/** Texts from requests without the NUL character, which databases take for an end or refuse. */

import { z } from 'zod';

/** A text in a query, refused with a NUL in it: SQLite would search for what stands before it, Postgres fail. */
export function queryText(longest: number): z.ZodString {
  return z
    .string()
    .max(longest)
    .regex(/^[^\0]*$/);
}

/** A text to be kept, its NULs left out. */
export function keptText(longest: number): z.ZodPipe<z.ZodString, z.ZodTransform<string, string>> {
  return z
    .string()
    .max(longest)
    .transform((text) => text.replaceAll('\0', ''));
}
