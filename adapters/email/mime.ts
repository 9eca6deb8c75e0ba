/** Reads a mail as it came over the wire: headers, addresses, and the words of its text part. Pure. */

import { htmlToText } from '../html-to-text.ts';

/** A mail, read. */
export interface ReadMail {
  /** The address in From, in lower case; empty when there is none or more than one. */
  readonly from: string;
  /** Every address it was sent or delivered to, in lower case. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  /** Message ids that it answers. */
  readonly references: readonly string[];
  /** All values of a header, unfolded, by its name in lower case. */
  readonly header: (name: string) => readonly string[];
  /** The first text part, or the first HTML part as text. */
  readonly text: string;
  /** Parts that are neither. */
  readonly attachments: number;
  /** Of a report about a mail that did not arrive: the status, such as `5.1.1`. */
  readonly bounced?: string;
}

const MOST_PARTS = 60;
const DEEPEST = 8;
const MOST_HEADERS = 400;
const TEXT_LENGTH = 200_000;
/** What is decoded of a part at most: a character may take a dozen letters there. */
const ENCODED_LENGTH = 12 * TEXT_LENGTH;
const HEADER_LENGTH = 10_000;
/** Where the addressee of a mail may stand, the mail server's own note first. */
const TO_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'];

type Headers = ReadonlyMap<string, readonly string[]>;

interface Part {
  readonly headers: Headers;
  readonly body: string;
}

/** A body in the character set it names; one that nobody knows is read as UTF-8. */
function decodeBytes(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function fromLatin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function fromHex(text: string): Uint8Array {
  return fromLatin1(
    text.replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** White space at the end of a line was added on the way, and `=` there joins it to the next. */
function fromQuotedPrintable(text: string): Uint8Array {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return fromHex(lines.join('\n').replaceAll('=\n', ''));
}

/** Encoded words of RFC 2047, as in `=?gb18030?B?…?=`; those that follow each other are one text. */
function decodeWords(text: string): string {
  const joined = text.replaceAll(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replaceAll(
    /=\?([\w-]+)(?:\*[\w-]*)?\?([BbQq])\?([^?]*)\?=/g,
    (_, charset: string, kind: string, body: string) => {
      const bytes = kind.toUpperCase() === 'B' ? Buffer.from(body, 'base64') : fromHex(body.replaceAll('_', ' '));
      return decodeBytes(bytes, charset);
    },
  );
}

function splitHead(raw: string): readonly [string, string] {
  const at = /\r?\n\r?\n/.exec(raw);
  return at ? [raw.slice(0, at.index), raw.slice(at.index + at[0].length)] : [raw, ''];
}

function readPart(raw: string): Part {
  const [head, body] = splitHead(raw.replace(/^\r?\n/, ''));
  const headers = new Map<string, string[]>();
  for (const line of head
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .slice(0, MOST_HEADERS)) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    // Bytes above ASCII are UTF-8 in today's mail.
    const text = decodeWords(decodeBytes(fromLatin1(value.slice(0, HEADER_LENGTH)), 'utf-8')).trim();
    headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), text]);
  }
  return { headers, body };
}

function typeOf({ headers }: Part): string {
  return (headers.get('content-type')?.[0] ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
}

function parameterOf({ headers }: Part, name: string): string | undefined {
  const value = headers.get('content-type')?.[0] ?? '';
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]*))`, 'i').exec(value);
  return found?.[1] ?? found?.[2];
}

function partsOf(raw: string, depth = 0): readonly Part[] {
  const part = readPart(raw);
  const boundary = typeOf(part).startsWith('multipart/') ? parameterOf(part, 'boundary') : undefined;
  if (boundary === undefined || boundary === '' || depth >= DEEPEST) return [part];
  const [, ...pieces] = `\n${part.body}`.split(`\n--${boundary}`);
  const inner = pieces.slice(0, MOST_PARTS).filter((piece) => !piece.startsWith('--'));
  return inner.flatMap((piece) => partsOf(piece.replace(/^[ \t]*\r?\n/, ''), depth + 1)).slice(0, MOST_PARTS);
}

function textOf(part: Part): string {
  const encoding = part.headers.get('content-transfer-encoding')?.[0]?.toLowerCase() ?? '7bit';
  const body = part.body.slice(0, ENCODED_LENGTH);
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? fromQuotedPrintable(body)
        : fromLatin1(body);
  return decodeBytes(bytes, parameterOf(part, 'charset') ?? 'utf-8').slice(0, TEXT_LENGTH);
}

function isAttached({ headers }: Part): boolean {
  return headers.get('content-disposition')?.[0]?.toLowerCase().startsWith('attachment') ?? false;
}

/** Addresses of a header; display names, which may hold anything, are left out. */
export function addressesIn(value: string): readonly string[] {
  // What is never closed reaches to the end, so that nothing is looked through twice.
  const bare = value.replaceAll(/"(?:[^"\\]|\\.?)*(?:"|$)/g, '').replaceAll(/\([^)]*(?:\)|$)/g, '');
  return bare.split(',').flatMap((one) => {
    const [, inner] = /<([^<>]*)>/.exec(one) ?? [];
    const address = (inner ?? one).trim().toLowerCase();
    return /^[^\s@<>"]+@[^\s@<>"]+$/.test(address) ? [address] : [];
  });
}

function readStatus(parts: readonly Part[]): string | undefined {
  const report = parts.find((part) => typeOf(part) === 'message/delivery-status');
  if (!report) return undefined;
  // Its fields stand in blocks, one for each addressee.
  return /^status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(textOf(report))?.[1] ?? '5.0.0';
}

/** Reads a mail; whatever it holds, the result is plain values. */
export function readMail(bytes: Uint8Array): ReadMail {
  const raw = Buffer.from(bytes).toString('latin1');
  const { headers } = readPart(raw);
  const header = (name: string): readonly string[] => headers.get(name) ?? [];
  const parts = partsOf(raw);
  const words = parts.filter((part) => !isAttached(part));
  const plain = words.find((part) => typeOf(part) === 'text/plain');
  const html = words.find((part) => typeOf(part) === 'text/html');
  const senders = header('from').flatMap(addressesIn);
  const bounced = readStatus(parts);
  return {
    from: senders.length === 1 ? (senders[0] ?? '') : '',
    to: TO_HEADERS.flatMap(header).flatMap(addressesIn),
    subject: header('subject')[0] ?? '',
    messageId: header('message-id')[0] ?? '',
    references: [...header('in-reply-to'), ...header('references')].flatMap(
      (value) => value.match(/<[^<>\s]+>/g) ?? [],
    ),
    header,
    text: plain ? textOf(plain) : html ? htmlToText(textOf(html)) : '',
    attachments: parts.filter(
      (part) => !/^(?:text\/(?:plain|html)|message\/delivery-status)$/.test(typeOf(part)) || isAttached(part),
    ).length,
    ...(bounced === undefined ? {} : { bounced }),
  };
}
