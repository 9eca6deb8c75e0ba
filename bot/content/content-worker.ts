/** The thread that reads, compiles and trains a new state of the content, so that conversations go on meanwhile. */

import { parentPort, workerData } from 'node:worker_threads';
import { type PackedContent, packContent } from '#knowledge/packed-guide.ts';
import { readContent } from '#knowledge/read-content.ts';

const { overlay, builtIn } = workerData as { readonly overlay?: string; readonly builtIn: string };
const read = await readContent(overlay, builtIn);
const content: PackedContent =
  read.problems.length > 0 ? { kind: 'problems', problems: read.problems } : packContent(read.files);
const buffers =
  content.kind === 'guide'
    ? [
        content.packed.trained.readers.model.weights.buffer as ArrayBuffer,
        content.packed.trained.readers.index.starts.buffer as ArrayBuffer,
        content.packed.trained.readers.index.examples.buffer as ArrayBuffer,
        content.packed.trained.readers.index.values.buffer as ArrayBuffer,
      ]
    : [];
parentPort?.postMessage(content, buffers);
