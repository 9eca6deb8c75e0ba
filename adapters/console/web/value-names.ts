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
  asked_human: { 'zh-Hans': '要求人工', en: 'asked for a person' },
  irritated: { 'zh-Hans': '情绪不满', en: 'irritated' },
  sn_corrected: { 'zh-Hans': '改过序列号', en: 'corrected the serial' },
  card_data: { 'zh-Hans': '发过卡片信息（已删除）', en: 'sent card data (removed)' },
  merchant_reports_fixed: { 'zh-Hans': '商户说已恢复', en: 'merchant says it works' },
  code_approved: { 'zh-Hans': '返回码：交易成功', en: 'code: approved' },
  code_card: { 'zh-Hans': '返回码：卡片原因', en: "code: the customer's card" },
  code_terminal: { 'zh-Hans': '返回码：机器原因', en: 'code: the terminal' },
  code_uncertain: { 'zh-Hans': '返回码：结果不明，先查账', en: 'code: outcome unknown, check first' },
  code_host: { 'zh-Hans': '返回码：银行或网络原因', en: 'code: bank or network' },
};

/** Fields that can be missing without being facts of the page. */
const FIELDS: Named = {
  symptom: { 'zh-Hans': '故障现象', en: 'what is wrong' },
  phone: { 'zh-Hans': '电话', en: 'phone' },
  device: { 'zh-Hans': '型号和序列号', en: 'model and serial' },
  photo: { 'zh-Hans': '照片', en: 'photo' },
  recentChange: { 'zh-Hans': '最近的变动', en: 'recent change' },
};

/** The channel in words; a channel without a name is called by its id. */
export function channelName(channel: string, locale: ConsoleLocale): string {
  return named(CHANNELS, channel, locale) ?? channel;
}

/** The flag in words; one that has no name yet is shown as words that were joined. */
export function flagName(flag: string, locale: ConsoleLocale): string {
  return named(FLAGS, flag, locale) ?? flag.replaceAll('_', ' ');
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
