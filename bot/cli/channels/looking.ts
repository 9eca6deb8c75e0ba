/** What checking channels and sinks has in common: nothing is changed, and a defect in a check is a finding. */

import type { ChannelFinding, Notebook } from '#adapters/contract.ts';
import type { Notes } from '../../store/read-notes.ts';

/** A notebook that is read and not written. */
export function lookingNotebook({ read }: Notes): Notebook {
  return {
    read,
    write: async () => {},
    writeOnce: async () => false,
    list: async () => [],
    erase: async () => {},
  };
}

/** What a check finds; none where there is no check. */
export async function findingsOf(checked: {
  check?(): Promise<readonly ChannelFinding[]>;
}): Promise<readonly ChannelFinding[]> {
  const findings = await checked.check?.().catch((error: unknown): readonly ChannelFinding[] => {
    const why = error instanceof Error ? error.name : 'unknown';
    return [
      { ok: false, what: `自检 · self-test: ${why}`, remedy: '请把这一行报告给我们。 · Please report this line.' },
    ];
  });
  return findings ?? [];
}
