/** A terminal as the institution's register knows it, and what can be asked of the register. */

import type { Instant } from './message.ts';

/** A day without a time, such as `2026-11-30`, in the institution's time zone; the last day on which it still holds. */
export type Day = string;

/** Whether a terminal may be used: `dormant` was paused for want of sales, `blocked` was stopped by risk control. */
export const DEVICE_STATUSES = ['active', 'dormant', 'blocked', 'returned', 'lost'] as const;

/** One of the statuses. */
export type DeviceStatus = (typeof DEVICE_STATUSES)[number];

/** One terminal. What the register does not know is absent. */
export interface DeviceRecord {
  /** Upper case, letters and digits only; unique in the register. */
  readonly serial: string;
  readonly model?: string;
  /** The merchant's number at the acquirer, usually 15 digits. */
  readonly mid?: string;
  readonly tid?: string;
  readonly merchant?: string;
  readonly store?: string;
  readonly iccid?: string;
  readonly carrier?: string;
  /** End of the SIM's data plan. */
  readonly simEndsOn?: Day;
  /** End of the contract or lease. */
  readonly contractEndsOn?: Day;
  readonly certificateEndsOn?: Day;
  /** End of the approval (入网认证) of the model or the terminal. */
  readonly approvalEndsOn?: Day;
  readonly status: DeviceStatus;
  readonly firmware?: string;
}

/**
 * How it was shown that a conversation may hear of a terminal. A `sticker` hangs where anybody can scan it: it says which
 * terminal is meant, and proves nothing about the merchant.
 */
export type DeviceProof = 'sticker' | 'number' | 'link' | 'agent';

/** A terminal that is known to belong to a conversation, or to be the one it is about. */
export interface BoundDevice {
  readonly serial: string;
  /** The merchant's number when it was bound; a terminal that has changed hands since is nobody's business here. */
  readonly mid?: string;
  readonly model?: string;
  readonly store?: string;
  readonly proof: DeviceProof;
  readonly boundAtMs: Instant;
}

/** Which terminals are asked for: by serial, by the merchant's number, or by both, which must then belong together. */
export interface DeviceQuery {
  readonly serial?: string;
  readonly mid?: string;
}

/** What the register says. `unknown`: it has no such terminal, which says nothing about whether one has expired. */
export type RegisterAnswer =
  | { readonly kind: 'found'; readonly devices: readonly DeviceRecord[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** A query as a text, the same for the same query. */
export function queryKey({ serial = '', mid = '' }: DeviceQuery): string {
  return `${serial}/${mid}`;
}
