/** Facts found in an utterance: kind, value, place and confidence. */

/** What kinds of facts a merchant's line can carry. */
export type EntityKind =
  | 'maker'
  | 'model'
  | 'sn'
  | 'tid'
  | 'mid'
  | 'iccid'
  | 'imei'
  | 'ean'
  | 'code'
  | 'phone'
  | 'network'
  | 'carrier'
  | 'screenText'
  | 'scope'
  | 'amount'
  | 'date';

/**
 * One fact. `value` is normalised: `sn` upper case without separators, `phone` digits only, `network` one of
 * wifi, cellular, ethernet, dialup, bluetooth; `carrier` one of mobile, unicom, telecom, or the name; `scope` one or all.
 */
export interface Entity {
  readonly kind: EntityKind;
  readonly value: string;
  /** The characters of `raw` that say it; none where what is said implies it. */
  readonly text: string;
  /** Offsets in `raw`, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** 0 to 1; under 0.5 only fits when the dialog asked for this kind. */
  readonly confidence: number;
  /** A serial with a character the merchant could not read is `partial`. */
  readonly partial?: boolean;
}
