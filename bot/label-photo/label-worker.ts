/** The thread that looks for codes in a picture; whoever started it ends it when it takes too long. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { prepareZXingModule, type ReaderOptions, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import type { PhotoCode, PicturePart } from '#dialogs/photo.ts';
import { pictureSize } from './picture-size.ts';
import { type GreyPicture, prepareUnpacking, shrinkGrey, toPgm, turnGrey, unpackGrey } from './unpack-picture.ts';
import { unpacksAsStated } from './unpacks-as-stated.ts';

/** What the thread is asked, and what it answers. */
export interface LabelTask {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** `refused`: the picture does not unpack as its header states, or is broken. */
export interface LabelAnswer {
  readonly id: number;
  readonly outcome: 'read' | 'refused';
  readonly codes: readonly PhotoCode[];
  readonly unread: readonly PicturePart[];
}

const FORMATS = {
  Code128: 'code128',
  Code39: 'code39',
  QRCode: 'qr',
  MicroQRCode: 'qr',
  DataMatrix: 'datamatrix',
  EAN13: 'ean',
  EAN8: 'ean',
  UPCA: 'ean',
} as const;

const OPTIONS: ReaderOptions = {
  formats: ['Code128', 'Code39', 'QRCode', 'DataMatrix', 'EAN13', 'EAN8', 'UPCA'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 16,
  minLineCount: 2,
  returnErrors: true,
};
/** Labels mostly carry more codes than this; with fewer, some may have been missed. */
const FEW = 3;
/** Codes with a bright frame or a shadow over them show better with another threshold. */
const SECOND_LOOK: ReaderOptions = { ...OPTIONS, binarizer: 'GlobalHistogram', returnErrors: false };

async function prepare(): Promise<void> {
  const file = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  const wasmBinary = new Uint8Array(file).buffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  await prepareUnpacking();
}

function formatOf(result: ReadResult): PhotoCode['format'] | undefined {
  return FORMATS[result.format as keyof typeof FORMATS];
}

function heightOf({ position }: ReadResult): number {
  return (position.topLeft.y + position.bottomRight.y) / 2;
}

function partOf(result: ReadResult, height: number): PicturePart {
  const at = heightOf(result) / height;
  return at < 1 / 3 ? 'top' : at > 2 / 3 ? 'bottom' : 'middle';
}

/** Whether the code was read whole and is of a kind that stands on labels. */
function isSound(result: ReadResult): boolean {
  return result.isValid && formatOf(result) !== undefined && result.text !== '';
}

/** Bars are read along straight lines: where nothing was, the picture is turned by half a right angle, and less. */
const TURNS = [45, 22.5, -22.5] as const;
const ASKEW: ReaderOptions = { ...OPTIONS, tryInvert: false, returnErrors: false };

/** Pixels that a picture is looked at with: what telephones take; with fewer, bars of labels far away are lost. */
const MOST_PIXELS = 12_500_000;
/** WebP takes the most memory to unpack, and less where it is made smaller on the way. */
const MOST_WEBP_PIXELS = 8_000_000;
/** Pixels that a turned picture is looked at with; a label fills most of the picture. */
const ASKEW_PIXELS = 2_000_000;
/** No further turn is begun after this long. */
const ASKEW_MS = 900;

async function lookAskew(picture: GreyPicture): Promise<readonly ReadResult[]> {
  const from = performance.now();
  const small = await shrinkGrey(picture, ASKEW_PIXELS);
  for (const degrees of TURNS) {
    if (performance.now() - from > ASKEW_MS) return [];
    const found = (await readBarcodes(toPgm(await turnGrey(small, degrees)), ASKEW)).filter(isSound);
    if (found.length > 0) return found;
  }
  return [];
}

/** A second look must not undo the first: what it trips over is left. */
async function lookAgain(picture: GreyPicture): Promise<readonly ReadResult[]> {
  try {
    return await lookAskew(picture);
  } catch {
    return [];
  }
}

async function findCodes(picture: GreyPicture): Promise<Omit<LabelAnswer, 'id' | 'outcome'>> {
  const file = toPgm(picture);
  const first = await readBarcodes(file, OPTIONS);
  const sound = first.filter(isSound);
  const again = sound.length < FEW || first.length > sound.length;
  const more = again ? (await readBarcodes(file, SECOND_LOOK)).filter(isSound) : [];
  const askew = sound.length + more.length === 0 ? await lookAgain(picture) : [];
  const results = [...sound, ...more, ...askew].sort((one, other) => heightOf(one) - heightOf(other));
  const codes = new Map(
    results.map((result) => [result.text, { text: result.text, format: formatOf(result) ?? 'qr' }]),
  );
  const unread = first.filter((result) => !result.isValid).map((result) => partOf(result, picture.height));
  return { codes: [...codes.values()], unread: [...new Set(unread)] };
}

async function look({ id, bytes }: LabelTask): Promise<LabelAnswer> {
  const size = pictureSize(bytes);
  const refused: LabelAnswer = { id, outcome: 'refused', codes: [], unread: [] };
  if (!size || (size.kind === 'png' && !(await unpacksAsStated(bytes)))) return refused;
  try {
    const most = size.kind === 'webp' ? MOST_WEBP_PIXELS : MOST_PIXELS;
    return { id, outcome: 'read', ...(await findCodes(await unpackGrey(bytes, size, most))) };
  } catch {
    return refused;
  }
}

await prepare();
parentPort?.on('message', async (task: LabelTask) => parentPort?.postMessage(await look(task)));
parentPort?.postMessage('ready');
