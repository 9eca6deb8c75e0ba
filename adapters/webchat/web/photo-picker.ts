/** Photos from the camera, the clipboard or the desktop, made small enough for a poor network. */

import { byId } from '#adapters/web/dom.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { Photo } from './outbox.ts';
import { WORDS } from './wording.ts';

/** The way to add photos. */
export interface PhotoPicker {
  show(locale: Locale): void;
}

/** Longest side: a label with a serial number is still easy to read. */
const LONGEST_SIDE_PX = 2_000;
const QUALITY = 0.85;
/** What the server takes. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_AT_ONCE = 4;
const TYPES = ['image/jpeg', 'image/png', 'image/webp'];

/** Takes over the photo button, pasting and dropping; `onPhoto` gets each photo, ready to be sent. */
export function createPhotoPicker(onPhoto: (photo: Photo) => void): PhotoPicker {
  const button = byId('add-photo', HTMLButtonElement);
  const input = byId('photo', HTMLInputElement);
  const problem = byId('photo-problem', HTMLElement);
  let words = WORDS['zh-Hans'];
  const add = async (files: readonly File[]): Promise<void> => {
    const images = files.filter((file) => file.type.startsWith('image/'));
    problem.hidden = files.length === 0 || images.length > 0;
    problem.textContent = words.noPhoto;
    for (const file of images.slice(0, MOST_AT_ONCE)) {
      const photo = await shrink(file);
      if (photo !== undefined) onPhoto(photo);
      else problem.hidden = false;
    }
  };
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    void add([...(input.files ?? [])]);
    // The same photo may be chosen again.
    input.value = '';
  });
  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void add(files);
  });
  followDrag((files) => void add(files));
  return {
    show(locale) {
      words = WORDS[locale];
      button.setAttribute('aria-label', words.addPhoto);
      button.title = words.addPhoto;
    },
  };
}

function followDrag(onFiles: (files: readonly File[]) => void): void {
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) document.body.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    document.body.classList.remove('dropping');
    if (!holdsFiles(event)) return;
    event.preventDefault();
    onFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

/** The photo upright and small; as it is when the browser cannot draw it and the server may take it. */
async function shrink(file: File): Promise<Photo | undefined> {
  const name = file.name || 'photo.jpg';
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext('2d');
    if (pen === null) throw new Error('no canvas');
    // What was see-through would turn black.
    pen.fillStyle = '#ffffff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const bytes = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (bytes !== null) return { bytes, name };
  } catch {
    // Such as HEIC, which few browsers can draw.
  }
  return TYPES.includes(file.type) && file.size <= MOST_BYTES ? { bytes: file, name } : undefined;
}
