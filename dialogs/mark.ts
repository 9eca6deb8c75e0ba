/** Recognises a question or step by its words, so that it may get another id. */

import type { Step } from '#knowledge/guide.ts';

/** A short mark of what a step asks, such as `ask:1x8a2b`; `undefined` for steps that ask nothing. */
export function markOf(step: Step): string | undefined {
  if (step.kind === 'ask') return `ask:${hash(step.ask['zh-Hans'])}`;
  return step.kind === 'do' ? `do:${hash(step.do['zh-Hans'])}` : undefined;
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(36);
}
