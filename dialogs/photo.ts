/** What a photo from a merchant held, as far as a program can read it. */

/** A bar code or a square code that was read. */
export interface PhotoCode {
  readonly text: string;
  readonly format: 'code128' | 'code39' | 'qr' | 'datamatrix' | 'ean';
}

/** Where in the picture something is that could not be read. */
export type PicturePart = 'top' | 'middle' | 'bottom';

/**
 * How reading went. `read`: looked through; there may be no code in it. `refused`: no picture that can be looked
 * through, or one too large. `late`: it took too long and was given up. `gone`: the picture is not there any more.
 */
export type PhotoOutcome = 'read' | 'refused' | 'late' | 'gone';

/** One photo, looked through. */
export interface PhotoReading {
  /** The attachment's `ref`. */
  readonly ref: string;
  readonly outcome: PhotoOutcome;
  /** From top to bottom; empty when a card number was among them. */
  readonly codes: readonly PhotoCode[];
  /** Codes that are seen and cannot be read. */
  readonly unread: readonly PicturePart[];
  /** True when a payment card's number was in the picture; the picture must go. */
  readonly card: boolean;
}
