/** Slack's markup and plain text: what merchants wrote as they saw it, and what we write as we mean it. */

import { cleanText } from '#adapters/tencent/clean-text.ts';

/**
 * Escapes the three characters that Slack reads as control characters, so that no mention, link or channel-wide call
 * can come out of a text. Source: docs.slack.dev, "Formatting message text".
 */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Undoes `escapeText`; other entities are text. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

const TOKEN = /<([^<>]*)>/g;

/** Emoji that answer a question; Slack sends their names. Source: github.com/iamcal/emoji-data, which Slack uses. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  thumbsup: '👍',
  ok_hand: '👌',
  ok: '🆗',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  '-1': '👎',
  thumbsdown: '👎',
  x: '❌',
  heavy_multiplication_x: '✖️',
  pray: '🙏',
};
const EMOJI_NAME = /:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g;

/**
 * The text of a message as its writer sees it: links as their labels, mentions as names, entities as characters.
 * Mentions of `ownUser` are left out. A link whose label hides where it leads shows both.
 */
export function readMarkup(markup: string, ownUser?: string): string {
  const plain = markup.replaceAll(TOKEN, (_, token: string) => readToken(token, ownUser));
  const drawn = plain.replaceAll(EMOJI_NAME, (name, word: string) =>
    Object.hasOwn(EMOJI, word) ? (EMOJI[word] ?? name) : name,
  );
  return cleanText(unescapeText(drawn));
}

/** Whom a message addresses first: the user id of a mention that it begins with. */
export function readAddressee(markup: string): string | undefined {
  return /^\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>/.exec(markup)?.[1];
}

/** True when the message mentions this user. */
export function mentions(markup: string, user: string): boolean {
  return markup.includes(`<@${user}>`) || markup.includes(`<@${user}|`);
}

function readToken(token: string, ownUser: string | undefined): string {
  const bar = token.indexOf('|');
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = bar < 0 ? '' : token.slice(bar + 1);
  if (target.startsWith('@')) return target.slice(1) === ownUser ? '' : `@${label || target.slice(1)}`;
  if (target.startsWith('#')) return `#${label || target.slice(1)}`;
  if (target.startsWith('!')) return label || `@${target.slice(1).split('^')[0]}`;
  return readLink(target, label);
}

function readLink(target: string, label: string): string {
  const address = target.replace(/^(?:mailto|tel):/, '');
  if (label === '' || label === address) return address;
  // Slack makes links of what looks like an address or a number; its label is then what was typed.
  const bare = (text: string): string => text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const sameNumber = target.startsWith('tel:') && digits(label) !== '' && digits(address).endsWith(digits(label));
  return bare(address) === bare(label) || sameNumber ? label : `${label} (${address})`;
}

function digits(text: string): string {
  return text.replaceAll(/\D/g, '');
}
