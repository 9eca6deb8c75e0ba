/** The four faults that stop posdesk: each says what is wrong, why, and how to mend it. */

/** What every fault tells. */
export interface FaultReport {
  /** Stable name for scripts and searches, such as `port-taken`. */
  readonly code: string;
  /** What is wrong, in one clause. */
  readonly what: string;
  /** How the reader mends it, in one sentence. */
  readonly remedy: string;
  /** The error underneath, when there is one. */
  readonly cause?: unknown;
}

abstract class Fault extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(report: FaultReport) {
    super(report.what, report.cause === undefined ? undefined : { cause: report.cause });
    this.name = new.target.name;
    this.code = report.code;
    this.remedy = report.remedy;
  }
}

/** A setting or an address that cannot be used. */
export class ConfigFault extends Fault {}

/** Content files that do not compile. */
export class ContentFault extends Fault {}

/**
 * A platform that refuses us for good, such as a revoked secret.
 * @public
 */
export class ChannelFault extends Fault {}

/** A database that cannot be opened, read or written. */
export class StorageFault extends Fault {}

/** One line for standard error: what is wrong and how to mend it; an unknown error is named as a defect. */
export function faultLine(error: unknown): string {
  const text =
    error instanceof Fault
      ? `${error.message}. ${error.remedy} (${error.code})`
      : `posdesk stopped on a defect: ${error instanceof Error ? error.message : String(error)} (defect)`;
  return text.replace(/\s*[\r\n]+\s*/g, ' | ');
}
