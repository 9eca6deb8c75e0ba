/** The features of many texts one behind the other: lists of their own would be moved about while training lasts. */

import type { Feature } from './feature-key.ts';

/** The features of text `i` stand from `starts[i]` up to `starts[i + 1]`. */
export interface FeatureLists {
  readonly starts: readonly number[];
  readonly features: Float64Array;
}

/** The features of texts, each told by `featuresOf`, in the order of the texts. */
export function listFeatures<Text>(
  texts: readonly Text[],
  featuresOf: (text: Text) => readonly Feature[],
): FeatureLists {
  const starts = [0];
  let room = new Float64Array(1024);
  let filled = 0;
  for (const text of texts) {
    const features = featuresOf(text);
    if (filled + features.length > room.length) {
      const larger = new Float64Array(2 * (filled + features.length));
      larger.set(room);
      room = larger;
    }
    for (let at = 0; at < features.length; at++) room[filled + at] = features[at] as Feature;
    filled += features.length;
    starts.push(filled);
  }
  return { starts, features: room.subarray(0, filled) };
}
