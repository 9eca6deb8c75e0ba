/**
 * What English words mean in general. A file of its own, as the desk does without and should not read a megabyte for it.
 *
 * `word-vectors.json` is distilled from GloVe (J. Pennington, R. Socher, C. Manning, Stanford University,
 * https://nlp.stanford.edu/projects/glove/), which its authors put into the public domain (PDDL 1.0), and
 * words of one meaning are drawn together by WordNet 3.1 (Princeton University); `bench/word-vectors.ts` derives it.
 */

import { createMeanings, type Meanings } from './word-meaning.ts';
import table from './word-vectors.json' with { type: 'json' };

/** The meanings of some fourteen thousand stems. */
export const englishMeanings: Meanings = createMeanings(table);
