/** Keeps the heap close to what is really in use, also while a flood makes garbage faster than V8 would clear it away. */

import { setFlagsFromString } from 'node:v8';

/**
 * How far the heap may grow beyond what was in use at its last full collection, in percent. V8 by itself lets it grow to
 * two or three times that and then keeps the memory; a limit in megabytes would end the process instead, when thousands
 * of pages are open.
 */
const GROWTH_PERCENT = 20;

/** To be called once, before there is any load. */
export function boundMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
