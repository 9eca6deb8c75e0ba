/** A picture without colours, as the second look at a label works on it. */

/** One byte a pixel, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}
