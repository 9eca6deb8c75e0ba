/** What goes wrong on Microsoft's side of a call. */

/** Which call failed: fetching our token, the Teams service, or a file that came with a message. */
export type Call = 'login' | 'teams' | 'file';

/** A call that failed. Its message names the kind of failure, never an address, a token or a text. */
export class PlatformFault extends Error {
  readonly call: Call;
  /** HTTP status; absent when no answer came. */
  readonly status: number | undefined;
  /** Milliseconds that the platform asks us to wait. */
  readonly retryAfterMs: number | undefined;

  /** True when Microsoft was never reached. */
  readonly unsent: boolean;

  constructor(call: Call, what: string, status?: number, retryAfterMs?: number, unsent = false) {
    super(status === undefined ? what : `${what} (${status})`);
    this.name = 'PlatformFault';
    this.call = call;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.unsent = unsent;
  }
}

/** Longest wait that a platform may ask of us: ten minutes. */
const LONGEST_WAIT_MS = 600_000;

/** The milliseconds that `Retry-After` asks for, in seconds or as a date; undefined when it says neither. */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
}
