/** Unpacks the brightness of a baseline JPEG (ITU-T T.81, SOF0 and SOF1, Huffman); other forms are left. Pure. */

import type { GreyPicture } from './grey.ts';

/** Length of each code and its value, as a table by the code with a leading one. */
type Codes = ReadonlyMap<number, number>;

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quant: number;
  dc: Codes;
  ac: Codes;
  last: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
}

const ZIGZAG: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];
/** cos((2x + 1) u pi / 16) / 2, with the factor of u = 0. */
const COSINES = Float32Array.from({ length: 64 }, (_, at) => {
  const [x, u] = [at >> 3, at & 7];
  return (Math.cos(((2 * x + 1) * u * Math.PI) / 16) / 2) * (u === 0 ? Math.SQRT1_2 : 1);
});

interface Bits {
  bit(): number;
  /** A number of so many bits with the sign that JPEG gives it (F.2.2.1). */
  signed(size: number): number;
  code(codes: Codes): number;
  /** Goes on behind a restart marker. */
  restart(): void;
}

function createBits(bytes: Uint8Array, from: number): Bits {
  let [at, held, count] = [from, 0, 0];
  const bit = (): number => {
    if (count === 0) {
      const byte = bytes[at];
      if (byte === undefined) throw new RangeError('the scan ends early');
      // A marker ends the data: what is missing reads as zeros.
      if (byte === 0xff && bytes[at + 1] !== 0) return 0;
      at += byte === 0xff ? 2 : 1;
      held = byte;
      count = 8;
    }
    count -= 1;
    return (held >> count) & 1;
  };
  return {
    bit,
    signed(size) {
      let value = 0;
      for (let index = 0; index < size; index += 1) value = (value << 1) | bit();
      return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    },
    code(codes) {
      let code = 1;
      for (let length = 0; length < 16; length += 1) {
        code = (code << 1) | bit();
        const value = codes.get(code);
        if (value !== undefined) return value;
      }
      throw new RangeError('no such code');
    },
    restart() {
      count = 0;
      if (bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf8) === 0xd0) at += 2;
    },
  };
}

interface Tables {
  readonly quants: Map<number, readonly number[]>;
  readonly codes: Map<number, Codes>;
  frame?: Frame;
  interval: number;
}

function readQuants(view: DataView, from: number, to: number, { quants }: Tables): void {
  for (let at = from; at < to; ) {
    const [wide, id] = [view.getUint8(at) >> 4, view.getUint8(at) & 15];
    const start = at + 1;
    quants.set(
      id,
      Array.from({ length: 64 }, (_, index) =>
        wide ? view.getUint16(start + 2 * index) : view.getUint8(start + index),
      ),
    );
    at = start + (wide ? 128 : 64);
  }
}

function readCodes(view: DataView, from: number, to: number, { codes }: Tables): void {
  for (let at = from; at < to; ) {
    const id = view.getUint8(at);
    const table = new Map<number, number>();
    let [code, next] = [1, at + 17];
    for (let length = 1; length <= 16; length += 1) {
      code <<= 1;
      for (let left = view.getUint8(at + length); left > 0; left -= 1) table.set(code++, view.getUint8(next++));
    }
    codes.set(id, table);
    at = next;
  }
}

const NO_CODES: Codes = new Map();

function readFrame(view: DataView, at: number): Frame {
  const components = Array.from({ length: view.getUint8(at + 5) }, (_, index): Component => {
    const from = at + 6 + 3 * index;
    const factors = view.getUint8(from + 1);
    return {
      id: view.getUint8(from),
      across: factors >> 4,
      down: factors & 15,
      quant: view.getUint8(from + 2),
      dc: NO_CODES,
      ac: NO_CODES,
      last: 0,
    };
  });
  return { height: view.getUint16(at + 1), width: view.getUint16(at + 3), components };
}

const BASELINE: readonly number[] = [0xc0, 0xc1];

/** The brightness; undefined for a form that is not unpacked. Throws on a broken file. */
export function decodeJpeg(bytes: Uint8Array): GreyPicture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: Tables = { quants: new Map(), codes: new Map(), interval: 0 };
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = view.getUint8(at + 1);
    const [from, to] = [at + 4, at + 2 + view.getUint16(at + 2)];
    if (marker === 0xdb) readQuants(view, from, to, tables);
    else if (marker === 0xc4) readCodes(view, from, to, tables);
    else if (marker === 0xdd) tables.interval = view.getUint16(from);
    else if (BASELINE.includes(marker)) tables.frame = readFrame(view, from);
    else if (marker > 0xc1 && marker < 0xd0 && marker !== 0xc8 && marker !== 0xcc) return undefined;
    else if (marker === 0xda) return readScan(bytes, view, from, to, tables);
    at = to;
  }
  return undefined;
}

/** Brightness, two colours, and what a printer adds. */
const MOST_COMPONENTS = 4;

/** Pictures without a frame, or with the colours in scans of their own, are left. */
function readScan(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  tables: Tables,
): GreyPicture | undefined {
  const { frame, codes } = tables;
  const count = view.getUint8(from);
  if (!frame || count > MOST_COMPONENTS || count !== frame.components.length || frame.width * frame.height === 0)
    return undefined;
  for (let index = 0; index < count; index += 1) {
    const component = frame.components.find(({ id }) => id === view.getUint8(from + 1 + 2 * index));
    if (!component) return undefined;
    const which = view.getUint8(from + 2 + 2 * index);
    component.dc = codes.get(which >> 4) ?? NO_CODES;
    component.ac = codes.get(0x10 | (which & 15)) ?? NO_CODES;
  }
  return drawBlocks(frame, createBits(bytes, to), tables);
}

/** Goes through the blocks of every component in their order, and draws those of the first, the brightness. */
function drawBlocks({ width, height, components }: Frame, bits: Bits, { quants, interval }: Tables): GreyPicture {
  const [brightness] = components;
  const across = Math.max(...components.map((one) => one.across));
  const down = Math.max(...components.map((one) => one.down));
  if (!brightness || brightness.across !== across || brightness.down !== down) throw new RangeError('odd factors');
  const [columns, rows] = [Math.ceil(width / (8 * across)), Math.ceil(height / (8 * down))];
  const stride = columns * across * 8;
  const plane = new Uint8Array(stride * rows * down * 8);
  const quant = quants.get(brightness.quant) ?? [];
  const block = new Float32Array(64);
  for (let unit = 0; unit < columns * rows; unit += 1) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      bits.restart();
      for (const component of components) component.last = 0;
    }
    for (const component of components) {
      for (let part = 0; part < component.across * component.down; part += 1) {
        readBlock(bits, component, component === brightness ? quant : [], block);
        if (component !== brightness) continue;
        const x = ((unit % columns) * across + (part % across)) * 8;
        const y = (Math.floor(unit / columns) * down + Math.floor(part / across)) * 8;
        drawBlock(block, plane, y * stride + x, stride);
      }
    }
  }
  return { width: stride, height: rows * down * 8, grey: plane };
}

/** One block of coefficients, in their places and with their weights. */
function readBlock(bits: Bits, component: Component, quant: readonly number[], block: Float32Array): void {
  block.fill(0);
  component.last += bits.signed(bits.code(component.dc) & 15);
  block[0] = component.last * (quant[0] ?? 0);
  for (let at = 1; at < 64; at += 1) {
    const code = bits.code(component.ac);
    const [run, size] = [code >> 4, code & 15];
    if (size === 0 && run < 15) return;
    at += run;
    if (at > 63) throw new RangeError('too many coefficients');
    block[ZIGZAG[at] ?? 0] = bits.signed(size) * (quant[at] ?? 0);
  }
}

const between = new Float32Array(64);

/** The inverse cosine transform (A.3.3), first along the rows and then along the columns. */
function drawBlock(block: Float32Array, plane: Uint8Array, from: number, stride: number): void {
  for (let v = 0; v < 8; v += 1) {
    for (let x = 0; x < 8; x += 1) {
      let sum = 0;
      for (let u = 0; u < 8; u += 1) sum += (block[v * 8 + u] ?? 0) * (COSINES[x * 8 + u] ?? 0);
      between[v * 8 + x] = sum;
    }
  }
  for (let x = 0; x < 8; x += 1) {
    for (let y = 0; y < 8; y += 1) {
      let sum = 0;
      for (let v = 0; v < 8; v += 1) sum += (between[v * 8 + x] ?? 0) * (COSINES[y * 8 + v] ?? 0);
      plane[from + y * stride + x] = Math.min(255, Math.max(0, sum + 128));
    }
  }
}
