/** The two icons of the Teams app: a card terminal, drawn from rectangles and written as PNG. */

import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** A rectangle with round corners, on a field of 40 by 40. */
interface Shape {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly radius: number;
  readonly colour: Colour;
}

const FIELD = 40;
/** Points looked at in each direction of a pixel, for smooth edges. */
const SAMPLES = 4;
const TEAL: Colour = [11, 85, 97, 255];
const MINT: Colour = [127, 209, 199, 255];
const WHITE: Colour = [255, 255, 255, 255];
const NOTHING: Colour = [0, 0, 0, 0];

const box = (left: number, top: number, right: number, bottom: number, radius: number, colour: Colour): Shape => ({
  left,
  top,
  right,
  bottom,
  radius,
  colour,
});

/** The terminal: housing with its display above, keys below. Later shapes lie on earlier ones. */
function terminal(housing: Colour, keypad: Colour, opening: Colour): readonly Shape[] {
  return [
    box(11, 8.5, 29, 22.7, 2, housing),
    box(14.2, 11.8, 25.8, 17.8, 0.4, opening),
    box(11, 24.2, 29, 31.5, 3, keypad),
    box(14.6, 26.9, 19.4, 28.7, 0.9, opening),
    box(20.6, 26.9, 25.4, 28.7, 0.9, opening),
  ];
}

/** The 192 by 192 icon in colour; Teams rounds its corners. */
export function drawColourIcon(): Uint8Array {
  return drawPng(192, [box(0, 0, FIELD, FIELD, 0, TEAL), ...terminal(WHITE, MINT, TEAL)]);
}

/** The 32 by 32 icon in white on nothing, larger in its field as it has no ground. */
export function drawOutlineIcon(): Uint8Array {
  const scale = 1.35;
  const grow = (at: number): number => (at - FIELD / 2) * scale + FIELD / 2;
  const shapes = terminal(WHITE, WHITE, NOTHING).map(({ left, top, right, bottom, radius, colour }) =>
    box(grow(left), grow(top), grow(right), grow(bottom), radius * scale, colour),
  );
  return drawPng(32, shapes);
}

function covers({ left, top, right, bottom, radius }: Shape, x: number, y: number): boolean {
  const beyondX = Math.max(left + radius - x, x - (right - radius), 0);
  const beyondY = Math.max(top + radius - y, y - (bottom - radius), 0);
  return beyondX ** 2 + beyondY ** 2 <= radius ** 2 && x >= left && x <= right && y >= top && y <= bottom;
}

function colourAt(shapes: readonly Shape[], x: number, y: number): Colour {
  return shapes.findLast((shape) => covers(shape, x, y))?.colour ?? NOTHING;
}

/** The mean of a pixel's points; colours weigh as much as they cover, so that edges do not darken. */
function mixPixel(shapes: readonly Shape[], column: number, row: number, size: number): Colour {
  const sum = [0, 0, 0, 0];
  for (let point = 0; point < SAMPLES ** 2; point += 1) {
    const x = ((column + ((point % SAMPLES) + 0.5) / SAMPLES) * FIELD) / size;
    const y = ((row + (Math.floor(point / SAMPLES) + 0.5) / SAMPLES) * FIELD) / size;
    const [red, green, blue, alpha] = colourAt(shapes, x, y);
    for (const [channel, value] of [red * alpha, green * alpha, blue * alpha, alpha].entries()) {
      sum[channel] = (sum[channel] ?? 0) + value;
    }
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
  const share = (value: number): number => (alpha === 0 ? 0 : Math.round(value / alpha));
  return [share(red), share(green), share(blue), Math.round(alpha / SAMPLES ** 2)];
}

function drawPng(size: number, shapes: readonly Shape[]): Uint8Array {
  const rows = Array.from({ length: size }, (_, row) =>
    // Each row begins with its filter: none.
    Buffer.from([0, ...Array.from({ length: size }, (_, column) => mixPixel(shapes, column, row, size)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, colours with alpha.
  header.set([8, 6], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const pixels = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
