/** Unpacks the browser of `@sparticuz/chromium` into TMPDIR; a process of its own, as the package reads its environment when it is imported. */

import chromium from '@sparticuz/chromium';

await chromium.executablePath();
