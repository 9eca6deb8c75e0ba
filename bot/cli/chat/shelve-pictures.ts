/** Puts the pictures that a line of the chat names on the media shelf, as a channel does with what it receives. */

import { readFile } from 'node:fs/promises';
import type { MediaShelf } from '#adapters/contract.ts';
import type { Attachment } from '#dialogs/message.ts';

/** The attachments with their places on the shelf; one whose file cannot be read stays as it is. */
export async function shelvePictures(
  attachments: readonly Attachment[],
  media: MediaShelf,
): Promise<readonly Attachment[]> {
  return await Promise.all(
    attachments.map(async (attachment) => {
      const bytes = await readFile(attachment.ref).catch(() => undefined);
      if (bytes === undefined) return attachment;
      const contentType = bytes[0] === 0xff ? 'image/jpeg' : 'image/png';
      return { ...attachment, ref: await media.put({ bytes, contentType }) };
    }),
  );
}
