/** Answers what the dialog asks of renewals: how far one is, opening one, choosing a time. */

import type { ConversationId } from '#dialogs/message.ts';
import { localDay } from '#dialogs/opening-hours.ts';
import type { RenewalAnswer, RenewalQuestion, RenewalWish } from '#dialogs/renewal/ask-office.ts';
import { type Eligibility, eligibilityOf, isEnded, type Renewal } from '#dialogs/renewal.ts';
import { describeError } from '../log.ts';
import { chooseSlot } from './choose-slot.ts';
import type { RenewalDesk, RenewalOffice } from './renewal-desk.ts';

/** An application that ended longer ago than this is no answer to "how far is it?". */
const TOLD_FOR_MS = 60 * 86_400_000;

/** The office over the desk of renewals. */
export function createOffice(desk: RenewalDesk): RenewalOffice {
  return {
    async answer(conversationId, question) {
      try {
        return await answerQuestion(desk, conversationId, question);
      } catch (error) {
        desk.log.error('renewal-failed', { kind: question.kind, ...describeError(error) });
        return { kind: 'unavailable' };
      }
    },
  };
}

async function answerQuestion(
  desk: RenewalDesk,
  conversationId: ConversationId,
  question: RenewalQuestion,
): Promise<RenewalAnswer> {
  const [latest] = await desk.store.renewalsOf(conversationId);
  switch (question.kind) {
    case 'status': {
      const forgotten = latest && isEnded(latest.status) && desk.clock() - latest.updatedAtMs > TOLD_FOR_MS;
      return latest && !forgotten ? found(desk, latest) : { kind: 'none' };
    }
    case 'open':
      if (latest && !isEnded(latest.status)) return found(desk, latest);
      return await open(desk, conversationId, question.wish);
    case 'choose': {
      // Only an application of this very conversation: the number alone opens nothing.
      const own = (await desk.store.renewalsOf(conversationId)).find(({ number }) => number === question.number);
      return own ? await choose(desk, own, question.slot) : { kind: 'none' };
    }
  }
}

function found(desk: RenewalDesk, renewal: Renewal): RenewalAnswer {
  return { kind: 'found', renewal: desk.viewOf(renewal) };
}

/** What the register says of the terminal; one that cannot be reached says nothing. */
async function judge({ directory, guide, clock }: RenewalDesk, { serial, mid }: RenewalWish): Promise<Eligibility> {
  if (!directory || directory.isOn?.() === false || serial === undefined) return { kind: 'unknown' };
  const answer = await directory.lookup({ serial });
  const device = answer.kind === 'found' ? answer.devices.find((one) => one.serial === serial) : undefined;
  // Somebody else's merchant number beside this serial: people have to look.
  if (device && mid !== undefined && device.mid !== undefined && device.mid !== mid) return { kind: 'unknown' };
  const content = guide();
  return eligibilityOf(device, localDay(content.institution.hours.timeZone, clock()), content.renewal);
}

async function open(desk: RenewalDesk, conversationId: ConversationId, wish: RenewalWish): Promise<RenewalAnswer> {
  const eligibility = await judge(desk, wish);
  const { proven, ...facts } = wish;
  if (proven && eligibility.kind !== 'eligible' && eligibility.kind !== 'unknown') {
    return { kind: 'refused', because: eligibility };
  }
  const now = desk.clock();
  const { renewal, isNew } = await desk.store.openRenewal({
    conversationId,
    status: 'draft',
    ...facts,
    eligibility,
    papers: [],
    wanted: [],
    slots: [],
    linkVersion: 0,
    openedAtMs: now,
    updatedAtMs: now,
  });
  if (isNew) {
    desk.log.info('renewal', { number: renewal.number, action: 'opened', status: 'draft' });
    await desk.tell();
  }
  return found(desk, renewal);
}

async function choose(desk: RenewalDesk, renewal: Renewal, slot: string | undefined): Promise<RenewalAnswer> {
  if (slot !== undefined && renewal.visit?.id === slot) return found(desk, renewal);
  const changed = await desk.change(renewal.number, { ...chooseSlot(slot), tells: false });
  if (changed.kind === 'ok') return found(desk, changed.renewal);
  const again = (await desk.store.renewal(renewal.number)) ?? renewal;
  return { kind: 'taken', renewal: desk.viewOf(again) };
}
