/** The process that trains before the first start with new content: `train-guide.ts CACHE_FILE [CONTENT_FOLDER]`. */

import { trainInto } from './load-guide.ts';

const [cacheFile, overlay] = process.argv.slice(2);
if (cacheFile !== undefined) await trainInto(cacheFile, overlay);
