/** What the console shows besides tickets: who one is, what can be picked, the content, unread lines, and the queues. */

import type { Office } from '#adapters/console/office.ts';
import type { Macro } from '#adapters/console/wire.ts';
import type { Refused } from '#adapters/desk-contract.ts';
import type { Instant } from '#dialogs/message.ts';
import { RESOLUTION_CODES } from '#dialogs/ticket.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import type { Store } from '../store/store.ts';
import { findAgents } from './agents.ts';
import { convertScript } from './convert-script.ts';
import { createDeadLetterOffice, type DeadLetterDependencies } from './dead-letters.ts';
import { findKnowledge } from './find-knowledge.ts';
import { viewFlow } from './flow-view.ts';
import { maskPhones } from './mask.ts';
import { freshUntil, permissionsOf, refuseUnless } from './permissions.ts';

/** What the office needs. */
export interface OfficeDependencies {
  readonly store: Pick<Store, 'accounts' | 'ticketChannels' | 'unmatchedLines' | 'counts'> &
    DeadLetterDependencies['store'];
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  /** Names of the channels that are on. */
  readonly channels: () => readonly string[];
  readonly content: () => unknown;
}

const MACRO = 'macro.';
const TITLE = '-title';
const MOST_LINES = 500;
const NOT_FOUND: Refused = { kind: 'refused', reason: 'not-found' };

/** The canned answers in the content. */
export function macrosOf({ phrases }: Guide): readonly Macro[] {
  return [...phrases].flatMap(([key, text]) => {
    if (!key.startsWith(MACRO) || key.endsWith(TITLE)) return [];
    return [{ id: key.slice(MACRO.length), title: phrases.get(key + TITLE) ?? text, text }];
  });
}

/** What a line that nobody could read comes nearest to. */
function suggest(text: string, { matcher, lexicon }: Guide): { readonly suggested?: string } {
  const [best] = matcher.match(readUtterance(text, lexicon)).ranked;
  return best ? { suggested: best.id } : {};
}

/** The office over a store and the content. */
export function createOffice(dependencies: OfficeDependencies): Office {
  const { store, guide, clock, channels, content } = dependencies;
  return {
    me(user) {
      const freshUntilMs = freshUntil(user, clock());
      return { ...user, may: permissionsOf(user.role), ...(freshUntilMs === undefined ? {} : { freshUntilMs }) };
    },
    async choices(user) {
      const known = [...new Set([...(await store.ticketChannels()), ...channels()])].toSorted();
      const agents = [...new Set([...(await findAgents(store)), user.name])].toSorted();
      const { timeZone } = guide().institution.hours;
      return { agents, channels: known, resolutionCodes: RESOLUTION_CODES, macros: macrosOf(guide()), timeZone };
    },
    flows: () => ({
      flows: [...guide().flows.values()].map(({ id, kind, title }) => ({ id, kind, title })),
    }),
    flow(_user, id) {
      const flow = guide().flows.get(id);
      return flow ? viewFlow(flow, guide()) : NOT_FOUND;
    },
    findKnowledge: (user, find) => refuseUnless(user, 'look', clock()) ?? findKnowledge(find, guide()),
    convert: async (user, wanted) => refuseUnless(user, 'look', clock()) ?? { texts: await convertScript(wanted) },
    async unmatched(user, limit) {
      const refusal = refuseUnless(user, 'content', clock());
      if (refusal) return refusal;
      const lines = await store.unmatchedLines(Math.min(Math.max(1, limit), MOST_LINES));
      // They leave the desk as a file, in which nobody's number has a place.
      return { lines: lines.map((line) => ({ ...line, text: maskPhones(line.text), ...suggest(line.text, guide()) })) };
    },
    ...createDeadLetterOffice(dependencies),
    async health(user) {
      const refusal = refuseUnless(user, 'report', clock());
      if (refusal) return refusal;
      const { waitingMessages, deadMessages, waitingDeliveries, refusedDeliveries } = await store.counts();
      return { waitingMessages, deadMessages, waitingDeliveries, refusedDeliveries, channels: channels() };
    },
    content: (user) => refuseUnless(user, 'content', clock()) ?? content(),
  };
}
