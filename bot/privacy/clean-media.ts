/** What comes with messages, before it is kept: photos without place, time, names or anything appended. */

import { cleanPhoto } from '#adapters/clean-photo.ts';
import type { Media } from '#adapters/contract.ts';

/** Types that the desk shows as pictures; anything else is handed out as a download. */
const SHOWN = /^image\/(?:jpeg|png|webp)$/;

/**
 * The media as it may be kept. A photo is known by its bytes, whatever it is called. Bytes that call themselves a photo
 * and are none that can be cleaned lose the name, so that nothing shows them as a picture.
 */
export function cleanMedia(media: Media): Media {
  const photo = cleanPhoto(media.bytes);
  if (photo !== undefined) return photo;
  return SHOWN.test(media.contentType) ? { ...media, contentType: 'application/octet-stream' } : media;
}
