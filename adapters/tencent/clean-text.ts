/** The text of a message as people typed it. */

/** Takes out what no keyboard sends and some stores refuse: control characters and halves of surrogate pairs; trims. */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .trim();
}
