/** The console's own words. */

import type { TicketAction } from '#adapters/desk-contract.ts';
import { SPEAKER_WORDS, STATUS_WORDS, wordsIn } from '#adapters/web/desk-words.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { TicketStatus } from '#dialogs/ticket.ts';
import type { StepOutcome } from '#knowledge/guide.ts';
import type { Kind, Reach } from './draft.ts';

/** Languages of the console. */
export type ConsoleLocale = 'zh-Hans' | 'en';

/** Names of the facts that a ticket shows, in the order of the page. */
export type FactName =
  | 'model'
  | 'sn'
  | 'tid'
  | 'mid'
  | 'iccid'
  | 'contactName'
  | 'contactPhone'
  | 'callWindow'
  | 'code'
  | 'screenText'
  | 'network'
  | 'carrier'
  | 'scope'
  | 'impact'
  | 'fallback'
  | 'since'
  | 'expiryType';

/** What is done to a ticket rather than written on it. */
export type Step = Exclude<TicketAction, Kind>;

/** Every word of the console in one language. */
export interface Words {
  readonly lang: ConsoleLocale;
  readonly name: string;
  readonly other: string;
  readonly signOut: string;
  readonly lost: string;
  readonly tickets: string;
  readonly filters: Readonly<Record<'live' | 'free' | 'mine' | 'closed', string>>;
  readonly empty: string;
  readonly nothing: string;
  readonly back: string;
  readonly status: Readonly<Record<TicketStatus, string>>;
  readonly minutes: (count: number) => string;
  readonly hours: (count: number) => string;
  readonly countdown: (minutes: number, seconds: string) => string;
  readonly days: (count: number) => string;
  readonly dueIn: (age: string) => string;
  readonly silentFor: (span: string) => string;
  readonly overdue: (age: string) => string;
  readonly openedAgo: (age: string | undefined) => string;
  readonly by: (agent: string) => string;
  readonly groups: { readonly device: string; readonly contact: string; readonly circumstances: string };
  readonly facts: Readonly<Record<FactName, string>>;
  readonly confirmed: string;
  readonly unconfirmed: string;
  readonly source: { readonly typed: string; readonly photo: string; readonly lookup: string };
  readonly earlierSerials: string;
  readonly firstWords: string;
  readonly missing: string;
  readonly flags: string;
  readonly symptoms: string;
  readonly stepsTried: string;
  readonly noSteps: string;
  readonly outcome: Readonly<Record<StepOutcome, string>>;
  readonly transcript: string;
  readonly speaker: Readonly<Record<TranscriptLine['from'], string>>;
  readonly attachment: string;
  /** The switch between a note and a reply. */
  readonly writing: {
    readonly label: string;
    readonly note: string;
    readonly reply: (channel: string) => string;
    readonly placeholder: Readonly<Record<Kind, string>>;
    readonly send: Readonly<Record<Kind | 'claim-first', string>>;
    readonly hint: Readonly<Record<Kind | Exclude<Reach, 'open'>, string>>;
  };
  readonly actions: Readonly<Record<Step, string>>;
  readonly hints: Readonly<Record<Step, string>>;
}

const ZH: Words = {
  lang: 'zh-Hans',
  name: '客服台',
  other: 'English',
  signOut: '退出',
  lost: '连接断开，正在重连…',
  tickets: '工单',
  filters: { live: '未结束', free: STATUS_WORDS.open['zh-Hans'], mine: '我的', closed: '已结束' },
  empty: '这里没有工单。',
  nothing: '从左边选一张工单。',
  back: '‹ 全部工单',
  status: wordsIn(STATUS_WORDS, 'zh-Hans'),
  minutes: (count) => `${count} 分钟`,
  hours: (count) => `${count} 小时`,
  countdown: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
  days: (count) => `${count} 天`,
  dueIn: (age) => `${age}内需回复`,
  silentFor: (span) => `商户 ${span}没回`,
  overdue: (age) => `已超时 ${age}`,
  openedAgo: (age) => (age === undefined ? '刚刚' : `${age}前`),
  by: (agent) => `接单：${agent}`,
  groups: { device: '设备', contact: '联系', circumstances: '情况' },
  facts: {
    model: '型号',
    sn: '序列号',
    tid: '终端号',
    mid: '商户号',
    iccid: 'ICCID',
    contactName: '联系人',
    contactPhone: '电话',
    callWindow: '方便时间',
    code: '返回码',
    screenText: '屏幕提示',
    network: '网络',
    carrier: '运营商',
    scope: '范围',
    impact: '影响',
    fallback: '临时办法',
    since: '开始时间',
    expiryType: '到期类型',
  },
  confirmed: '商户已确认',
  unconfirmed: '未确认',
  source: { typed: '手输', photo: '照片', lookup: '查得' },
  earlierSerials: '之前报过',
  firstWords: '商户原话',
  missing: '还缺',
  flags: '标记',
  symptoms: '问题',
  stepsTried: '已试步骤',
  noSteps: '还没有试过任何步骤。',
  outcome: {
    fixed: '好了',
    'not-fixed': '没好',
    done: '已做',
    cannot: '做不了',
    unsure: '不确定',
    skipped: '跳过',
  },
  transcript: '对话记录',
  speaker: wordsIn(SPEAKER_WORDS, 'zh-Hans'),
  attachment: '附件',
  writing: {
    label: '这段文字写给谁',
    note: '内部备注',
    reply: (channel) => `回复商户 · ${channel}`,
    placeholder: { note: '写给同事的备注…', reply: '写给商户的回复…' },
    send: { note: '保存备注', reply: '发送给商户', 'claim-first': '接单并发送给商户' },
    hint: {
      note: '只有客服看得到',
      reply: '商户会收到这段文字',
      'claim-first': '发送时由您接单，商户会收到这段文字',
      'claimed-by-other': '同事已接单，您只能写备注',
      closed: '工单已结束，只能写备注',
    },
  },
  actions: { claim: '接单', resolve: '标为已解决', handback: '交还机器人' },
  hints: {
    claim: '由我处理，机器人不再说话',
    resolve: '问题已解决，结束工单',
    handback: '机器人带着全部信息继续',
  },
};

const EN: Words = {
  lang: 'en',
  name: 'Desk',
  other: '中文',
  signOut: 'Sign out',
  lost: 'Connection lost, reconnecting…',
  tickets: 'Tickets',
  filters: { live: 'Live', free: 'Unclaimed', mine: 'Mine', closed: 'Closed' },
  empty: 'No tickets here.',
  nothing: 'Pick a ticket.',
  back: '‹ All tickets',
  status: wordsIn(STATUS_WORDS, 'en'),
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  countdown: (minutes, seconds) => `${minutes} min ${seconds} s`,
  days: (count) => `${count} d`,
  dueIn: (age) => `answer due in ${age}`,
  silentFor: (span) => `merchant silent for ${span}`,
  overdue: (age) => `overdue by ${age}`,
  openedAgo: (age) => (age === undefined ? 'just now' : `${age} ago`),
  by: (agent) => `claimed by ${agent}`,
  groups: { device: 'Device', contact: 'Contact', circumstances: 'Circumstances' },
  facts: {
    model: 'Model',
    sn: 'Serial',
    tid: 'Terminal no.',
    mid: 'Merchant no.',
    iccid: 'ICCID',
    contactName: 'Name',
    contactPhone: 'Phone',
    callWindow: 'Call window',
    code: 'Response code',
    screenText: 'On screen',
    network: 'Network',
    carrier: 'Carrier',
    scope: 'Scope',
    impact: 'Impact',
    fallback: 'Fallback',
    since: 'Since',
    expiryType: 'Expiry',
  },
  confirmed: 'confirmed',
  unconfirmed: 'not confirmed',
  source: { typed: 'typed', photo: 'photo', lookup: 'looked up' },
  earlierSerials: 'given before',
  firstWords: 'In their words',
  missing: 'Missing',
  flags: 'Flags',
  symptoms: 'Symptoms',
  stepsTried: 'Steps tried',
  noSteps: 'Nothing has been tried yet.',
  outcome: {
    fixed: 'fixed it',
    'not-fixed': 'did not help',
    done: 'done',
    cannot: 'not possible',
    unsure: 'unsure',
    skipped: 'skipped',
  },
  transcript: 'Transcript',
  speaker: wordsIn(SPEAKER_WORDS, 'en'),
  attachment: 'Attachment',
  writing: {
    label: 'Who this text is for',
    note: 'Internal note',
    reply: (channel) => `Reply · ${channel}`,
    placeholder: { note: 'A note for colleagues…', reply: 'A reply to the merchant…' },
    send: { note: 'Save note', reply: 'Send to merchant', 'claim-first': 'Claim and send to merchant' },
    hint: {
      note: 'Only agents see it',
      reply: 'The merchant gets this text',
      'claim-first': 'Sending claims the ticket; the merchant gets this text',
      'claimed-by-other': 'A colleague has claimed the ticket; you can only write notes',
      closed: 'The ticket is closed; you can only write notes',
    },
  },
  actions: {
    claim: 'Claim',
    resolve: 'Resolve',
    handback: 'Hand back to bot',
  },
  hints: {
    claim: 'I take it; the bot stays silent',
    resolve: 'The problem is solved; closes the ticket',
    handback: 'The bot goes on with all it knows',
  },
};

/** The console's words by language. */
export const WORDS: Readonly<Record<ConsoleLocale, Words>> = { 'zh-Hans': ZH, en: EN };
