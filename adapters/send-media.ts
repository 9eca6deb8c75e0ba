/** Serves the bytes of a photo so that a browser can show them and do nothing else with them. */

import type { Response } from 'express';
import type { Media } from './contract.ts';

/** Types that a page may show; everything else is offered as a file. */
const SHOWN = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif']);
/** No script, no frame, nothing loaded, whatever the bytes turn out to be. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** They never change under their address, and belong to nobody else's cache. */
const KEPT = 'private, max-age=31536000, immutable';

/** Answers with the bytes; `cache` says who may keep them, left out: the browser that asked. */
export function sendMedia(
  response: Response,
  { bytes, contentType }: Media,
  cache: 'no-store' | typeof KEPT = KEPT,
): void {
  const shown = SHOWN.has(contentType);
  response
    .set({
      'Content-Type': shown ? contentType : 'application/octet-stream',
      'Content-Disposition': shown ? 'inline' : 'attachment',
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': cache,
    })
    .end(Buffer.from(bytes));
}
