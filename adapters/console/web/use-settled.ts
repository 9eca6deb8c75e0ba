/** A value that changes with every key, taken up once the fingers rest. */

import { useEffect, useState } from 'preact/hooks';

/** The value once it has stayed the same for `pauseMs`. */
export function useSettled<Value>(value: Value, pauseMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
