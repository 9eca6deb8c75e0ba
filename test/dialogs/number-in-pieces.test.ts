/** A number that is asked for and comes piece by piece: heard as that number and as nothing else. */

import { beforeAll, describe, expect, it } from 'vitest';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, newState } from '#dialogs/state.ts';
import type { TurnResult } from '#dialogs/turn.ts';
import type { Guide } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await loadBuiltInGuide();
});

function say(state: DialogState, text: string): TurnResult {
  const message = merchantMessage(text);
  return respond(state, { kind: 'message', message, sensitive: [] }, guide, START_MS);
}

/** A case that waits for a number. */
function asked(slot: string): DialogState {
  const fresh = newState(guide, 'zh-Hans', 'webchat');
  const frames = [{ kind: 'slot', slot, asked: 1, optional: true }] as const;
  return {
    ...fresh,
    frames,
    symptom: 'net-offline',
    symptoms: ['net-offline'],
    since: START_MS,
    merchantWords: '断网了',
  };
}

const values = (state: DialogState): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(state.slots).map(([slot, { value }]) => [slot, value]));

describe('a number in pieces', () => {
  it.each([
    ['phone', ['139', '12', '34', '56', '78'], '13912345678'],
    ['phone', ['13', '91', '23', '45', '67', '8'], '13912345678'],
    ['phone', ['138', '0013', '8000'], '13800138000'],
    ['mid', ['898', '3100', '5411', '0001'], '898310054110001'],
    ['mid', ['8983', '10', '05', '41', '10', '001'], '898310054110001'],
    ['mid', ['8983101', '不对 是8983100', '54110001'], '898310054110001'],
    ['phone', ['139', '打错了，138', '00138000'], '13800138000'],
  ])('is the %s and nothing else: %j', (slot, pieces, whole) => {
    const end = pieces.reduce((state, piece) => say(state, piece).state, asked(slot));
    expect(values(end)).toEqual({ [slot]: whole });
    expect(end.flags).toEqual([]);
  });

  it('that begins as a card does is asked for in one message, and taken so', () => {
    const parts = ['822', '3100', '5411'].reduce((state, piece) => say(state, piece).state, asked('mid'));
    expect(JSON.stringify(parts)).not.toContain('8223100');
    expect(values(say(parts, '822310054110001').state)).toEqual({ mid: '822310054110001' });
  });
});

it.each(['70421', '51095', '12345', '99800'])('a number alone is no complaint: %s', (text) => {
  const { state, effects } = say(newState(guide, 'zh-Hans', 'webchat'), text);
  expect(state.flags).toEqual([]);
  expect(effects.map(({ kind }) => kind)).not.toContain('openTicket');
});

describe('numbers that the desk asks for', () => {
  it.each(['商户号给你', '序列号发给你吗', '我把商户号发给你', 'i send you the merchant number', 'SN给你行不行'])(
    'may be offered: %s',
    (text) => {
      expect(say(newState(guide, 'zh-Hans', 'webchat'), text).state.symptoms).not.toContain('sec-card-data');
    },
  );

  it.each(['银行卡号发给你', '商户号和卡号给你', '验证码发给你吗', 'order number and cvv i send you'])(
    'are not meant where something of the card is offered: %s',
    (text) => {
      expect(say(newState(guide, 'zh-Hans', 'webchat'), text).state.symptoms).toContain('sec-card-data');
    },
  );
});
