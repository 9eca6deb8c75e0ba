/** The rating: asked once when an agent has resolved a ticket, answered by one tap or its number. Pure. */

import type { Reply } from '#dialogs/message.ts';
import type { Rating, Ticket } from '#dialogs/ticket.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';
import type { Arrival, TurnWork } from '../store/store.ts';
import { isLive } from '../turns/turn-writes.ts';

const RATINGS: readonly Rating[] = ['good', 'fair', 'poor'];
const ASK = 'rating.ask';

function labels(guide: Guide, locale: Locale): readonly (readonly [Rating, string])[] {
  return RATINGS.flatMap((rating) => {
    const label = guide.phrases.get(`rating.${rating}`)?.[locale];
    return label ? [[rating, label] as const] : [];
  });
}

/** The question, in the merchant's language; undefined when it has been asked or the content has no words for it. */
export function ratingQuestion(ticket: Ticket, guide: Guide): Extract<Reply, { kind: 'choices' }> | undefined {
  const text = guide.phrases.get(ASK)?.[ticket.language];
  if (!text || ticket.ratingAskedAtMs !== undefined || ticket.rating !== undefined) return undefined;
  const choices = labels(guide, ticket.language).map(([rating, label]) => ({
    id: `rate-${ticket.number}:${rating}`,
    label,
  }));
  return choices.length === RATINGS.length ? { kind: 'choices', text, choices } : undefined;
}

/** The replies with the question at the end, in the last message where that is plain text. */
export function addQuestion(
  replies: readonly Reply[],
  question: Extract<Reply, { kind: 'choices' }>,
): readonly Reply[] {
  const last = replies.at(-1);
  if (last?.kind !== 'text') return [...replies, question];
  return [...replies.slice(0, -1), { ...question, text: `${last.text}\n\n${question.text}` }];
}

/** What a merchant's message says about a ticket that was resolved. */
export interface Rated {
  readonly ticket: Ticket;
  /** What the merchant is told; absent: nothing. */
  readonly thanks?: string;
}

function ratingOf(value: string | undefined): Rating | undefined {
  return RATINGS.find((rating) => rating === value);
}

/** A number or a label counts only while nothing else has been said since the question. */
function readWords(work: TurnWork, text: string, guide: Guide): readonly [Ticket, Rating] | undefined {
  const [ticket] = work.tickets;
  if (work.conversation.owner !== 'nobody' || ticket?.status !== 'resolved') return undefined;
  if (ticket.ratingAskedAtMs === undefined || ticket.rating !== undefined) return undefined;
  const said = text.trim().toLowerCase();
  const numbered = /^[1-3]$/.test(said) ? RATINGS[Number(said) - 1] : undefined;
  const labelled = labels(guide, ticket.language).find(([, label]) => label.toLowerCase() === said)?.[0];
  const rating = numbered ?? labelled;
  return rating && [ticket, rating];
}

/** Why a ticket takes no rating now: its case goes on, or it has one. */
function staleness(ticket: Ticket): 'not-yet' | 'known' | undefined {
  if (isLive(ticket)) return 'not-yet';
  return ticket.rating === undefined ? undefined : 'known';
}

function wordsFor(guide: Guide, phrase: string, { language }: Ticket): Pick<Rated, 'thanks'> {
  const thanks = guide.phrases.get(phrase)?.[language];
  return thanks ? { thanks } : {};
}

/** The rating in a merchant's message; undefined when there is none, so that the dialog hears it. */
export function readRating(work: TurnWork, { message }: Arrival, guide: Guide): Rated | undefined {
  const [, number, value] = /^rate-(T\d+):(\w+)$/.exec(message.choiceId ?? '') ?? [];
  const tapped = work.tickets.find((ticket) => ticket.number === number);
  const chosen = ratingOf(value);
  // A tap on an old question must not reach the dialog; it changes nothing, and whoever tapped hears why.
  const stale = tapped && chosen && staleness(tapped);
  if (stale) return { ticket: tapped, ...wordsFor(guide, `rating.${stale}`, tapped) };
  const found = tapped && chosen ? ([tapped, chosen] as const) : readWords(work, message.text, guide);
  if (!found) return undefined;
  const [ticket, rating] = found;
  return { ticket: { ...ticket, rating }, ...wordsFor(guide, `rating.thanks-${rating}`, ticket) };
}
