/** The thread that reads, compiles and trains a new state of the content, so that conversations go on meanwhile. */

import { parentPort, workerData } from 'node:worker_threads';
import { type PackedContent, packContent } from '#knowledge/packed-guide.ts';
import { readContent } from '#knowledge/read-content.ts';

const { overlay, builtIn } = workerData as { readonly overlay?: string; readonly builtIn: string };
const read = await readContent(overlay, builtIn);
const content: PackedContent =
  read.problems.length > 0 ? { kind: 'problems', problems: read.problems } : packContent(read.files);
// Handed over, and not copied: two copies of a model are more than a small machine has to spare.
const buffers = content.kind === 'guide' ? buffersOf(content.packed.trained.readers) : [];
parentPort?.postMessage(content, [...new Set(buffers)]);

function buffersOf(value: unknown): readonly ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap(buffersOf);
}
