/** The console's page before a desk in memory that answers every route of its wire, for tests of the page alone. */

import type { Request, Response } from 'express';
import express, { Router } from 'express';
import type {
  AuditLog,
  Choices,
  DeadLetters,
  FlowList,
  FlowView,
  Health,
  KnowledgeFound,
  Me,
  Onlooker,
  Reports,
  TicketView,
  Unmatched,
} from '#adapters/console/wire.ts';
import type { DeskAction, DeskPermission } from '#adapters/desk-contract.ts';
import { pageHeaders, servePage } from '#adapters/serve-page.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Wording } from '#knowledge/guide.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { type Listening, listen } from '#test/fixtures/listen.ts';

/** A desk behind the page. */
export interface ConsoleWorld extends Listening {
  /** What the page did, in order. */
  readonly acts: readonly { readonly number: string; readonly action: DeskAction }[];
  put(ticket: Ticket, change?: Partial<Omit<TicketView, 'ticket'>>): void;
  /** Wakes the page. */
  wake(): void;
  /** Answers the next action with a refusal. */
  refuseNext(code: string, who?: string): void;
  /** Others who look at every ticket. */
  others: readonly Onlooker[];
  /** What the page said that its agent writes, last. */
  writing: string | undefined;
  /** Tells the page that others came or write. */
  tellPresence(number: string): void;
  content: unknown;
  unmatched: Unmatched;
  letters: DeadLetters['letters'];
}

const EVERYTHING: readonly DeskPermission[] = [
  'look',
  'work',
  'direct',
  'unmask',
  'report',
  'audit',
  'export',
  'content',
  'accounts',
];
const both = (zh: string, en: string): Wording => ({ 'zh-Hans': zh, 'zh-Hant': zh, en });

const CHOICES: Choices = {
  agents: ['小王', '小李'],
  channels: ['webchat', 'wechat'],
  resolutionCodes: ['fixed-with-merchant', 'replaced'],
  timeZone: 'Asia/Shanghai',
  macros: [
    {
      id: 'hello',
      title: both('问候', 'Greeting'),
      text: { 'zh-Hans': '您好，我是人工客服。', 'zh-Hant': '您好，我是人工客服。', en: 'Hello, this is a person.' },
    },
    {
      id: 'label',
      title: both('要标签照片', 'Label photo'),
      text: {
        'zh-Hans': '请拍一下机器背面的标签。',
        'zh-Hant': '請拍一下機器背面的標籤。',
        en: 'Please take a photo of the label.',
      },
    },
  ],
};

/** A tree of five steps. */
export const FLOW: FlowView = {
  id: 'net-host-unreachable',
  title: both('连不上主机', 'Host unreachable'),
  at: { file: 'symptoms/network.yaml', line: 98 },
  examples: ['连接主机失败', '连不上主机', 'cannot connect to host'],
  start: 'icon',
  steps: [
    {
      id: 'icon',
      kind: 'ask',
      at: { file: 'symptoms/network.yaml', line: 110 },
      text: both('信号图标满不满？', 'Is the signal icon full?'),
      ways: [
        { label: both('满', 'full'), to: 'restart', kind: 'step' },
        { label: both('不满', 'not full'), to: 'net-sim', kind: 'flow' },
      ],
    },
    {
      id: 'restart',
      kind: 'do',
      at: { file: 'symptoms/network.yaml', line: 120 },
      text: both('重启机器', 'Restart the terminal'),
      ways: [
        { label: both('好了', 'fixed'), to: 'resolved', kind: 'end' },
        { label: both('没好', 'not fixed'), to: 'hotspot', kind: 'step' },
      ],
    },
    {
      id: 'hotspot',
      kind: 'do',
      at: { file: 'symptoms/network.yaml', line: 130 },
      text: both('换手机热点试一试，看看能不能连上', 'Try the hotspot of a phone and see whether it connects'),
      ways: [
        { label: both('好了', 'fixed'), to: 'sim', kind: 'step' },
        { label: both('没好', 'not fixed'), to: 'sign-on', kind: 'step' },
      ],
    },
    {
      id: 'sim',
      kind: 'say',
      at: { file: 'symptoms/network.yaml', line: 140 },
      text: both('流量卡有问题', 'The SIM card is at fault'),
      ways: [{ to: 'handoff', kind: 'end' }],
    },
    {
      id: 'sign-on',
      kind: 'do',
      at: { file: 'symptoms/network.yaml', line: 150 },
      text: both('重新签到', 'Sign on again'),
      ways: [{ to: 'handoff', kind: 'end' }],
    },
  ],
};
const FLOWS: FlowList = {
  flows: [
    { id: 'net-host-unreachable', kind: 'symptom', title: FLOW.title },
    { id: 'prn-blank', kind: 'symptom', title: both('打印空白', 'Blank paper') },
    { id: 'restart-router', kind: 'procedure', title: both('重启路由器', 'Restart the router') },
  ],
};
const KNOWN: KnowledgeFound = {
  decision: 'accept',
  heard: [{ id: 'net-host-unreachable', title: FLOW.title, hasPage: true }],
  hits: [
    {
      ...{ id: 'net-host-unreachable', kind: 'symptom', title: FLOW.title },
      ...{ where: 'example', text: '连接主机失败', at: { file: 'symptoms/network.yaml', line: 98 } },
    },
    {
      ...{ id: 'restart-router', kind: 'procedure', title: both('重启路由器', 'Restart the router') },
      ...{ where: 'step', text: '拔掉路由器电源', at: { file: 'procedures/restart-router.yaml', line: 7 } },
    },
  ],
  more: false,
};
const HEALTH: Health = {
  waitingMessages: 3,
  deadMessages: 1,
  waitingDeliveries: 2,
  refusedDeliveries: 0,
  channels: ['webchat', 'wechat'],
};
const AUDIT: AuditLog = {
  entries: [
    {
      seq: 2,
      atMs: 1_800_000_000_000,
      user: '小王',
      role: 'agent',
      action: 'ticket.view',
      subject: 'T1001',
      outcome: 'ok',
      hash: 'ab',
    },
  ],
  chain: { entries: 2 },
};

/** Figures of a quiet week. */
export function reportsLike(fromMs: number, toMs: number): Reports {
  return {
    range: { fromMs, toMs },
    cases: { resolvedByBot: 61, answeredByBot: 20, abandoned: 9, ticketsOpened: 30, deflection: 0.75 },
    timeToResolve: { count: 22, medianMs: 3_300_000, p90Ms: 9_000_000 },
    waiting: { count: 28, medianMs: 240_000, p90Ms: 900_000 },
    promises: { kept: 26, broken: 2 },
    ratings: { good: 12, fair: 3, poor: 1 },
    symptoms: [
      { symptom: 'net-host-unreachable', tickets: 12 },
      { symptom: 'prn-blank', tickets: 5 },
    ],
    steps: [
      { step: 'restart', title: '重启机器', reached: 40, fixed: 22, gaveUp: 3 },
      { step: 'hotspot', title: '换手机热点', reached: 15, fixed: 2, gaveUp: 6 },
    ],
    resolutions: [
      { code: 'fixed-with-merchant', tickets: 14 },
      { code: 'replaced', tickets: 6 },
    ],
    agents: [{ agent: '小王', live: 3, resolved: 14, firstAnswers: 17, medianAnswerMs: 180_000 }],
    load: Array.from({ length: 24 }, (_, hour) => (hour > 8 && hour < 22 ? (hour * 7) % 11 : 0)),
    days: Array.from({ length: 7 }, (_, day) => ({
      day: `2026-11-${16 + day}`,
      opened: 3 + ((day * 5) % 7),
      resolved: 2 + ((day * 3) % 6),
    })),
    now: { open: 4, claimed: 3, waiting: 2, overdue: 1 },
  };
}

/** Serves the page for a user of this role; `may` says what it reaches. */
export async function openConsoleWorld(may: readonly DeskPermission[] = EVERYTHING): Promise<ConsoleWorld> {
  const me: Me = { name: '小王', role: 'agent', may };
  const views = new Map<string, TicketView>();
  const streams = new Set<Response>();
  const acts: { number: string; action: DeskAction }[] = [];
  let refusal: { readonly code: string; readonly who?: string } | undefined;
  const page = servePage({ assetsPath: '/assets', folders: ['console/web', 'web'] });
  const router = Router();
  const wake = (): void => {
    for (const stream of streams) stream.write('event: wake\ndata: {}\n\n');
  };
  const found = (request: Request, response: Response): TicketView | undefined => {
    const view = views.get(String(request.params.number));
    if (view === undefined) response.status(404).json({ error: { code: 'not-found', message: '' } });
    return view;
  };
  const world = {
    acts,
    wake,
    others: [] as readonly Onlooker[],
    writing: undefined as string | undefined,
    tellPresence(number: string) {
      for (const stream of streams) stream.write(`event: presence\ndata: ${JSON.stringify({ number })}\n\n`);
    },
    content: { revision: '1234', loadedAtMs: 1_800_000_000_000, problems: [] } as unknown,
    unmatched: { lines: [] } as Unmatched,
    letters: [] as DeadLetters['letters'],
    refuseNext(code: string, who?: string) {
      refusal = { code, ...(who === undefined ? {} : { who }) };
    },
    put(ticket: Ticket, change: Partial<Omit<TicketView, 'ticket'>> = {}) {
      views.set(ticket.number, viewLike(ticket, { ...views.get(ticket.number), ...change }));
      wake();
    },
  };
  router.use('/assets', page.assets);
  router.use(pageHeaders);
  router.get('/', (_request, response) => page.send(response, 'console.html'));
  router.get('/api/me', (_request, response) => void response.json(me));
  router.get(
    '/api/names',
    (_request, response) =>
      void response.json({
        'net-host-unreachable': FLOW.title,
        'prn-blank': both('打印空白', 'Blank paper'),
        'network.cellular': both('流量卡', 'SIM card'),
      }),
  );
  router.get('/api/choices', (_request, response) => void response.json(CHOICES));
  router.get('/api/flows', (_request, response) => void response.json(FLOWS));
  router.get('/api/flows/net-host-unreachable', (_request, response) => void response.json(FLOW));
  router.get('/api/knowledge', (request, response) => {
    const find = String(request.query.find);
    const hits = KNOWN.hits.filter(({ text }) => text.includes(find));
    response.json({ ...KNOWN, heard: hits.length > 0 ? KNOWN.heard : [], hits });
  });
  router.get('/api/health', (_request, response) => void response.json(HEALTH));
  router.get('/api/audit', (_request, response) => void response.json(AUDIT));
  router.get('/api/content', (_request, response) => void response.json(world.content));
  router.get('/api/unmatched', (_request, response) => void response.json(world.unmatched));
  router.post('/api/convert', express.json(), ({ body }, response) => {
    const known: Readonly<Record<string, string>> = { 機器斷網了: '机器断网了', 请重启机器: '請重新啟動機器' };
    response.json({ texts: body.texts.map((text: string) => known[text] ?? text) });
  });
  router.get('/api/dead-letters', (_request, response) => void response.json({ letters: world.letters }));
  router.post('/api/dead-letters/:id/:how', (request, response) => {
    world.letters = world.letters.filter(({ id }) => id !== Number(request.params.id));
    response.status(204).end();
  });
  router.get(
    '/api/accounts',
    (_request, response) =>
      void response.json({
        accounts: [
          { name: '小王', role: 'agent', methods: ['password'], disabled: false },
          { name: '小李', role: 'lead', methods: ['oidc'], disabled: false },
        ],
      }),
  );
  router.get(
    '/api/sign-ins',
    (_request, response) =>
      void response.json({
        signIns: [{ ref: 'a', user: '小王', browser: 'Firefox', signedInAtMs: 1, lastUsedAtMs: 2 }],
      }),
  );
  router.get(
    '/api/reports',
    ({ query }, response) => void response.json(reportsLike(Number(query.from), Number(query.to))),
  );
  router.get('/api/events', (_request, response) => {
    response.set('Content-Type', 'text/event-stream').flushHeaders();
    response.write('event: beat\ndata: {}\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  router.get('/api/tickets', ({ query }, response) => void response.json(listOf([...views.values()], query)));
  router.get('/api/tickets/:number', (request, response) => {
    const view = found(request, response);
    if (view !== undefined) response.json(view);
  });
  let fresh = false;
  router.post('/sign-in/password', express.json(), ({ body }, response) => {
    fresh = body.password === 'right';
    if (fresh) response.status(204).end();
    else response.status(401).json({ error: { code: 'wrong', message: '' } });
  });
  router.post('/api/tickets/:number/unmask', (request, response) => {
    const view = found(request, response);
    if (view === undefined) return;
    if (fresh) response.json({ ...view, ticket: { ...view.ticket, contactPhone: '13800138000' } });
    else response.status(403).json({ error: { code: 'not-fresh', message: '' } });
  });
  router.post('/api/tickets/:number/presence', express.json(), ({ body }, response) => {
    world.writing = body.writing;
    response.json({ others: world.others });
  });
  router.post('/api/tickets/:number/:kind', express.json(), (request, response) => {
    const view = found(request, response);
    if (view === undefined) return;
    if (refusal !== undefined) {
      response.status(409).json({ error: { ...refusal, message: '' } });
      refusal = undefined;
      return;
    }
    const action = { kind: request.params.kind, ...request.body } as DeskAction;
    acts.push({ number: view.ticket.number, action });
    const next = changed(view, action);
    world.put(next.ticket, next);
    response.json({ ticket: next.ticket });
  });
  router.use(
    '/api',
    (_request, response) => void response.status(404).json({ error: { code: 'not-found', message: '' } }),
  );
  return Object.assign(world, await listen(router));
}

function viewLike(ticket: Ticket, change: Partial<TicketView>): TicketView {
  const empty = { transcript: [], trace: [], undelivered: [], similar: [], history: [], events: [], masked: false };
  return { ...empty, ...change, ticket };
}

function listOf(views: readonly TicketView[], query: Request['query']): { tickets: readonly Ticket[]; next?: string } {
  const from = Number(query.cursor ?? 0);
  const limit = Number(query.limit ?? 100);
  const all = views
    .map(({ ticket }) => ticket)
    .filter((ticket) => JSON.stringify(ticket).includes(String(query.search ?? '')))
    .filter((ticket) => query.status === undefined || ticket.status === query.status)
    .filter(
      ({ agent = 'none' }) => query.agent === undefined || agent === (query.agent === 'me' ? '小王' : query.agent),
    );
  return {
    tickets: all.slice(from, from + limit),
    ...(from + limit < all.length ? { next: String(from + limit) } : {}),
  };
}

function changed(view: TicketView, action: DeskAction): TicketView {
  const { ticket, transcript } = view;
  const updatedAtMs = ticket.updatedAtMs + 1;
  const say = (from: TranscriptLine['from'], text: string): TicketView => ({
    ...view,
    ticket: { ...ticket, updatedAtMs },
    transcript: [...transcript, { seq: transcript.length + 1, atMs: updatedAtMs, from, text, author: '小王' }],
  });
  if (action.kind === 'claim') return { ...view, ticket: { ...ticket, status: 'claimed', agent: '小王', updatedAtMs } };
  if (action.kind === 'resolve') return { ...view, ticket: { ...ticket, status: 'resolved', updatedAtMs } };
  if (action.kind === 'reopen') return { ...view, ticket: { ...ticket, status: 'reopened', updatedAtMs } };
  if (action.kind === 'reply') return say('agent', action.text);
  return action.kind === 'note' ? say('note', action.text) : view;
}

/** So many tickets, no two alike. */
export function manyTickets(count: number, nowMs: number): readonly Ticket[] {
  return Array.from({ length: count }, (_, index) =>
    ticketLike({
      number: `T${1001 + index}`,
      priority: (['P1', 'P2', 'P3', 'P4'] as const)[index % 4] ?? 'P4',
      openedAtMs: nowMs - index * 60_000,
      updatedAtMs: nowMs - index * 60_000,
      answerDueMs: nowMs + (30 - index) * 60_000,
      channel: index % 2 === 0 ? 'webchat' : 'wechat',
    }),
  );
}
