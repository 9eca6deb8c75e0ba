/** Breaks a text into lines that fit a box of the drawing, where nothing wraps by itself. Pure. */

/** Roughly how wide a character is in a 13-unit font: Chinese fills its square, Latin letters half, what parts them a third. */
function widthOf(character: string): number {
  if (/[ ·]/.test(character)) return 4;
  return /[\u2e80-\uffef]/.test(character) ? 13 : 7;
}

/** At most `lines` lines of at most `width` units; what does not fit ends in an ellipsis. */
export function fitText(text: string, width: number, lines: number): readonly string[] {
  const made: string[] = [''];
  let used = 0;
  for (const piece of text.replaceAll(/\s+/g, ' ').match(/[\w'’.-]+ ?|./gu) ?? []) {
    const size = [...piece].reduce((sum, character) => sum + widthOf(character), 0);
    if (used + size > width && used > 0) {
      if (made.length === lines)
        return [...made.slice(0, -1), `${made.at(-1)?.slice(0, -1)}…`].map((line) => line.trim());
      made.push('');
      used = 0;
    }
    made[made.length - 1] += piece;
    used += size;
  }
  return made.map((line) => line.trim()).filter((line) => line !== '');
}
