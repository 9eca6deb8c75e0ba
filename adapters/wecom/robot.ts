/** The robot in the agents' group: a card for each ticket that is new or late. */

import type { ChannelFinding, DeliveryResult } from '#adapters/contract.ts';
import { type ApiFailure, type ApiResult, callApi } from '#adapters/tencent/call-api.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';
import { ERROR_CLASSES, TOO_OFTEN } from './api.ts';

/** Where the robot lives; the address holds its key. */
export interface GroupRobotConfig {
  readonly webhookUrl: string;
  /** Patience in milliseconds; ten seconds when left out. */
  readonly timeoutMs?: number;
}

/** What the robot needs. */
export interface GroupRobotDependencies {
  readonly now: () => Instant;
}

/** A ticket that the group should look at. Every text is shown as it is and cut where the card has no room. */
export interface TicketAlert {
  readonly kind: 'new' | 'due-soon' | 'breached';
  readonly ticketNumber: string;
  /** What is wrong, such as the symptom's title. */
  readonly title: string;
  readonly priority: string;
  /** At most three lines: what is wrong, what was tried, what is needed. */
  readonly summary: readonly string[];
  /** When the merchant expects an answer, in the words to show. */
  readonly due: string;
  /** Where a tap on the card leads: http or https. */
  readonly url: string;
  /** The group's language. */
  readonly locale: Locale;
}

/** Posts to one group. */
export interface GroupRobot {
  /** Shows an alert. Never throws; `retry` says after how long, also when the group has had its 20 of this minute. */
  notify(alert: TicketAlert): Promise<DeliveryResult>;
  /** Asks whether the robot is in a group, with a message that the platform cannot show. Never throws. */
  check(): Promise<readonly ChannelFinding[]>;
}

const MINUTE_MS = 60_000;
/** https://developer.work.weixin.qq.com/document/path/99110 */
const MESSAGES_A_MINUTE = 20;
/** Characters that the platform advises; it cuts what is longer where people cannot see it. */
const ROOM = { title: 26, description: 30, summary: 112, value: 26 };
const SUMMARY_LINES = 3;

const HEADLINES: Readonly<Record<TicketAlert['kind'], Readonly<Record<Locale, string>>>> = {
  new: { 'zh-Hans': '新工单', 'zh-Hant': '新工單', en: 'New ticket' },
  'due-soon': { 'zh-Hans': '快到时限', 'zh-Hant': '快到時限', en: 'Due soon' },
  breached: { 'zh-Hans': '已超时', 'zh-Hant': '已逾時', en: 'Overdue' },
};
const LABELS: Readonly<Record<'ticket' | 'priority' | 'due' | 'open', Readonly<Record<Locale, string>>>> = {
  ticket: { 'zh-Hans': '工单', 'zh-Hant': '工單', en: 'Ticket' },
  priority: { 'zh-Hans': '优先级', 'zh-Hant': '優先級', en: 'Level' },
  due: { 'zh-Hans': '答复时限', 'zh-Hant': '回覆時限', en: 'Due' },
  open: { 'zh-Hans': '打开工单', 'zh-Hant': '打開工單', en: 'Open the ticket' },
};
/** Colours of the line above the title: grey, red and green are all that there are besides black. */
const COLOURS: Readonly<Record<TicketAlert['kind'], number>> = { new: 3, 'due-soon': 1, breached: 2 };

/** A robot that keeps to its 20 messages a minute. Throws a TypeError when the address is none. */
export function createGroupRobot(config: GroupRobotConfig, { now }: GroupRobotDependencies): GroupRobot {
  const target = splitWebhookUrl(config.webhookUrl);
  if (target === undefined) throw new TypeError('The address of a group robot ends in send?key=…');
  const { baseUrl, path, key } = target;
  const patience = config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs };
  let sentAt: readonly Instant[] = [];
  return {
    async notify(alert) {
      sentAt = sentAt.filter((at) => now() - at < MINUTE_MS);
      const [oldest] = sentAt;
      if (oldest !== undefined && sentAt.length >= MESSAGES_A_MINUTE) {
        const reason = 'the group has had 20 messages in this minute';
        return { kind: 'retry', reason, afterMs: oldest + MINUTE_MS - now() };
      }
      sentAt = [...sentAt, now()];
      const request = { path, query: { key }, body: renderAlert(alert), ...patience };
      const result = await callApi({ baseUrl, classes: ERROR_CLASSES }, request);
      return result.kind === 'ok' ? { kind: 'delivered' } : resultOf(result);
    },
    async check() {
      const request = { path, query: { key }, body: NO_MESSAGE, ...patience };
      return [findRobot(await callApi({ baseUrl, classes: ERROR_CLASSES }, request))];
    },
  };
}

/** It is refused for its kind, or before that for the key. */
const NO_MESSAGE = { msgtype: 'none' };
/** https://developer.work.weixin.qq.com/document/path/90313: the robot's address is wrong, or it has left its group. */
const NO_ROBOT = 93000;
const ROBOT = '群机器人 · group robot (WECOM_ROBOT_URL)';

function findRobot(result: ApiResult): ChannelFinding {
  if (result.kind === 'ok') return { ok: true, what: ROBOT };
  const { errcode, reason } = result;
  if (errcode === NO_ROBOT) {
    const remedy =
      '机器人不在群里了，或地址不对：在群设置里重新添加机器人，整个复制它的 Webhook 地址。 · The robot has left its group, or the address is wrong: add a robot in the settings of the group and copy its webhook address whole.';
    return { ok: false, what: `${ROBOT}: ${reason}`, remedy };
  }
  if (errcode !== undefined && errcode > 0) return { ok: true, what: ROBOT };
  const remedy = '连不上企业微信：检查网络后再试。 · WeCom was not reached: check the network and try again.';
  return { ok: false, what: `${ROBOT}: ${reason}`, remedy };
}

/** An alert as a card of type text_notice, whole of it one link. */
export function renderAlert(alert: TicketAlert): unknown {
  const { kind, locale, ticketNumber, title, priority, summary, due, url } = alert;
  const fact = (label: keyof typeof LABELS, value: string) => ({
    keyname: LABELS[label][locale],
    value: clip(value, ROOM.value),
  });
  const lines = summary.slice(0, SUMMARY_LINES).map((line) => line.replaceAll(/\s+/g, ' ').trim());
  return {
    msgtype: 'template_card',
    template_card: {
      card_type: 'text_notice',
      source: { desc: HEADLINES[kind][locale], desc_color: COLOURS[kind] },
      main_title: { title: clip(title, ROOM.title), desc: clip(`${ticketNumber} · ${priority}`, ROOM.description) },
      sub_title_text: clip(lines.join('\n'), ROOM.summary),
      horizontal_content_list: [fact('ticket', ticketNumber), fact('priority', priority), fact('due', due)],
      jump_list: [{ type: 1, url, title: LABELS.open[locale] }],
      card_action: { type: 1, url },
    },
  };
}

/** The parts of a robot's address; undefined when it is none. */
export function splitWebhookUrl(
  webhookUrl: string,
): { readonly baseUrl: string; readonly path: string; readonly key: string } | undefined {
  if (!URL.canParse(webhookUrl)) return undefined;
  const url = new URL(webhookUrl);
  const key = url.searchParams.get('key');
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || !url.pathname.endsWith('/webhook/send') || key === null || key === '') return undefined;
  return { baseUrl: url.origin, path: url.pathname, key };
}

function resultOf({ errcode, advice, reason }: ApiFailure): DeliveryResult {
  if (errcode !== undefined && TOO_OFTEN.includes(errcode)) return { kind: 'retry', reason, afterMs: MINUTE_MS };
  return advice === 'never' ? { kind: 'refused', reason } : { kind: 'retry', reason };
}

/** The beginning that fits, in whole characters, with an ellipsis when something is missing. */
function clip(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
