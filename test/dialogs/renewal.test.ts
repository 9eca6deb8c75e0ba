/** What may be done with a renewal when, who has to bring what, and whose contract can be renewed on which day. */

import { describe, expect, it } from 'vitest';
import { addDays } from '#dialogs/days.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import {
  eligibilityOf,
  isEnded,
  materialsFor,
  missingMaterials,
  RENEWAL_ACTIONS,
  RENEWAL_STATUSES,
  RENEWAL_TRANSITIONS,
  type RenewalAction,
  type RenewalStatus,
  statusAfter,
} from '#dialogs/renewal.ts';
import type { RenewalContent, RenewalMaterial } from '#knowledge/guide.ts';

const words = (text: string) => ({ 'zh-Hans': text, 'zh-Hant': text, en: text });
const material = (id: string, changes: Partial<RenewalMaterial> = {}): RenewalMaterial => ({
  id,
  title: words(id),
  applicants: ['owner', 'manager'],
  optional: false,
  pages: 2,
  least: 1,
  ...changes,
});
const CONTENT: RenewalContent = {
  materials: [
    material('licence'),
    material('letter', { applicants: ['manager'] }),
    material('form', { optional: true }),
  ],
  linkDays: 7,
};
const paper = (id: string, changes = {}) => ({ id: `p-${id}`, material: id, atMs: 1, ...changes });

describe('the transitions', () => {
  it('follow the one way from draft to the end, with more papers and rejection beside it', () => {
    const way: readonly RenewalAction[] = [
      'fill',
      'submit',
      'begin',
      'approve',
      'offer',
      'choose',
      'dispatch',
      'complete',
    ];
    const end = way.reduce<RenewalStatus | undefined>(
      (status, action) => status && statusAfter(status, action),
      'draft',
    );
    expect(end).toBe('completed');
    expect(statusAfter('in-review', 'ask-more')).toBe('more-papers');
    expect(statusAfter('more-papers', 'submit')).toBe('submitted');
  });

  it('let nobody add papers to what is in, approve what was not reviewed, or touch what has ended', () => {
    const takesPapers = RENEWAL_STATUSES.filter((status) => statusAfter(status, 'fill'));
    expect(takesPapers).toEqual(['draft', 'more-papers']);
    expect(RENEWAL_STATUSES.filter((status) => statusAfter(status, 'approve'))).toEqual(['in-review']);
    expect(RENEWAL_STATUSES.filter((status) => statusAfter(status, 'complete'))).toEqual(['approved']);
    for (const ended of RENEWAL_STATUSES.filter(isEnded)) {
      expect(RENEWAL_ACTIONS.map((action) => statusAfter(ended, action))).toEqual(RENEWAL_ACTIONS.map(() => undefined));
    }
    expect(RENEWAL_STATUSES.filter(isEnded)).toEqual(['completed', 'rejected']);
  });

  it('lead from every status to an end, and reach every status', () => {
    const reached = new Set<RenewalStatus>(['draft']);
    for (const status of reached) {
      for (const next of Object.values(RENEWAL_TRANSITIONS[status])) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...RENEWAL_STATUSES].sort());
    for (const status of RENEWAL_STATUSES) {
      const open = new Set<RenewalStatus>([status]);
      for (const one of open) for (const next of Object.values(RENEWAL_TRANSITIONS[one])) open.add(next);
      expect([...open].some(isEnded), status).toBe(true);
    }
  });
});

describe('the materials', () => {
  it('are a letter of authority more for somebody who is not the owner', () => {
    const ids = (applicant: 'owner' | 'manager') => materialsFor(applicant, CONTENT).map(({ id }) => id);
    expect(ids('owner')).toEqual(['licence', 'form']);
    expect(ids('manager')).toEqual(['licence', 'letter', 'form']);
  });

  it('are missing while none is there, or the one there was not right; optional ones never are unless wanted', () => {
    const missing = (papers: Parameters<typeof missingMaterials>[0]['papers'], wanted: readonly string[] = []) =>
      missingMaterials({ applicant: 'manager', papers, wanted }, CONTENT);
    expect(missing([])).toEqual(['licence', 'letter']);
    expect(missing([paper('licence'), paper('letter')])).toEqual([]);
    expect(missing([paper('licence'), paper('letter', { refused: true })])).toEqual(['letter']);
    expect(missing([paper('licence'), paper('letter')], ['form'])).toEqual(['form']);
  });

  it('are missing with fewer photos than belong to them, unless they were brought on paper', () => {
    const photo = { contentType: 'image/jpeg', bytes: 1 };
    const content = {
      ...CONTENT,
      materials: [material('id', { least: 2 }), material('old', { least: 2, optional: true })],
    };
    const missing = (...papers: Parameters<typeof missingMaterials>[0]['papers']) =>
      missingMaterials({ applicant: 'owner', papers, wanted: [] }, content);
    expect(missing()).toEqual(['id']);
    expect(missing(paper('id', { photo }))).toEqual(['id']);
    expect(missing(paper('id', { photo }), paper('id', { photo }))).toEqual([]);
    expect(missing(paper('id', { photo }), paper('id', { photo, refused: true }))).toEqual(['id']);
    expect(missing(paper('id'))).toEqual([]);
    expect(missing(paper('id'), paper('old', { photo }))).toEqual(['old']);
  });
});

describe('whose contract can be renewed', () => {
  const device = (changes: Partial<DeviceRecord>): DeviceRecord => ({ serial: '0821', status: 'active', ...changes });
  const CASES: readonly (readonly [string, DeviceRecord | undefined, string, number | undefined, object])[] = [
    ['no such terminal', undefined, '2026-11-23', 30, { kind: 'unknown' }],
    ['blocked by risk', device({ status: 'blocked' }), '2026-11-23', 30, { kind: 'blocked' }],
    ['returned', device({ status: 'returned' }), '2026-11-23', 30, { kind: 'gone' }],
    ['lost', device({ status: 'lost' }), '2026-11-23', 30, { kind: 'gone' }],
    ['an end nobody knows', device({}), '2026-11-23', 30, { kind: 'eligible' }],
    [
      'ended yesterday',
      device({ contractEndsOn: '2026-11-22' }),
      '2026-11-23',
      30,
      { kind: 'eligible', endsOn: '2026-11-22' },
    ],
    ['the first day', device({ contractEndsOn: '2026-12-23' }), '2026-11-23', 30, { kind: 'eligible' }],
    [
      'a day before it',
      device({ contractEndsOn: '2026-12-24' }),
      '2026-11-23',
      30,
      { kind: 'too-early', opensOn: '2026-11-24' },
    ],
    [
      'any time, where nothing is set',
      device({ contractEndsOn: '2030-01-01' }),
      '2026-11-23',
      undefined,
      { kind: 'eligible' },
    ],
    ['dormant', device({ status: 'dormant', contractEndsOn: '2026-11-30' }), '2026-11-23', 30, { kind: 'eligible' }],
  ];
  it.each(CASES)('%s', (_, record, today, openDaysBefore, expected) => {
    const content = { ...CONTENT, ...(openDaysBefore === undefined ? {} : { openDaysBefore }) };
    expect(eligibilityOf(record, today, content)).toMatchObject(expected);
  });

  it('is counted in days of the calendar, over months, years and leap days', () => {
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    for (let days = 0; days < 1_500; days += 1) {
      const wanted = new Date(Date.UTC(2028, 4, 17) - days * 86_400_000).toISOString().slice(0, 10);
      expect(addDays('2028-05-17', -days)).toBe(wanted);
    }
  });
});
