/** What the console calls the values that tickets carry as short names: channels, flags and missing fields. */

import { type ConsoleLocale, type FactName, WORDS } from './wording.ts';

type Named = Readonly<Record<string, Readonly<Record<ConsoleLocale, string>>>>;

const CHANNELS: Named = {
  webchat: { 'zh-Hans': '网页聊天', en: 'web chat' },
  wechat: { 'zh-Hans': '微信', en: 'WeChat' },
  wecom: { 'zh-Hans': '企业微信', en: 'WeCom' },
  slack: { 'zh-Hans': 'Slack', en: 'Slack' },
  teams: { 'zh-Hans': 'Teams', en: 'Teams' },
  email: { 'zh-Hans': '邮件', en: 'email' },
};

const FLAGS: Named = {
  after_hours: { 'zh-Hans': '下班时间来的', en: 'after hours' },
  asked_human: { 'zh-Hans': '要求人工', en: 'asked for a person' },
  irritated: { 'zh-Hans': '情绪不满', en: 'irritated' },
  waits_too_long: { 'zh-Hans': '过了答应的时间还在等', en: 'still waits past the promised time' },
  repeat_contact: { 'zh-Hans': '同一问题再次来询', en: 'came back with the same trouble' },
  sn_corrected: { 'zh-Hans': '改过序列号', en: 'corrected the serial' },
  card_data: { 'zh-Hans': '发过卡片信息（已删除）', en: 'sent card data (removed)' },
  paid_or_leaked: { 'zh-Hans': '已付款或泄露信息', en: 'has paid or given details away' },
  fraud_loss: { 'zh-Hans': '被骗金额', en: 'lost to fraud' },
  paid_by: { 'zh-Hans': '付款方式', en: 'paid by' },
  photo_unread: { 'zh-Hans': '照片没读出来', en: 'photo could not be read' },
  register_matched: { 'zh-Hans': '与登记的设备一致', en: 'matches the register' },
  register_no_match: { 'zh-Hans': '登记里没有这台设备', en: 'not in the register' },
  register_closed: { 'zh-Hans': '两次查无此设备，已停止查询', en: 'not in the register twice; no more look-ups' },
  merchant_reports_fixed: { 'zh-Hans': '商户说已恢复', en: 'merchant says it works' },
  'bot-error': { 'zh-Hans': '机器人出错，还没人帮过商户', en: 'the bot failed; nobody has helped yet' },
  priority_P1: { 'zh-Hans': '步骤定为 P1', en: 'a step made it P1' },
  priority_P2: { 'zh-Hans': '步骤定为 P2', en: 'a step made it P2' },
  priority_P3: { 'zh-Hans': '步骤定为 P3', en: 'a step made it P3' },
  priority_P4: { 'zh-Hans': '步骤定为 P4', en: 'a step made it P4' },
  pin_shown: { 'zh-Hans': '发来过密码，已隐去', en: 'typed a PIN, hidden' },
  code_approved: { 'zh-Hans': '返回码：交易成功', en: 'code: approved' },
  code_card: { 'zh-Hans': '返回码：卡片原因', en: "code: the customer's card" },
  code_terminal: { 'zh-Hans': '返回码：机器原因', en: 'code: the terminal' },
  code_uncertain: { 'zh-Hans': '返回码：结果不明，先查账', en: 'code: outcome unknown, check first' },
  code_host: { 'zh-Hans': '返回码：银行或网络原因', en: 'code: bank or network' },
};

const CARRIERS: Named = {
  mobile: { 'zh-Hans': '中国移动', en: 'China Mobile' },
  unicom: { 'zh-Hans': '中国联通', en: 'China Unicom' },
  telecom: { 'zh-Hans': '中国电信', en: 'China Telecom' },
};

/** Fields that can be missing without being facts of the page. */
const FIELDS: Named = {
  symptom: { 'zh-Hans': '故障现象', en: 'what is wrong' },
  phone: { 'zh-Hans': '电话', en: 'phone' },
  device: { 'zh-Hans': '型号和序列号', en: 'model and serial' },
  photo: { 'zh-Hans': '照片', en: 'photo' },
  status: { 'zh-Hans': '状态', en: 'status' },
  agent: { 'zh-Hans': '接单人', en: 'agent' },
  priority: { 'zh-Hans': '优先级', en: 'priority' },
  symptoms: { 'zh-Hans': '问题', en: 'symptoms' },
  answerDueMs: { 'zh-Hans': '回复时限', en: 'answer due' },
  resolution: { 'zh-Hans': '怎样解决的', en: 'resolution' },
  rating: { 'zh-Hans': '商户评价', en: 'rating' },
  mergedInto: { 'zh-Hans': '已合并到', en: 'merged into' },
  recentChange: { 'zh-Hans': '最近的变动', en: 'recent change' },
};

/** The channel in words; a channel without a name is called by its id. */
export function channelName(channel: string, locale: ConsoleLocale): string {
  return named(CHANNELS, channel, locale) ?? channel;
}

/** The flag in words, with the value that some carry after a space; one without a name is shown as words that were joined. */
export function flagName(flag: string, locale: ConsoleLocale): string {
  const whole = named(FLAGS, flag, locale);
  if (whole !== undefined) return whole;
  const [, id = '', value = ''] = /^(\S+) (.+)$/.exec(flag) ?? [];
  const name = named(FLAGS, id, locale);
  return name === undefined ? flag.replaceAll('_', ' ') : `${name} ${value}`;
}

/** The carrier in words; those that merchants call by a name keep it. */
export function carrierName(carrier: string, locale: ConsoleLocale): string {
  return named(CARRIERS, carrier, locale) ?? carrier;
}

/** The field that is missing, in words. */
export function fieldName(field: string, locale: ConsoleLocale): string {
  const { facts } = WORDS[locale];
  if (Object.hasOwn(facts, field)) return facts[field as FactName];
  return named(FIELDS, field, locale) ?? field;
}

function named(names: Named, id: string, locale: ConsoleLocale): string | undefined {
  return Object.hasOwn(names, id) ? names[id]?.[locale] : undefined;
}
