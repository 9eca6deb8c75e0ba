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

/** Any birth date in this form is one: the first places of both centuries, of months and of days. */
const DATES: readonly string[] = ['19', '20'].flatMap((century) =>
  ['90', '01', '10'].flatMap((year) =>
    ['01', '12'].flatMap((month) => ['01', '11', '21', '30'].map((day) => century + year + month + day)),
  ),
);
/** Places before the date, and the end of it. */
const DATE = [6, 14] as const;

/** Whether eighteen places of which some are stars may be an ID number: what is to be seen of the date is one. */
export function mayBeResidentNumber(signs: string): boolean {
  if (signs.length !== RESIDENT_LENGTH || !/^[\d*]{17}[\dx*]$/.test(signs)) return false;
  const told = signs.slice(...DATE);
  return DATES.some((date) => {
    const whole = [...told].map((sign, at) => (sign === '*' ? date.charAt(at) : sign)).join('');
    return SHAPE.test(`110101${whole}0000`);
  });
}
