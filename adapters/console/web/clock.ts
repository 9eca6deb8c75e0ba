/** The time as parts of the page show it, each as often as it needs. */

import { useEffect, useState } from 'preact/hooks';

/** The present instant, drawn anew every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
