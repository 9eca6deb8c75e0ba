/** What the merchant hears of an action that the dialog has no part in. Pure. */

import { sayInstant } from '#dialogs/opening-hours.ts';
import { fillPlaceholders } from '#dialogs/say.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { NewLine, TurnWork } from '../store/store.ts';
import type { Act } from './act.ts';

/** One phrase of the content as a line of the bot; none when the content has no such words. */
function say(
  { guide }: Act,
  phrase: string,
  { language }: Ticket,
  values: Readonly<Record<string, string>>,
): readonly NewLine[] {
  const wording = guide.phrases.get(phrase)?.[language];
  return wording ? [{ from: 'bot', text: fillPlaceholders(wording, values) }] : [];
}

/** The merchant of a double in another conversation hears where the case goes on; in the same one nothing changes. */
function tellMerged(act: Act, into: string, ticket: Ticket): readonly NewLine[] {
  if (act.into?.conversationId === ticket.conversationId) return [];
  return say(act, 'agent.merged', ticket, { ticketNumber: into });
}

/** Who was told that a case is done hears that it is not; of a double that comes apart again nobody was told. */
function tellReopened(act: Act, before: Ticket, changed: Ticket, { tickets }: TurnWork): readonly NewLine[] {
  if (tickets.some(({ number }) => number === before.mergedInto)) return [];
  const { timeZone } = act.guide.institution.hours;
  return say(act, 'agent.reopened', changed, {
    ticketNumber: changed.number,
    answerDue: sayInstant(timeZone, changed.answerDueMs, act.now, changed.language),
  });
}

/** The lines for the merchant. */
export function tellMerchant(act: Act, before: Ticket, changed: Ticket, work: TurnWork): readonly NewLine[] {
  if (act.action.kind === 'merge') return tellMerged(act, act.action.into, changed);
  return act.action.kind === 'reopen' ? tellReopened(act, before, changed, work) : [];
}
