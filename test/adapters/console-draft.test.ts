/** Who an agent's text goes to, and what tickets' short names are called. */

import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, reachable, reachOf } from '#adapters/console/web/draft.ts';
import { channelName, fieldName, flagName } from '#adapters/console/web/value-names.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';

const USER: DeskUser = { name: '小王', role: 'agent' };

describe('the text of an agent', () => {
  it('is a note unless the agent says otherwise', () => {
    expect(EMPTY_DRAFT.kind).toBe('note');
  });

  it.each([
    ['open', undefined, 'claim-first'],
    ['waiting', undefined, 'claim-first'],
    ['reopened', undefined, 'claim-first'],
    ['claimed', '小王', 'open'],
    ['claimed', '小李', 'claimed-by-other'],
    ['resolved', '小王', 'closed'],
    ['cancelled', undefined, 'closed'],
  ] as const)('reaches the merchant of a ticket that is %s (agent: %s): %s', (status, agent, reach) => {
    const ticket = ticketLike({ status, ...(agent === undefined ? {} : { agent }) });
    expect(reachOf(ticket, USER)).toBe(reach);
  });

  it('becomes a note where the merchant cannot be reached, and keeps its words', () => {
    const reply = { text: '您好', kind: 'reply' } as const;
    expect(reachable(reply, 'closed')).toEqual({ text: '您好', kind: 'note' });
    expect(reachable(reply, 'claimed-by-other')).toEqual({ text: '您好', kind: 'note' });
    expect(reachable(reply, 'claim-first')).toEqual(reply);
  });
});

describe('short names of tickets', () => {
  it('are told in words of the page', () => {
    expect(channelName('webchat', 'zh-Hans')).toBe('网页聊天');
    expect(flagName('asked_human', 'zh-Hans')).toBe('要求人工');
    expect(flagName('code_uncertain', 'en')).toBe('code: outcome unknown, check first');
    expect(fieldName('sn', 'zh-Hans')).toBe('序列号');
    expect(fieldName('symptom', 'en')).toBe('what is wrong');
  });

  it('are shown as they are when nobody has named them', () => {
    expect(channelName('fax', 'en')).toBe('fax');
    expect(flagName('toString', 'en')).toBe('toString');
    expect(flagName('brand_new', 'en')).toBe('brand new');
  });
});
