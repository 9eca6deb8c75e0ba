/** Reads a photo that says something by itself: a label, or a card that must not be kept. */

import { tellsSomething } from '../act-on-photo.ts';
import type { Reader } from './reader.ts';

/** A photo with a label or a card in it, whatever was asked. */
export const readPhoto: Reader = ({ photos = [] }, state, desk) =>
  tellsSomething(photos, state.slots.model?.value, desk) ? { kind: 'photo' } : undefined;
