/** What the console's page works out before it draws: filters, addresses, trees, calls, drafts. */

import { describe, expect, it } from 'vitest';
import { readContentState } from '#adapters/console/web/content/content-state.ts';
import { FOOT_WIDTH } from '#adapters/console/web/flow/drawing.ts';
import { fitText } from '#adapters/console/web/flow/fit-text.ts';
import { layoutFlow } from '#adapters/console/web/flow/layout.ts';
import { findPath, waysTaken } from '#adapters/console/web/flow/path-on-tree.ts';
import { toJsonLines } from '#adapters/console/web/operations/export-lines.ts';
import { browserName } from '#adapters/console/web/people/browser-name.ts';
import { EVERYTHING, goesOn, heapSizes, isShown, queryOf, sectionsOf } from '#adapters/console/web/queue/filter.ts';
import { labelPlaces } from '#adapters/console/web/reports/charts.ts';
import { rangeOf } from '#adapters/console/web/reports/ranges.ts';
import { readRoute } from '#adapters/console/web/route.ts';
import { agentTexts, dueInMs, promisesNear } from '#adapters/console/web/tickets.ts';
import type { FlowView } from '#adapters/console/wire.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { FLOW } from './console-world.ts';

const AT = { file: 'symptoms/network.yaml', line: 1 };

describe('the filter of the queue', () => {
  it('asks the server for what was picked, and for nothing else', () => {
    expect(queryOf(EVERYTHING, 100)).toEqual({ limit: '100' });
    expect(queryOf({ ...EVERYTHING, heap: 'mine', search: ' 0N91 ' }, 50)).toEqual({
      agent: 'me',
      search: '0N91',
      limit: '50',
    });
    expect(queryOf({ ...EVERYTHING, heap: 'closed' }, 50)).toEqual({ status: 'resolved', limit: '50' });
    expect(queryOf({ ...EVERYTHING, heap: 'closed', status: 'cancelled' }, 50)).toEqual({
      status: 'cancelled',
      limit: '50',
    });
  });

  it.each([
    ['live', 'open', undefined, true],
    ['live', 'resolved', undefined, false],
    ['closed', 'resolved', undefined, true],
    ['mine', 'claimed', '小王', true],
    ['mine', 'claimed', '小李', false],
    ['free', 'reopened', undefined, true],
    ['free', 'waiting', undefined, false],
    ['free', 'claimed', '小李', false],
  ] as const)('shows in the heap %s a ticket that is %s (agent %s): %s', (heap, status, agent, shown) => {
    const ticket = ticketLike({ status, ...(agent === undefined ? {} : { agent }) });
    expect(isShown(ticket, { ...EVERYTHING, heap }, '小王')).toBe(shown);
  });

  it('sets apart what merchants are waited for and what a search has found among closed tickets', () => {
    const tickets = (['claimed', 'open', 'waiting', 'resolved', 'cancelled'] as const).map((status, index) =>
      ticketLike({ number: `T${index}`, status }),
    );
    const told = (list: typeof tickets) =>
      sectionsOf(list).map(({ name, tickets: inIt }) => [name, ...inIt.map(({ number }) => number)]);
    expect(told(tickets)).toEqual([
      ['ours', 'T0', 'T1'],
      ['waited', 'T2'],
      ['closed', 'T3', 'T4'],
    ]);
    expect(told(tickets.slice(3))).toEqual([['closed', 'T3', 'T4']]);
    expect(told([])).toEqual([]);
  });

  it('says how many tickets each heap has', () => {
    const tickets = [
      ticketLike({ number: 'T1' }),
      ticketLike({ number: 'T2', status: 'claimed', agent: '小王' }),
      ticketLike({ number: 'T3', status: 'waiting', agent: '小李' }),
      ticketLike({ number: 'T4', status: 'resolved' }),
    ];
    expect(heapSizes({ tickets, whole: true }, '小王')).toEqual({ live: '3', free: '1', mine: '1' });
    expect(heapSizes({ tickets, whole: false }, '小王')).toEqual({ live: '3+', free: '1+', mine: '1' });
    expect(heapSizes({ tickets: [], whole: true }, '小王')).toEqual({ live: '', free: '', mine: '' });
  });

  it('looks among closed tickets too, once something is searched', () => {
    const closed = ticketLike({ status: 'resolved' });
    expect(isShown(closed, { ...EVERYTHING, search: 'T1001' }, '小王')).toBe(true);
    expect(isShown(closed, { ...EVERYTHING, search: ' ' }, '小王')).toBe(false);
    expect(isShown(closed, { ...EVERYTHING, heap: 'mine', search: 'T1001' }, '小王')).toBe(false);
  });

  it('goes on no further than to the first closed ticket, except where closed ones are wanted', () => {
    const [live, closed] = [ticketLike(), ticketLike({ status: 'resolved' })];
    const list = { tickets: [live, closed], next: 'x' };
    expect(goesOn({ tickets: [live], next: 'x' }, EVERYTHING)).toBe(true);
    expect(goesOn({ tickets: [live] }, EVERYTHING)).toBe(false);
    expect(goesOn(list, EVERYTHING)).toBe(false);
    expect(goesOn(list, { ...EVERYTHING, heap: 'mine', search: 'T1' })).toBe(false);
    expect(goesOn(list, { ...EVERYTHING, heap: 'closed' })).toBe(true);
    expect(goesOn(list, { ...EVERYTHING, search: 'T1' })).toBe(true);
  });

  it('finds tickets that nobody has', () => {
    const filter = { ...EVERYTHING, agent: 'none' };
    expect(isShown(ticketLike(), filter, '小王')).toBe(true);
    expect(isShown(ticketLike({ status: 'claimed', agent: '小李' }), filter, '小王')).toBe(false);
  });
});

describe('an address of the page', () => {
  it.each([
    ['', { place: 'queue' }],
    ['#/', { place: 'queue' }],
    ['#/T1001', { place: 'queue', id: 'T1001' }],
    ['#/content/net-offline', { place: 'content', id: 'net-offline' }],
    ['#/reports', { place: 'reports' }],
    ['#/%E0%A4%A', { place: 'queue' }],
  ])('%s is read as %o', (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
  });
});

describe('what a ticket owes', () => {
  it('counts until somebody has answered, and again once the merchant has written or it is reopened', () => {
    expect(dueInMs(ticketLike({ answerDueMs: 900 }), 300)).toBe(600);
    expect(dueInMs(ticketLike({ answerDueMs: 900, status: 'claimed' }), 1000)).toBe(-100);
    expect(dueInMs(ticketLike({ answerDueMs: 900, status: 'claimed', firstAnswerAtMs: 1 }), 300)).toBe(600);
    expect(dueInMs(ticketLike({ answerDueMs: 900, status: 'waiting' }), 300)).toBeUndefined();
    expect(dueInMs(ticketLike({ answerDueMs: 900, status: 'reopened', firstAnswerAtMs: 1 }), 300)).toBe(600);
  });

  it('calls those whose promise it is, a quarter of an hour before and again when it is broken, the most urgent first', () => {
    const minute = 60_000;
    const at = 100 * minute;
    const tickets = [
      ticketLike({ number: 'T1', answerDueMs: at + 14 * minute }),
      ticketLike({ number: 'T2', answerDueMs: at - 1, status: 'claimed', agent: '小王' }),
      ticketLike({ number: 'T3', answerDueMs: at + 16 * minute }),
      ticketLike({ number: 'T4', answerDueMs: at, status: 'claimed', agent: '小李' }),
      ticketLike({ number: 'T5', answerDueMs: at, status: 'waiting', agent: '小王' }),
    ];
    const near = promisesNear(tickets, '小王', at);
    expect(near.map(({ ticket, late }) => [ticket.number, late])).toEqual([
      ['T2', true],
      ['T1', false],
    ]);
    const later = promisesNear(tickets, '小王', at + 15 * minute);
    expect(later.find(({ ticket }) => ticket.number === 'T1')?.key).not.toBe(near[1]?.key);
  });

  it('is worded in the language of the console where the desk has worded it', () => {
    const english = {
      priorityReason: 'cannot take cards',
      summary: 'Host unreachable.',
      steps: ['Restart', 'Hotspot'],
    };
    const ticket = ticketLike({ forAgents: { 'zh-Hans': english, 'zh-Hant': english, en: english } });
    expect(agentTexts(ticket, 'en')).toEqual(english);
    expect(agentTexts(ticketLike(), 'en').steps).toEqual(['重启机器', '换手机热点']);
  });
});

describe('a drawn tree', () => {
  it('puts every step below all that lead to it, without two in one place', () => {
    const { steps, width, height } = layoutFlow(FLOW);
    const at = new Map(steps.map(({ step, x, y }) => [step.id, { x, y }]));
    for (const { id, ways } of FLOW.steps) {
      for (const { to, kind } of ways) {
        if (kind === 'step') expect(at.get(to)?.y ?? 0, `${id} > ${to}`).toBeGreaterThan(at.get(id)?.y ?? 0);
      }
    }
    expect(new Set(steps.map(({ x, y }) => `${x} ${y}`)).size).toBe(FLOW.steps.length);
    for (const { x, y } of steps) expect([x >= 0, y >= 0, x < width, y < height]).toEqual([true, true, true, true]);
  });

  it('survives ways that lead back up, to itself or nowhere', () => {
    const way = (to: string) => ({ to, kind: 'step' as const });
    const text = { 'zh-Hans': '', 'zh-Hant': '', en: '' };
    const steps = [
      { id: 'a', kind: 'ask', at: AT, text, ways: [way('b'), way('a')] },
      { id: 'b', kind: 'do', at: AT, text, ways: [way('a'), way('gone')] },
    ];
    const { ways } = layoutFlow({ steps });
    expect(ways.map(({ from, to }) => `${from.step.id}>${to.step.id}`)).toEqual(['a>b', 'a>a', 'b>a']);
  });

  it('shows only the ways that somebody must have taken', () => {
    expect([...waysTaken(FLOW, ['hotspot'])]).toEqual(['icon>restart', 'restart>hotspot']);
    const text = { 'zh-Hans': '', 'zh-Hant': '', en: '' };
    const way = (to: string) => ({ to, kind: 'step' as const });
    const diamond = {
      start: 'a',
      steps: [
        { id: 'a', kind: 'ask', at: AT, text, ways: [way('b'), way('c')] },
        { id: 'b', kind: 'do', at: AT, text, ways: [way('d')] },
        { id: 'c', kind: 'do', at: AT, text, ways: [way('d')] },
        { id: 'd', kind: 'do', at: AT, text, ways: [way('e')] },
        { id: 'e', kind: 'do', at: AT, text, ways: [] },
      ],
    };
    expect([...waysTaken(diamond, ['e'])]).toEqual(['d>e']);
    expect([...waysTaken(diamond, ['b', 'e'])]).toEqual(['a>b', 'b>d', 'd>e']);
  });

  it('finds a tried step inside the procedure that the tree leads through', () => {
    const text = { 'zh-Hans': '', 'zh-Hant': '', en: '' };
    const link = { id: 'restart-it', kind: 'link', at: AT, text, ways: [{ to: 'restart-pos', kind: 'flow' as const }] };
    const flow: FlowView = { id: 'x', at: AT, examples: [], title: text, start: 'restart-it', steps: [link] };
    const inner: FlowView = {
      id: 'restart-pos',
      at: AT,
      examples: [],
      title: text,
      start: 'off',
      steps: [{ id: 'off', kind: 'do', at: AT, text, ways: [] }],
    };
    const linked = new Map([[inner.id, inner]]);
    expect(findPath(flow, linked, [{ step: 'off' }, { step: 'other' }])).toEqual({
      found: [{ place: 'restart-it', index: 0 }],
      elsewhere: [1],
    });
  });

  it('breaks texts where they no longer fit', () => {
    expect(fitText('换手机热点试一试', 52, 2)).toEqual(['换手机热', '点试一试']);
    expect(fitText('Try the hotspot of a phone', 80, 2)).toEqual(['Try the', 'hotspot of…']);
    expect(fitText('', 80, 2)).toEqual([]);
  });

  it('has room for how often a step was reached, fixed it and was the last one, in both languages', () => {
    const english = 'reached 1200 · fixed 400 · left 120';
    const chinese = '到过 1200 · 修好 400 · 放弃 120';
    expect([english, chinese].map((line) => fitText(line, FOOT_WIDTH, 1))).toEqual([[english], [chinese]]);
  });
});

describe('a signed-in browser', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge 140 · Windows',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/147.0.7727.0 Safari/537.36',
      'Chrome 147 · Linux',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari 18 · iPhone',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143 · macOS'],
    ['curl/8.5.0', 'curl/8.5.0'],
  ])('that calls itself %s is named in words', (userAgent, name) => {
    expect(browserName(userAgent)).toBe(name);
  });
});

describe('reports and exports', () => {
  it.each(['Asia/Shanghai', 'America/New_York'])(
    'cover whole days of the institution in %s, today the last',
    (timeZone) => {
      const dayAt = (atMs: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(atMs);
      const { fromMs, toMs } = rangeOf(7, Date.parse('2026-11-03T23:30:00Z'), timeZone);
      const hours = Array.from(
        { length: Math.ceil((toMs - fromMs) / 3_600_000) },
        (_, hour) => fromMs + hour * 3_600_000,
      );
      expect(new Set(hours.map(dayAt)).size).toBe(7);
      expect(dayAt(toMs - 1)).toBe(dayAt(Date.parse('2026-11-03T23:30:00Z')));
      expect([dayAt(fromMs - 1), dayAt(toMs)]).not.toContain(dayAt(fromMs));
    },
  );

  it.each([1, 7, 24, 30, 90])(
    'have room for every label below %i columns, and for the first and last within',
    (count) => {
      const places = [...labelPlaces(count).values()];
      expect(places.length).toBeGreaterThan(Math.min(count, 4) - 1);
      for (const [at, x] of places.entries()) {
        expect(x).toBeGreaterThanOrEqual(18);
        expect(x).toBeLessThanOrEqual(402);
        if (at > 0) expect(x - (places[at - 1] ?? 0)).toBeGreaterThan(36);
      }
    },
  );

  it('hand over each labelled line once, as JSON Lines', () => {
    const line = { text: '机子"抽风"了', label: 'pwr-no-boot' };
    expect(toJsonLines([line, line])).toBe(`${JSON.stringify(line)}\n`);
  });

  it('read content problems without trusting the shape', () => {
    expect(readContentState(null)).toEqual({ revision: '', loadedAtMs: undefined, problems: [] });
    const problem = { file: 'network.yaml', line: 3, column: 5, message: 'm', remedy: 'r' };
    expect(readContentState({ revision: 'a', loadedAtMs: 1, problems: [problem] }).problems).toEqual([problem]);
  });
});
