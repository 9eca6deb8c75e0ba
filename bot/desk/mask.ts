/** Phone numbers masked for those who have no work with them. Pure. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Ticket } from '#dialogs/ticket.ts';

/** Mobile and land-line numbers as merchants write them; serials and codes are longer or shorter. */
const PHONE = /(?<![\w-])(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?![\w-])/g;
const DIGITS_KEPT = 2;

/** A text with the middle of every phone number hidden. */
export function maskPhones(text: string): string {
  return text.replace(PHONE, '$1****$3');
}

/** A number given as a phone number, whatever its shape: all but the last two digits are hidden. */
function maskPhone(phone: string): string {
  const masked = maskPhones(phone);
  if (masked !== phone) return masked;
  const digits = phone.replace(/\D/g, '').length;
  let seen = 0;
  return phone.replace(/\d/g, (digit) => {
    seen += 1;
    return seen > digits - DIGITS_KEPT ? digit : '*';
  });
}

function maskDeep<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, inner) => (typeof inner === 'string' ? maskPhones(inner) : inner));
}

/** A ticket with its phone numbers masked, wherever they stand in it. */
export function maskTicket(ticket: Ticket): Ticket {
  const { contactPhone } = ticket;
  return { ...maskDeep(ticket), ...(contactPhone === undefined ? {} : { contactPhone: maskPhone(contactPhone) }) };
}

/** Transcript lines with phone numbers masked. */
export function maskLines(lines: readonly TranscriptLine[]): readonly TranscriptLine[] {
  return maskDeep(lines);
}
