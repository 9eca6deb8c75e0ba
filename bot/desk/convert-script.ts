/** Texts in the other script of Chinese, by the tables that the content and the reading of messages use. */

import type { ToConvert } from '#adapters/console/wire.ts';
import { toSimplified } from '#knowledge/text/simplify.ts';

/** The texts in their order. Who writes traditional characters already is left alone: our table is for simplified text. */
export async function convertScript({ texts, to }: ToConvert): Promise<readonly string[]> {
  if (to === 'zh-Hans') return texts.map(toSimplified);
  // Its dictionary takes megabytes, which a desk without traditional merchants need not hold.
  const { toHant } = await import('#knowledge/to-hant.ts');
  return texts.map((text) => (toSimplified(text) === text ? toHant(text) : text));
}
