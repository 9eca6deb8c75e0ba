/** Tells from the source of a compiled content pattern whether it matches the empty text, without compiling it. */

/**
 * Whether everything in the source may be missing. Understands what content patterns are made of: literals, groups, `?`,
 * gaps, spaces, digits, `^` and `$`.
 */
export function mayMatchNothing(source: string): boolean {
  return readAlternatives({ source, at: 0 });
}

interface Walk {
  readonly source: string;
  at: number;
}

/** Reads up to the closing bracket or the end; true when one of the alternatives may match nothing. */
function readAlternatives(walk: Walk): boolean {
  let any = false;
  let all = true;
  while (walk.at < walk.source.length && walk.source[walk.at] !== ')') {
    if (walk.source[walk.at] === '|') {
      any ||= all;
      all = true;
      walk.at += 1;
    } else if (!readPart(walk)) all = false;
  }
  walk.at += 1;
  return any || all;
}

/** Reads one part with the quantifier after it; true when it may match nothing. */
function readPart(walk: Walk): boolean {
  const nothing = readAtom(walk);
  const quantifier = /^(?:\?|\{0,\d+\}\??)/.exec(walk.source.slice(walk.at, walk.at + 8))?.[0];
  walk.at += quantifier?.length ?? 0;
  return nothing || quantifier !== undefined;
}

function readAtom(walk: Walk): boolean {
  const sign = walk.source.charAt(walk.at);
  if (walk.source.startsWith('(?:', walk.at)) {
    walk.at += 3;
    return readAlternatives(walk);
  }
  walk.at += sign === '\\' ? 2 : 1;
  return sign === '^' || sign === '$';
}
