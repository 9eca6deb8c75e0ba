/** Cuts a long text into messages that fit, at the best border there is. */

/** Where a text may be cut, best first; each expression finds what belongs before the cut. */
const BORDERS: readonly RegExp[] = [
  /\n+/g,
  // A full stop inside a number or an address ends nothing.
  /[。！？!?…；;]+[”’」』）)]*\s*|\.(?=\s)\s*/g,
  /[，、,：:]+\s*/g,
  /\s+/g,
];
/** A cut that leaves less than this share of the room used is worse than the next kind of border. */
const LEAST_SHARE = 0.3;
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Tencent refuses texts above 2,048 bytes and passive replies a little below that. */
export const TEXT_BYTES = 1_800;

/**
 * Parts of at most `mostBytes` UTF-8 bytes, none of them empty: cut after a line, a sentence, a clause or a word, and
 * inside a word only when it alone is too long. Nothing but white space at the cuts is lost.
 */
export function splitText(text: string, mostBytes = TEXT_BYTES): readonly string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (Buffer.byteLength(rest) > mostBytes) {
    const head = takeFitting(rest, mostBytes);
    const cut = findCut(head);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest].filter((part) => part !== '');
}

/** The longest beginning that fits, in whole characters as people see them. */
function takeFitting(text: string, mostBytes: number): string {
  // No character takes less than a byte, so what fits lies within the first `mostBytes` units.
  const near = text.slice(0, mostBytes + 1);
  let bytes = 0;
  let end = 0;
  for (const { segment, index } of GRAPHEMES.segment(near)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > mostBytes) break;
    end = index + segment.length;
  }
  return end === 0 ? takeCodePoints(near, mostBytes) : text.slice(0, end);
}

/** For a single character that is too long as a whole, such as letters under hundreds of accents. */
function takeCodePoints(text: string, mostBytes: number): string {
  let taken = '';
  for (const point of text) {
    if (taken !== '' && Buffer.byteLength(taken + point) > mostBytes) break;
    taken += point;
  }
  return taken;
}

function findCut(head: string): number {
  for (const border of BORDERS) {
    const last = [...head.matchAll(border)].at(-1);
    const cut = last === undefined ? 0 : last.index + last[0].length;
    if (cut >= head.length * LEAST_SHARE) return cut;
  }
  return head.length;
}
