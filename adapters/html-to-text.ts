/** The text of a message written in HTML, near enough to read. Pure. */

const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/**
 * Plain text; what is quoted with `<blockquote>` begins with `> `, as in plain mail. Takes time in proportion to the text,
 * whatever it holds: anybody may have written it.
 */
export function htmlToText(html: string): string {
  return html
    .replaceAll(/<(style|script|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/<blockquote\b[^<>]*>/gi, '\n> ')
    .replaceAll(/<(?:br|\/p|\/div|\/li|\/tr|\/blockquote|\/h\d)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(nbsp|lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
