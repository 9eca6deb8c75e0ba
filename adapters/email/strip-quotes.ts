/** What somebody has newly written in a mail: without what it answers and without the signature. Pure. */

/** The line above which agents write; every mail of ours begins with it. */
export const ANSWER_ABOVE = '---- 请在此线以上回复 · 請在此線以上回覆 · reply above this line ----';

/** Lines with which mail programs begin what they quote. */
const QUOTE_HEADS: readonly RegExp[] = [
  /^\s*-{2,}\s*(?:original message|forwarded message|原始邮件|原始郵件|转发邮件|轉寄郵件)\s*-{2,}/i,
  /^\s*on\b.{4,200}\bwrote:\s*$/i,
  /^\s*(?:在|于|於)?\s*\d{4}\s*[年/.-].{4,200}(?:写道|寫道|来信|來信)\s*[:：]\s*$/,
  /^\s*.{1,120}<[^<>\s@]+@[^<>\s@]+>\s*(?:于|於|在)?.{0,80}(?:写道|寫道|wrote)\s*[:：]\s*$/i,
  /^\s*_{10,}\s*$/,
  /^\s*\*?(?:from|发件人|發件人|寄件者)\*?\s*[:：]\s*\S.*@/i,
  /^\s*(?:begin forwarded message)\s*[:：]/i,
];

/** Lines with which signatures begin. */
const SIGNATURES: readonly RegExp[] = [
  /^-- ?$/,
  /^\s*(?:sent from my|get outlook for|sent via)\b/i,
  /^\s*(?:发自我的|發自我的|从我的.{1,12}发送|從我的.{1,12}傳送|来自我的)/,
];

/** Lines that begin a quotation are shorter. */
const HEAD_LENGTH = 500;

function isQuoteHead(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim().slice(0, HEAD_LENGTH);
  // Long lines are folded by some programs, so that "wrote:" stands on the next one.
  const joined = `${line} ${lines[at + 1] ?? ''}`.slice(0, HEAD_LENGTH);
  return QUOTE_HEADS.some((head) => head.test(line)) || /^\s*on\b.{4,200}\bwrote:\s*$/i.test(joined);
}

/** The new text; empty when there is none. */
export function stripQuotes(text: string): string {
  const all = text.replaceAll('\r\n', '\n').split('\n');
  const lines = all.slice(0, 2_000);
  const mark = lines.findIndex((line) => line.includes('reply above this line'));
  const head = lines.findIndex((_, at) => isQuoteHead(lines, at));
  const signature = lines.findIndex((line) => SIGNATURES.some((one) => one.test(line.slice(0, HEAD_LENGTH))));
  const ends = [mark, head, signature].filter((at) => at >= 0);
  const kept = lines.slice(0, ends.length > 0 ? Math.min(...ends) : lines.length);
  return kept
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
