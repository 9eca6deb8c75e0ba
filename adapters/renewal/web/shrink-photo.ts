/** Makes photos small enough to send over a mobile network, without making papers unreadable. */

/** Longest side in pixels; small print on an A4 page stays readable. */
const LONGEST = 2_600;
/** Smaller files go as they are. */
const SMALL_BYTES = 1_500_000;
const QUALITY = 0.85;

/** The photo, smaller where it was large; as it is where the browser cannot read it, for the server to judge. */
export async function shrinkPhoto(file: File): Promise<Blob> {
  if (file.size <= SMALL_BYTES) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/jpeg', QUALITY);
    });
    return small !== null && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}
