/** Which numbers are the ID numbers of Chinese residents: province, birth date and check digit. */

/** Region, birth date of somebody who can keep a shop (later dates are those of receipts), serial, check digit. */
const SHAPE =
  /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)\d{4}(?:19[2-9]\d|20[01]\d)(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|1\d|2\d))\d{3}[\dx]$/;
/** Places of an ID number. */
export const RESIDENT_LENGTH = 18;
const CHECK = '10x98765432';

/** True for eighteen places (GB 11643), the last perhaps an `x`, whose check digit is right. */
export function isResidentNumber(signs: string): boolean {
  if (!SHAPE.test(signs)) return false;
  let sum = 0;
  for (let at = 0; at < RESIDENT_LENGTH - 1; at += 1) {
    // Each place weighs twice the one after it, modulo eleven.
    sum += Number(signs[at]) * (2 ** (RESIDENT_LENGTH - 1 - at) % 11);
  }
  return CHECK[sum % 11] === signs.at(-1);
}
