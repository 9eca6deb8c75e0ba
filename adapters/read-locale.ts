/** The language that a platform says a person uses. */

import type { Locale } from '#knowledge/guide.ts';

/** The locale of a language tag such as `zh-TW` or `en-US`; undefined for languages that the desk does not speak. */
export function readLocale(tag: string | undefined): Locale | undefined {
  if (tag === undefined) return undefined;
  if (/^zh[-_](?:hant|tw|hk|mo)\b/i.test(tag)) return 'zh-Hant';
  if (/^zh\b/i.test(tag)) return 'zh-Hans';
  return /^en\b/i.test(tag) ? 'en' : undefined;
}

/** What opens the conversation of somebody who has opened the chat and not written yet; the dialog answers it. */
export function greetingIn(locale: Locale | undefined): string {
  return locale === 'en' ? 'Hello' : '你好';
}
