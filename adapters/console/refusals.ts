/** What the desk's refusals are over HTTP. */

import type { Response, Router } from 'express';
import { type Refusal, refuse } from '#adapters/browser-request.ts';
import type { DeskRefusal, Refused } from '#adapters/desk-contract.ts';

/** Nothing of the kind. */
export const NOT_FOUND: Refusal = { status: 404, code: 'not-found', message: 'There is nothing here.' };
/** A request that does not say what it should. */
export const MALFORMED: Refusal = { status: 400, code: 'malformed', message: 'The request is malformed.' };

const REFUSALS: Readonly<Record<DeskRefusal, Omit<Refusal, 'code'>>> = {
  'not-found': { status: 404, message: 'There is no such ticket or person.' },
  'not-allowed': { status: 403, message: 'Your role does not allow this.' },
  'not-fresh': { status: 403, message: 'Sign in again first: this needs a sign-in of the last minutes.' },
  'claimed-by-other': { status: 409, message: 'Somebody else has claimed this ticket.' },
  'not-claimed': { status: 409, message: 'Claim the ticket first.' },
  closed: { status: 409, message: 'The ticket is closed.' },
  'not-closed': { status: 409, message: 'The ticket is not closed.' },
  empty: { status: 400, message: 'Write something first.' },
  'unknown-agent': { status: 400, message: 'Nobody of that name works on tickets.' },
  'other-merchant': { status: 409, message: 'Only tickets of the same merchant or serial number can be merged.' },
  'not-refused': { status: 409, message: 'This message was not refused.' },
  'unknown-step': { status: 400, message: 'There is no such step.' },
  'too-wide': { status: 400, message: 'Choose a range of at most 400 days.' },
};

/** Nothing is found by a `:number` in a path that has another shape: the audit log would keep what was asked for. */
export function findOnlyNumbers(router: Router, shape: RegExp): void {
  router.param('number', (_request, response, next, number) =>
    shape.test(String(number)) ? next() : refuse(response, NOT_FOUND),
  );
}

/** True of an answer that is a refusal. */
export function isRefused(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'refused';
}

/** Answers with a refusal of the desk. */
export function sendRefused(response: Response, { reason, who }: Refused): void {
  const { status, message } = REFUSALS[reason];
  const error = { code: reason, message, ...(who === undefined ? {} : { who }) };
  response.status(status).set('Cache-Control', 'no-store').json({ error });
}

/** Answers with what the desk gave, or with its refusal. */
export function sendAnswer(response: Response, answer: unknown): void {
  if (isRefused(answer)) sendRefused(response, answer);
  else response.json(answer);
}
