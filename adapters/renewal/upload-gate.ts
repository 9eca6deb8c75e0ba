/** How many uploads may be under way at once, for one application and for all. */

/** Lets uploads in. */
export interface UploadGate {
  /** The way to leave; undefined when it is full. */
  enter(number: string): (() => void) | undefined;
}

/** Each holds a photo in memory. */
const FOR_ONE = 3;
const IN_ALL = 12;

/** A gate that is empty. */
export function createUploadGate(): UploadGate {
  const inside = new Map<string, number>();
  let all = 0;
  return {
    enter(number) {
      const own = inside.get(number) ?? 0;
      if (own >= FOR_ONE || all >= IN_ALL) return undefined;
      inside.set(number, own + 1);
      all += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        all -= 1;
        const rest = (inside.get(number) ?? 1) - 1;
        if (rest > 0) inside.set(number, rest);
        else inside.delete(number);
      };
    },
  };
}
