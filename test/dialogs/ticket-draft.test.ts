/** The ticket says what is known and nothing else, the most telling first. */

import { beforeAll, describe, expect, it } from 'vitest';
import type { DialogState } from '#dialogs/state.ts';
import type { TicketDraft } from '#dialogs/ticket.ts';
import { draftTicket } from '#dialogs/ticket-draft.ts';
import type { Guide, Locale } from '#knowledge/guide.ts';
import { NOW, openTalk, smallGuide, stateWith } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

const draft = (changes: Partial<DialogState> = {}): TicketDraft => draftTicket(stateWith(guide, changes), guide, NOW);
const typed = (value: string, confirmed = true) => ({ value, source: 'typed', confirmed }) as const;
const linesOf = (ticket: TicketDraft): string[] => ticket.summary.split('\n');

/** A case with everything in it. */
const FULL: Partial<DialogState> = {
  symptom: 'net-offline',
  symptoms: ['net-offline', 'prn-blank'],
  merchantWords: '断网了 客人等着',
  slots: {
    model: typed('A920'),
    sn: typed('0823004512'),
    phone: typed('13800138000'),
    network: typed('wifi'),
    scope: typed('one'),
    screenText: typed('连接失败'),
    code: typed('Z9'),
    tid: typed('30012345'),
  },
  stepsTried: [
    { step: 'restart', title: '重启', outcome: 'not-fixed', atMs: NOW },
    { step: 'hotspot', title: '换热点', outcome: 'cannot', atMs: NOW },
  ],
  handoffReason: 'steps-exhausted',
};

describe('fields', () => {
  it('a ticket of an empty conversation has no field that nobody gave', () => {
    const ticket = draft();
    expect(Object.keys(ticket).sort()).toEqual([
      'attachments',
      'channel',
      'flags',
      'forAgents',
      'language',
      'missing',
      'priority',
      'priorityReason',
      'stepsTried',
      'summary',
      'symptoms',
    ]);
    expect(ticket).toMatchObject({ symptoms: ['unknown'], priority: 'P3', missing: ['model', 'sn', 'symptom'] });
  });

  it('what is known is there with where it came from', () => {
    expect(draft(FULL)).toMatchObject({
      merchantWords: '断网了 客人等着',
      screenText: '连接失败',
      code: 'Z9',
      model: 'A920',
      sn: '0823004512',
      snSource: 'typed',
      snConfirmed: true,
      tid: '30012345',
      contactPhone: '13800138000',
      network: 'wifi',
      scope: 'one',
      impact: '刷不了卡',
      missing: [],
    });
  });

  it('a serial nobody confirmed says so, and earlier ones are kept', () => {
    const ticket = draft({ slots: { sn: typed('0823004512', false) }, snHistory: ['0823004521'] });
    expect(ticket).toMatchObject({ snConfirmed: false, snHistory: ['0823004521'] });
  });

  it('a request for a person without a complaint is named as that', () => {
    expect(draft({ flags: ['asked_human'] }).symptoms).toEqual(['ctl-human', 'unknown']);
  });

  it('marks that only steer the desk stay inside', () => {
    expect(draft({ flags: ['priority_P1', 'irritated'] })).toMatchObject({ priority: 'P1', flags: ['irritated'] });
  });
});

describe('priority', () => {
  it.each<[string, Partial<DialogState>, string]>([
    ['of the symptom', { symptoms: ['net-offline'] }, 'P2'],
    ['of the gravest symptom, not of the last', { symptoms: ['prn-blank', 'sec-scam-call'] }, 'P1'],
    ['raised when every terminal is down', { symptoms: ['net-offline'], slots: { scope: typed('all') } }, 'P1'],
    ['lowered when there is another way', { symptoms: ['net-offline'], slots: { fallback: typed('yes') } }, 'P3'],
    ['not raised for blank receipts', { symptoms: ['prn-blank'], slots: { scope: typed('all') } }, 'P3'],
    ['not lowered for a danger', { symptoms: ['sec-scam-call'], slots: { fallback: typed('yes') } }, 'P1'],
    ['as a step of the walk says', { symptoms: ['net-offline'], flags: ['priority_P4'] }, 'P4'],
  ])('%s', (_, changes, priority) => {
    const ticket = draft(changes);
    expect(ticket.priority).toBe(priority);
    expect(ticket.priorityReason).not.toMatch(/undefined|\{|^$/);
  });
});

describe('summary', () => {
  it('has three lines: what is wrong, what was tried, what is needed', () => {
    const [what, tried, need, ...more] = linesOf(draft(FULL));
    expect(more).toEqual([]);
    expect(what).toMatch(/断网.*打印空白.*断网了 客人等着.*连接失败.*Z9.*WiFi/);
    expect(tried).toMatch(/重启（没好）.*换热点（做不了）/);
    expect(need).toMatch(/A920.*0823004512.*13800138000/);
  });

  it.each<Locale>(['zh-Hans', 'zh-Hant', 'en'])('is whole in %s, however little is known', (locale) => {
    for (const changes of [{}, FULL, { flags: ['asked_human'] }, { merchantWords: '一\n二\n三\n四' }]) {
      const ticket = draft({ ...changes, locale });
      expect(linesOf(ticket).length).toBeLessThanOrEqual(3);
      expect(ticket.summary).not.toMatch(/undefined|null|\{\w+\}|summary\.|outcome\.|reason\.|field\./);
      expect(linesOf(ticket).every((line) => line.trim() !== '')).toBe(true);
    }
  });

  it('quotes no more than the beginning of a long story', () => {
    expect(draft({ merchantWords: '很'.repeat(400) }).summary.length).toBeLessThan(200);
  });

  it('an English one holds no Chinese but the words of the merchant', () => {
    const slots = { network: typed('cellular'), scope: typed('all'), recentChange: typed('drop') };
    const ticket = draft({ ...FULL, locale: 'en', merchantWords: 'offline', stepsTried: [], slots });
    expect(ticket.summary).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('in a conversation', () => {
  const opened = (...lines: readonly string[]): TicketDraft => {
    const merchant = openTalk(guide);
    const effects = lines.flatMap((line) => merchant.say(line).effects);
    const ticket = effects.findLast((effect) => effect.kind === 'openTicket' || effect.kind === 'updateTicket');
    if (ticket?.kind !== 'openTicket' && ticket?.kind !== 'updateTicket') throw new Error('no ticket');
    return ticket.draft;
  };

  it('one ticket opens once everything is there, and what is added later updates it', () => {
    const merchant = openTalk(guide);
    const kinds = ['断网了', '流量卡', '重启了 一样', '热点也不行', 'A920', '0823004512', '对', '13800138000'].map(
      (line) =>
        merchant
          .say(line)
          .effects.map(({ kind }) => kind)
          .filter((kind) => kind.endsWith('Ticket')),
    );
    expect(kinds).toEqual([[], [], [], [], [], [], ['openTicket'], ['updateTicket']]);
  });

  it('a merchant the bot could not understand has not asked for a person', () => {
    const ticket = opened('断网了', '蓝色的大象在飞', '紫色的大象在飞', '绿色的大象在飞');
    expect(ticket.flags).not.toContain('asked_human');
    expect(linesOf(ticket)[2]).not.toMatch(/要求人工/);
  });

  it('a step that the merchant did not try is not said to have failed', () => {
    const ticket = opened('断网了', '流量卡', '转人工');
    expect(ticket.stepsTried).toEqual([]);
    expect(ticket.missing).toEqual(['model', 'sn']);
  });
});
