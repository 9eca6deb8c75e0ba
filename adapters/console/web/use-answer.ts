/** The server's answer to a question, kept up to date while a part of the page shows it. */

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { RequestFault } from './api.ts';
import { onWake } from './live.ts';

/** What is known of an answer. */
export interface Answer<Value> {
  /** The last answer, also while a newer one is on its way or could not be had. */
  readonly value?: Value;
  /** Why there is none: `missing` there is no such thing, `not-allowed` the role does not reach, `failed` try again. */
  readonly fault?: 'missing' | 'not-allowed' | 'failed';
  /** Asks once more. */
  readonly again: () => void;
}

type Known<Value> = Pick<Answer<Value>, 'value' | 'fault'> & { readonly key: string };

/**
 * Asks when `key` changes and, with `live`, after every wake. An answer that comes after the key has changed, or after a
 * newer one, is dropped. An undefined key asks nothing.
 */
export function useAnswer<Value>(key: string | undefined, ask: () => Promise<Value>, live = true): Answer<Value> {
  const [known, setKnown] = useState<Known<Value>>({ key: '' });
  const latest = useRef(ask);
  const wanted = useRef(key);
  const asked = useRef(0);
  const answered = useRef(0);
  latest.current = ask;
  wanted.current = key;
  const look = useCallback(async (): Promise<void> => {
    if (key === undefined) return;
    asked.current += 1;
    const turn = asked.current;
    const isStale = (): boolean => wanted.current !== key || turn < answered.current;
    try {
      const value = await latest.current();
      if (isStale()) return;
      answered.current = turn;
      setKnown({ key, value });
    } catch (problem) {
      if (isStale()) return;
      const fault = faultOf(problem);
      // What was read before stays on the page while the server is away; what is gone goes.
      setKnown((before) => (before.key === key && fault === 'failed' ? { ...before, fault } : { key, fault }));
    }
  }, [key]);
  useEffect(() => {
    void look();
    return live ? onWake(() => void look()) : undefined;
  }, [look, live]);
  const again = useCallback(() => void look(), [look]);
  return known.key === key ? { ...known, again } : { again };
}

function faultOf(problem: unknown): 'missing' | 'not-allowed' | 'failed' {
  if (!(problem instanceof RequestFault)) return 'failed';
  if (problem.status === 404) return 'missing';
  return problem.status === 403 ? 'not-allowed' : 'failed';
}
