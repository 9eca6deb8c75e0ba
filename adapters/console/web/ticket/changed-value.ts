/** Values of the edit history, which keeps them as text, in the words that the page uses for them elsewhere. */

import type { ResolutionCode, TicketStatus } from '#dialogs/ticket.ts';
import { inWords } from '../settings.ts';
import { nameOf } from '../signed-in.ts';
import { instantInWords } from '../time-in-words.ts';
import { carrierName } from '../value-names.ts';
import type { Words } from '../wording.ts';
import { resolutionName } from './resolution-names.ts';

const RATINGS = inWords<Readonly<Record<string, string>>>(
  { good: '满意', fair: '一般', poor: '不满意' },
  { good: 'good', fair: 'fair', poor: 'poor' },
);

/** The value of a field as it is shown; what is not understood is shown as it was kept. */
export function changedValue(field: string, value: string, words: Words): string {
  switch (field) {
    case 'status':
      return Object.hasOwn(words.status, value) ? words.status[value as TicketStatus] : value;
    case 'answerDueMs':
      return /^\d{1,15}$/.test(value) ? instantInWords(Number(value), words) : value;
    case 'symptoms':
      return namesIn(value);
    case 'resolution':
      return resolutionIn(value, words);
    case 'rating':
      return RATINGS()[value] ?? value;
    case 'carrier':
      return carrierName(value, words.lang);
    default:
      return nameOf(`${field}.${value}`) ?? value;
  }
}

function namesIn(value: string): string {
  const ids = read(value);
  return Array.isArray(ids) ? ids.map((id) => nameOf(String(id)) ?? String(id)).join('、') : value;
}

function resolutionIn(value: string, words: Words): string {
  const resolution = read(value);
  if (typeof resolution !== 'object' || resolution === null) return value;
  const { code, fixedBy, by } = resolution as Readonly<Record<string, unknown>>;
  const how = typeof code === 'string' ? resolutionName(code as ResolutionCode) : words.status.resolved;
  return [how, fixedBy, by].filter((part) => typeof part === 'string').join(' · ');
}

function read(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
