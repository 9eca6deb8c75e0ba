/** Takes messages in as pages and programs send nearly all of them, without Express; whatever differs goes its way. */

import type { ServerResponse } from 'node:http';
import { isSameOrigin, type Refusal, refusePlainly, sendPlainly } from '#adapters/browser-request.ts';
import type { QuickHandler, QuickTerms } from '#adapters/contract.ts';
import { isPlainJson, readPlainJson } from './read-json.ts';
import { findVisitor, type Visitor } from './visitor.ts';

/** What a message is answered with, or why it is refused. */
export type Answer =
  | { readonly status: number; readonly body: object; readonly preference?: string }
  | { readonly refusal: Refusal };

/** What quick messages need of the chat. */
export interface QuickDependencies {
  readonly secureCookies: boolean;
  /** Most bytes of a body. */
  readonly bodyBytes: number;
  /** Why a visitor may not come now; undefined: they may. */
  readonly turnAway: (visitor: Visitor) => Refusal | undefined;
  /** Takes a body in; rejects on a fault of ours. */
  readonly take: (body: object, visitor: Visitor, prefer: string | undefined) => Promise<Answer>;
}

/** Where messages are sent. */
export const MESSAGES_PATH = '/chat/messages';

/** Messages to `MESSAGES_PATH` with a visitor's cookie and a plain body; anything else is left to the routes. */
export function createQuickMessage(dependencies: QuickDependencies): QuickHandler {
  const { secureCookies, bodyBytes, turnAway, take } = dependencies;
  return (request, response, terms) => {
    if (request.method !== 'POST' || request.url !== MESSAGES_PATH) return false;
    if (!isPlainJson(request, bodyBytes) || !isSameOrigin(request)) return false;
    const visitor = findVisitor(request, secureCookies);
    if (visitor === undefined) return false;
    const fail = (fault: unknown): void => terms.fail(fault, response);
    const answer = async (body: object): Promise<void> => {
      const refusal = turnAway(visitor);
      const prefer = request.headers.prefer;
      send(response, refusal ? { refusal } : await take(body, visitor, prefer?.toString()), terms);
    };
    readPlainJson(request, (body) => void answer(body).catch(fail), fail);
    return true;
  };
}

function send(response: ServerResponse, answer: Answer, { headers }: QuickTerms): void {
  if ('refusal' in answer) {
    refusePlainly(response, answer.refusal, headers);
    return;
  }
  const { status, body, preference } = answer;
  const applied = preference === undefined ? [] : ['Preference-Applied', preference];
  sendPlainly(response, status, body, [...headers, ...applied]);
}
