/** Tickets in words for sinks that show plain text: a subject, a description, and what has happened since. Pure. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Ticket, TicketAnswer, TicketStatus } from '#dialogs/ticket.ts';
import type { Locale, StepOutcome } from '#knowledge/guide.ts';
import type { TicketEvent, TicketEventKind } from '../desk-contract.ts';
import { SPEAKER_WORDS, STATUS_WORDS } from '../web/desk-words.ts';
import { channelName } from './ticket-words.ts';

type Worded<Key extends string> = Readonly<Record<Locale, Readonly<Record<Key, string>>>>;

const FIELDS = [
  'model',
  'sn',
  'tid',
  'mid',
  'iccid',
  'code',
  'screenText',
  'network',
  'carrier',
  'since',
  'contactName',
  'contactPhone',
  'callWindow',
] as const satisfies readonly (keyof Ticket)[];
type Field = (typeof FIELDS)[number];
type Label = Field | 'words' | 'priority' | 'tried' | 'answers' | 'missing' | 'page' | 'status' | 'agent' | 'channel';

const LABELS: Worded<Label> = {
  'zh-Hans': {
    ...{ model: '机型', sn: '序列号', tid: '终端号', mid: '商户号', iccid: '流量卡号', code: '代码' },
    ...{ screenText: '屏幕提示', network: '网络', carrier: '运营商', since: '从何时起' },
    ...{ contactName: '联系人', contactPhone: '电话', callWindow: '方便接听' },
    ...{ words: '商户原话', priority: '优先级', tried: '已试过', missing: '还缺', page: '在工作台打开' },
    ...{ status: '状态', agent: '客服', channel: '渠道', answers: '问答' },
  },
  'zh-Hant': {
    ...{ model: '機型', sn: '序列號', tid: '終端號', mid: '商戶號', iccid: '流量卡號', code: '代碼' },
    ...{ screenText: '螢幕提示', network: '網路', carrier: '電信商', since: '從何時起' },
    ...{ contactName: '聯絡人', contactPhone: '電話', callWindow: '方便接聽' },
    ...{ words: '商戶原話', priority: '優先級', tried: '已試過', missing: '還缺', page: '在工作台開啟' },
    ...{ status: '狀態', agent: '客服', channel: '渠道', answers: '問答' },
  },
  en: {
    ...{ model: 'Model', sn: 'Serial', tid: 'TID', mid: 'MID', iccid: 'ICCID', code: 'Code' },
    ...{ screenText: 'On the screen', network: 'Network', carrier: 'Carrier', since: 'Since' },
    ...{ contactName: 'Contact', contactPhone: 'Phone', callWindow: 'Best time to call' },
    ...{
      words: 'In their words',
      priority: 'Priority',
      tried: 'Tried',
      missing: 'Still missing',
      page: 'Open at the desk',
    },
    ...{ status: 'Status', agent: 'Agent', channel: 'Channel', answers: 'Asked and answered' },
  },
};

const OUTCOMES: Worded<StepOutcome> = {
  'zh-Hans': { fixed: '好了', 'not-fixed': '没好', done: '做了', cannot: '做不了', unsure: '说不准', skipped: '跳过' },
  'zh-Hant': { fixed: '好了', 'not-fixed': '沒好', done: '做了', cannot: '做不了', unsure: '說不準', skipped: '跳過' },
  en: {
    ...{ fixed: 'fixed it', 'not-fixed': 'did not help', done: 'done', cannot: 'could not be done' },
    ...{ unsure: 'not sure', skipped: 'skipped' },
  },
};

/** `wrote` has no words of its own: the line itself is told. */
const EVENTS: Worded<Exclude<TicketEventKind, 'wrote'>> = {
  'zh-Hans': {
    ...{ opened: '新工单', claimed: '已接单', assigned: '已分配', waiting: '已回复，等商户', handedBack: '交还机器人' },
    ...{ resolved: '已解决', reopened: '重新打开', cancelled: '已撤销', merged: '已合并', rated: '商户已评价' },
    ...{ changed: '资料有更新', dueSoon: '快到答复时限', overdue: '已超过答复时限' },
  },
  'zh-Hant': {
    ...{ opened: '新工單', claimed: '已接單', assigned: '已分配', waiting: '已回覆，等商戶', handedBack: '交還機器人' },
    ...{ resolved: '已解決', reopened: '重新開啟', cancelled: '已撤銷', merged: '已合併', rated: '商戶已評價' },
    ...{ changed: '資料有更新', dueSoon: '快到答覆時限', overdue: '已超過答覆時限' },
  },
  en: {
    ...{
      opened: 'New ticket',
      claimed: 'Claimed',
      assigned: 'Assigned',
      waiting: 'Answered, waiting for the merchant',
    },
    ...{ handedBack: 'Handed back to the bot', resolved: 'Resolved', reopened: 'Reopened', cancelled: 'Cancelled' },
    ...{ merged: 'Merged', rated: 'Rated by the merchant', changed: 'Details changed' },
    ...{ dueSoon: 'An answer is due soon', overdue: 'The answer is overdue' },
  },
};

const CLOSED: ReadonlySet<TicketStatus> = new Set(['resolved', 'cancelled']);
const SUBJECT_LENGTH = 160;
const LINE_LENGTH = 2_000;

/** True when nobody works on a ticket any more. */
export function isClosed({ status }: Pick<Ticket, 'status'>): boolean {
  return CLOSED.has(status);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One line without control characters and direction marks, cut to a length in characters. */
export function oneLine(text: string, most: number): string {
  const clean = text.replaceAll(UNSEEN, '').replaceAll(/\s+/g, ' ').trim();
  const characters = [...clean];
  return characters.length <= most ? clean : `${characters.slice(0, most - 1).join('')}…`;
}

/** What a ticket is about, in one line: number, priority and the first line of its summary. */
export function ticketSubject(ticket: Ticket, locale: Locale): string {
  const [first = ''] = summaryOf(ticket, locale).split('\n');
  return oneLine(`${ticket.number} ${ticket.priority} ${first}`, SUBJECT_LENGTH);
}

function summaryOf(ticket: Ticket, locale: Locale): string {
  return ticket.forAgents?.[locale].summary ?? ticket.summary;
}

function quote(text: string): string {
  return text.replaceAll(UNSEEN, '').slice(0, LINE_LENGTH).replaceAll('\n', '\n  ');
}

function stepLines(ticket: Ticket, locale: Locale): readonly string[] {
  const { stepsTried, forAgents } = ticket;
  return stepsTried.map(({ title, outcome, words }, at) => {
    const said = words === undefined ? '' : ` “${quote(words)}”`;
    return `  - ${forAgents?.[locale].steps[at] ?? title}: ${OUTCOMES[locale][outcome]}${said}`;
  });
}

function answerLine({ asked, said }: TicketAnswer): string {
  return `  - ${quote(asked)} ${quote(said)}`;
}

/** Everything an agent needs who reads it elsewhere, as plain text; only what is known. */
export function describeTicket(ticket: Ticket, url: string, locale: Locale): string {
  const label = LABELS[locale];
  const { priority, priorityReason, forAgents, merchantWords, missing, status, agent, channel, answers = [] } = ticket;
  const steps = stepLines(ticket, locale);
  return [
    summaryOf(ticket, locale),
    '',
    `${label.priority}: ${priority} (${forAgents?.[locale].priorityReason ?? priorityReason})`,
    `${label.status}: ${STATUS_WORDS[status][locale]}`,
    ...(agent === undefined ? [] : [`${label.agent}: ${agent}`]),
    `${label.channel}: ${channelName(channel, locale)}`,
    ...FIELDS.flatMap((field) => {
      const value = ticket[field];
      return value === undefined ? [] : `${label[field]}: ${quote(value)}`;
    }),
    ...(merchantWords === undefined ? [] : [`${label.words}: “${quote(merchantWords)}”`]),
    ...(answers.length === 0 ? [] : [`${label.answers}:`, ...answers.map(answerLine)]),
    ...(steps.length === 0 ? [] : [`${label.tried}:`, ...steps]),
    ...(missing.length === 0 ? [] : [`${label.missing}: ${missing.map((one) => nameOf(one, locale)).join(', ')}`]),
    '',
    `${label.page}: ${url}`,
  ].join('\n');
}

function nameOf(field: string, locale: Locale): string {
  const names: Readonly<Record<string, string>> = LABELS[locale];
  return names[field] ?? field;
}

/** Lines of the transcript, one below the other; events of the desk are left out, since they are told by themselves. */
export function describeLines(lines: readonly TranscriptLine[], locale: Locale): readonly string[] {
  return lines
    .filter(({ from, text }) => from !== 'event' && text !== '')
    .map(
      ({ from, text, author }) =>
        `${SPEAKER_WORDS[from][locale]}${author === undefined ? '' : ` ${author}`}: ${quote(text)}`,
    );
}

/** What happened, one line for each event. */
export function describeEvents(events: readonly TicketEvent[], locale: Locale): readonly string[] {
  return events.flatMap(({ kind, by, changes = [] }) => {
    if (kind === 'wrote') return [];
    const fields = changes
      .filter(({ field, to }) => field in LABELS[locale] && to !== undefined)
      .map(({ field, to = '' }) => `${nameOf(field, locale)}: ${oneLine(to, SUBJECT_LENGTH)}`);
    return [`[${EVENTS[locale][kind]}${by === undefined ? '' : ` · ${by}`}]`, ...fields].join(' ');
  });
}
