/** Takes numbers and their labels out of a text before it is read for symptoms: they are facts, read elsewhere. */

const LABELLED =
  /(?:(?<![a-z])(?:s ?\/ ?n|sn|tid|mid|imei|iccid|model|serial(?: number| no)?)(?![a-z])|序列号|型号|机型|终端号|商户号|机身号|设备号)(?:号码?|是|为|[:#]|\s)*(?=[a-z-]*\d)[a-z0-9][a-z0-9-]{2,}/g;
const LONG_NUMBER =
  /(?<![a-z0-9.])(?=[a-z0-9-]*\d[a-z-]*\d[a-z-]*\d[a-z-]*\d[a-z-]*\d)[a-z0-9][a-z0-9-]{5,}(?![a-z0-9])/g;

/** The text without them; unchanged when nothing else would remain. */
export function dropFacts(normal: string): string {
  const rest = normal
    .replace(LABELLED, ',')
    .replace(LONG_NUMBER, ',')
    .replace(/,[, ]*/g, ',')
    .replace(/^[, ]+|[, ]+$/g, '');
  return rest.length > 1 ? rest : normal;
}
