/** Looks for secrets in bytes as an intruder would: as they were typed, and as digits whatever they are written in. */

import { fold } from '#dialogs/redact/fold.ts';
import type { SeededSecret } from './seeded-secrets.ts';

/** Digits that belong together, whatever stands between them for the eye. */
const RUN = /\d(?:[\s\-—.·,/\u200b\u2060\ufeff]{0,3}\d){11,}/g;
const LEAST = 12;
/** Binary data; of a run of millions a thousand at a time, as a longer repetition overflows the stack. */
const BINARY = /(?:(?![\n\r\t])[\p{Cc}\ufffd]){1,1000}/u;

/** A digit in some script or word; a part with fewer of them than a secret has needs no closer look. */
const DIGIT =
  /[\p{N}〇零幺洞拐勾壹贰叁肆伍陆柒捌玖一二三四五六七八九]|zero|one|two|three|four|five|six|seven|eight|nine/giu;

function plainRuns(text: string): readonly string[] {
  // Binary parts of a database file end a value; line ends stand in JSON as two signs. A log holds a page many times.
  const parts = text.replaceAll('\\n', '\n').split(BINARY);
  return [...new Set(parts)]
    .filter((part) => part.length >= LEAST && (part.match(DIGIT)?.length ?? 0) >= LEAST)
    .flatMap((part) => fold(part).plain.match(RUN) ?? [])
    .map((run) => run.replace(/\D/g, ''));
}

/** Every secret of `secrets` that stands in `text`, with where it was found. */
export function findSecrets(place: string, text: string, secrets: readonly SeededSecret[]): readonly string[] {
  const long = new Map(secrets.filter(({ digits }) => digits.length >= LEAST).map((one) => [one.digits, one]));
  const lengths = [...new Set([...long.keys()].map((digits) => digits.length))];
  const asDigits = plainRuns(text).flatMap((run) =>
    lengths.flatMap((length) =>
      Array.from({ length: Math.max(0, run.length - length + 1) }, (_, at) => run.slice(at, at + length)).filter(
        (part) => long.has(part),
      ),
    ),
  );
  const asTyped = secrets
    .flatMap(({ messages, fileName, kind }) => (kind === 'pan-in-pieces' ? [] : [...messages, fileName ?? '']))
    .filter((typed) => typed.length > 5 && typed !== '断网了' && text.includes(typed));
  return [...asDigits, ...asTyped].map((found) => `${place}: ${found}`);
}
