/** The store's number stands wherever the dialog left room for it. */

import { expect, it } from 'vitest';
import type { Reply } from '#dialogs/message.ts';
import { nameTicket, TICKET_NUMBER } from '#dialogs/name-ticket.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import { plainGuide } from '../fixtures/plain-guide.ts';
import { stateWith } from './small-shop.ts';

const turn = (replies: readonly Reply[], ticketNumber?: string): TurnResult => ({
  state: stateWith(plainGuide, ticketNumber === undefined ? {} : { ticketNumber }),
  replies,
  effects: [],
  trace: [],
});

it('names the ticket in every reply, the receipt and the state', () => {
  const text = `工单 ${TICKET_NUMBER}，再说一遍 ${TICKET_NUMBER}。`;
  const receipt = { ticketNumber: TICKET_NUMBER, lines: ['断网'] };
  const named = nameTicket(
    turn(
      [
        { kind: 'text', text },
        { kind: 'receipt', text, receipt },
        { kind: 'choices', text, choices: [{ id: 'a', label: 'b' }] },
      ],
      TICKET_NUMBER,
    ),
    'T1042',
  );
  expect(JSON.stringify(named)).not.toContain(TICKET_NUMBER);
  expect(named.replies.map((reply) => reply.text)).toEqual(Array(3).fill('工单 T1042，再说一遍 T1042。'));
  expect(named.replies[1]).toMatchObject({ receipt: { ticketNumber: 'T1042', lines: ['断网'] } });
  expect(named.replies[2]).toMatchObject({ choices: [{ id: 'a', label: 'b' }] });
  expect(named.state.ticketNumber).toBe('T1042');
});

it('leaves a ticket that already has a number alone', () => {
  const before = turn([{ kind: 'text', text: '工单 T1 已经开好。' }], 'T1');
  expect(nameTicket(before, 'T2')).toEqual(before);
});

it('a number with a dollar sign is taken as written', () => {
  const named = nameTicket(turn([{ kind: 'text', text: TICKET_NUMBER }], TICKET_NUMBER), '$&1');
  expect(named.replies[0]?.text).toBe('$&1');
});
