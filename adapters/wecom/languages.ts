/** The language that each customer writes in, for the messages that no dialog writes. */

import type { Notebook } from '#adapters/contract.ts';
import { detectLocale } from '#dialogs/locale.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { KfCustomer } from './receive.ts';

/** Languages of customers. */
export interface Languages {
  /** The language of a customer who has written; undefined for anybody else. */
  of(customer: KfCustomer): Promise<Locale | undefined>;
  /** Notes the language of a line; one that does not tell changes nothing. */
  heard(customer: KfCustomer, text: string): Promise<void>;
}

const LOCALE = /^(?:zh-Hans|zh-Hant|en)$/;
/** Above this many customers the one who has been silent the longest is looked up again. */
const MOST_KNOWN = 20_000;

/** Languages in a notebook; what is read once is remembered. */
export function createLanguages(notebook: Notebook): Languages {
  const known = new Map<string, Locale | undefined>();
  const keyOf = ({ kfId, userId }: KfCustomer): string => `wecom:language:${kfId}:${userId}`;
  const remember = (key: string, locale: Locale | undefined): void => {
    known.delete(key);
    known.set(key, locale);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  };
  const of: Languages['of'] = async (customer) => {
    const key = keyOf(customer);
    if (known.has(key)) return known.get(key);
    const noted = await notebook.read(key);
    const locale = LOCALE.test(noted ?? '') ? (noted as Locale) : undefined;
    remember(key, locale);
    return locale;
  };
  return {
    of,
    async heard(customer, text) {
      const before = await of(customer);
      const locale = detectLocale(text, text, before);
      if (locale === undefined || locale === before) return;
      await notebook.write(keyOf(customer), locale);
      remember(keyOf(customer), locale);
    },
  };
}
