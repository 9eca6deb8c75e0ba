/** How many photos of labels are read, by how they were taken: `node bench/labels.ts [COUNT]`. A wrong serial ends it with 1. */

import { loadGuide } from '#bot/content/load-guide.ts';
import { createLabelReader } from '#bot/label-photo/label-reader.ts';
import { readLabel } from '#dialogs/read-label.ts';
import { type DrawnCode, drawLabel, type Shot } from '#test/bot/label-drawing.ts';

const DEFAULT_COUNT = 585;

let seed = 20261122;
function random(below: number): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return Math.floor((seed / 2147483648) * below);
}
const digits = (count: number): string => Array.from({ length: count }, () => random(10)).join('');
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;

/** A label as a maker prints it: the serial, and what else stands beside it. */
function makeLabel(): { readonly serial: string; readonly codes: readonly DrawnCode[] } {
  const one = (format: DrawnCode['format'], text: string): DrawnCode => ({ format, text });
  const pax = `08${digits(8)}`;
  const iccid = one('Code128', `898600${digits(14)}`);
  const imei = one('Code128', `8612345${digits(8)}`);
  const article = one('EAN13', '6901234567892');
  const asset = one('Code128', `ZC-${digits(6)}`);
  const sunmi = `P2${digits(5)}K${digits(5)}`;
  return pick([
    { serial: pax, codes: [one('Code128', pax)] },
    { serial: pax, codes: [one('Code128', pax), one('Code128', 'A920-0AW-RD5'), article] },
    { serial: pax, codes: [article, one('Code128', 'A920-0AW'), one('Code128', pax), iccid] },
    { serial: pax, codes: [one('Code39', pax), one('Code39', 'A920'), imei] },
    { serial: pax, codes: [one('QRCode', `SN:${pax};PN:A920-0AW;IMEI:86123456${digits(7)}`), asset] },
    { serial: pax, codes: [one('DataMatrix', `S/N ${pax}`), article] },
    { serial: sunmi, codes: [one('Code128', sunmi), one('Code128', 'P2 Pro'), article, iccid] },
    { serial: sunmi, codes: [one('QRCode', `https://w.example.com/d?sn=${sunmi}`), imei] },
  ]);
}

const SHOTS: Readonly<Record<string, () => Shot>> = {
  clean: () => ({ module: 2 + random(3) }),
  blur: () => ({ module: 3, blur: 0.5 + random(20) / 10, grain: 8 }),
  glare: () => ({ module: 3, glare: 0.15 + random(30) / 100, blur: 0.6 }),
  'turned a little': () => ({ module: 3, degrees: random(25) - 12, blur: 0.5, grain: 8 }),
  'turned by a right angle': () => ({ module: 3, degrees: 90 * (1 + random(3)), blur: 0.5, grain: 8 }),
  'turned by 45 degrees': () => ({ module: 3, degrees: 45 + 90 * random(4), blur: 0.5, grain: 8 }),
  'turned any way': () => ({ module: 3, degrees: random(360), blur: 0.5, grain: 8 }),
  small: () => ({ module: 1, blur: random(5) / 10, grain: 4 }),
  'all at once': () => ({
    module: 2 + random(2),
    degrees: random(17) - 8,
    blur: 0.5 + random(8) / 10,
    glare: 0.15,
    grain: 20,
  }),
};

interface Tally {
  readonly photos: number;
  readonly read: number;
  readonly wrong: number;
  readonly ms: readonly number[];
}

async function main(): Promise<number> {
  const count = Number(process.argv[2] ?? DEFAULT_COUNT);
  const guide = await loadGuide(undefined);
  const reader = createLabelReader();
  const kinds = Object.entries(SHOTS);
  const tallies = new Map<string, Tally>();
  for (let at = 0; at < count; at += 1) {
    const [kind, shoot] = kinds[at % kinds.length] as (typeof kinds)[number];
    const { serial, codes } = makeLabel();
    const bytes = await drawLabel(codes, shoot());
    const from = performance.now();
    const reading = await reader.read(String(at), { bytes, contentType: 'image/png' });
    const took = performance.now() - from;
    const { sn } = readLabel([reading], undefined, guide.devices);
    const { photos, read, wrong, ms } = tallies.get(kind) ?? { photos: 0, read: 0, wrong: 0, ms: [] };
    const isWrong = sn !== undefined && sn !== serial;
    if (isWrong) console.log(`wrong: ${serial} was read as ${sn}: ${JSON.stringify(reading.codes)}`);
    tallies.set(kind, {
      photos: photos + 1,
      read: read + (sn === serial ? 1 : 0),
      wrong: wrong + (isWrong ? 1 : 0),
      ms: [...ms, took],
    });
  }
  await reader.close();
  return print(tallies);
}

function print(tallies: ReadonlyMap<string, Tally>): number {
  const all = [...tallies.values()];
  const total: Tally = {
    photos: all.reduce((sum, { photos }) => sum + photos, 0),
    read: all.reduce((sum, { read }) => sum + read, 0),
    wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
    ms: all.flatMap(({ ms }) => ms),
  };
  for (const [kind, { photos, read, wrong, ms }] of [...tallies, ['all', total] as const]) {
    const sorted = ms.toSorted((one, other) => one - other);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
    const rate = ((100 * read) / photos).toFixed(1);
    console.log(
      `${kind.padEnd(24)} ${photos} photos, ${rate} % read, ${wrong} wrong, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
    );
  }
  return total.wrong > 0 ? 1 : 0;
}

process.exitCode = await main();
