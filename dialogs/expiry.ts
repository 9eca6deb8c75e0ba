/** Which of its meanings "expired" has for a terminal, by what the register says of it on a day. Pure. */

import type { Day, DeviceRecord } from './device-record.ts';

/** Every meaning of "expired" that a register can tell. */
export const EXPIRY_TYPES = ['contract', 'sim', 'certificate', 'dormant', 'blocked', 'none'] as const;

/** What stops a terminal, in the words of the ticket; `none` when nothing does. */
export type ExpiryType = (typeof EXPIRY_TYPES)[number];

/** One thing that stops a terminal, or that the register can rule out. */
export interface ExpiryCause {
  readonly type: ExpiryType;
  /** The phrase that says it; an approval is told from a certificate there. */
  readonly phrase: 'returned' | 'blocked' | 'contract' | 'approval' | 'certificate' | 'sim' | 'dormant' | 'none';
  /** The last day on which it held. */
  readonly endedOn?: Day;
}

/** True from the day after the last day. */
function isOver(endsOn: Day | undefined, today: Day): endsOn is Day {
  return endsOn !== undefined && endsOn < today;
}

/**
 * Everything that stops the terminal on a day of the institution's calendar, what has to be mended first in front; one
 * `none` when nothing does. A day that the register does not know is no expired one.
 */
export function expiryCauses(device: DeviceRecord, today: Day): readonly ExpiryCause[] {
  const { status, contractEndsOn, certificateEndsOn, approvalEndsOn, simEndsOn } = device;
  const gone = status === 'returned' || status === 'lost';
  const causes: readonly (ExpiryCause | false)[] = [
    gone && { type: 'blocked', phrase: 'returned' },
    status === 'blocked' && { type: 'blocked', phrase: 'blocked' },
    isOver(contractEndsOn, today) && { type: 'contract', phrase: 'contract', endedOn: contractEndsOn },
    isOver(approvalEndsOn, today) && { type: 'certificate', phrase: 'approval', endedOn: approvalEndsOn },
    isOver(certificateEndsOn, today) && { type: 'certificate', phrase: 'certificate', endedOn: certificateEndsOn },
    isOver(simEndsOn, today) && { type: 'sim', phrase: 'sim', endedOn: simEndsOn },
    status === 'dormant' && { type: 'dormant', phrase: 'dormant' },
  ];
  const found = causes.filter((cause) => cause !== false);
  return found.length > 0 ? found : [{ type: 'none', phrase: 'none' }];
}
