/** A ticket in the words of chat tools: what agents see of it there, in their language, phone numbers masked. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import { RESOLUTION_CODES, type ResolutionCode, type Ticket } from '#dialogs/ticket.ts';
import type { Locale, Wording } from '#knowledge/guide.ts';
import type { Refused } from '../desk-contract.ts';
import { SPEAKER_WORDS, STATUS_WORDS } from '../web/desk-words.ts';

/** A fact with its label, both as they are shown. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a card shows of a ticket. */
export interface TicketCard {
  /** Number, priority and status. */
  readonly title: string;
  /** At most three lines: what is wrong, what was tried, what is needed. */
  readonly summary: readonly string[];
  readonly facts: readonly Fact[];
}

/** What can be done with a ticket from a card. */
export type CardAction = 'claim' | 'reply' | 'note' | 'resolve' | 'handback' | 'reopen';

const wording = (hans: string, hant: string, en: string): Wording => ({ 'zh-Hans': hans, 'zh-Hant': hant, en });

const FACTS = {
  agent: wording('经办', '經辦', 'Agent'),
  device: wording('机型', '機型', 'Device'),
  sn: wording('序列号', '序號', 'Serial number'),
  unconfirmed: wording('未核对', '未核對', 'not confirmed'),
  tid: wording('终端号', '終端號', 'TID'),
  mid: wording('商户号', '商戶號', 'MID'),
  code: wording('代码', '代碼', 'Code'),
  contact: wording('联系人', '聯絡人', 'Contact'),
  call: wording('方便来电', '方便來電', 'Call'),
  channel: wording('渠道', '渠道', 'Channel'),
} satisfies Readonly<Record<string, Wording>>;

const CHANNELS: Readonly<Record<string, Wording>> = {
  wechat: wording('微信公众号', '微信公眾號', 'WeChat'),
  wecom: wording('微信客服', '微信客服', 'WeChat Customer Service'),
  webchat: wording('网页', '網頁', 'the web chat'),
  slack: wording('Slack', 'Slack', 'Slack'),
  teams: wording('Teams', 'Teams', 'Teams'),
};

/** What the buttons, boxes and notices of a ticket's card say. */
export const TICKET_WORDS = {
  claim: wording('我来处理', '我來處理', 'Claim'),
  reply: wording('回复商户', '回覆商戶', 'Reply to the merchant'),
  note: wording('内部备注', '內部備註', 'Internal note'),
  resolve: wording('解决', '解決', 'Resolve'),
  handback: wording('交回机器人', '交回機器人', 'Hand back to the bot'),
  reopen: wording('重新打开', '重新開啟', 'Reopen'),
  open: wording('在客服台打开', '在客服台開啟', 'Open in the desk'),
  due: wording('答复时限', '回覆時限', 'Answer due'),
  send: wording('发给商户', '發給商戶', 'Send to the merchant'),
  save: wording('保存', '儲存', 'Save'),
  cancel: wording('取消', '取消', 'Cancel'),
  handbackAsk: wording(
    '机器人会接着跟商户说话，您之后不再收到他的消息。',
    '機器人會接著跟商戶說話，您之後不再收到他的訊息。',
    'The bot will go on with the merchant, and you will not get their messages any more.',
  ),
  code: wording('怎么解决的', '怎麼解決的', 'How it was solved'),
  lastWords: wording(
    '给商户的最后一句（可不填）',
    '給商戶的最後一句（可不填）',
    'Last words to the merchant (optional)',
  ),
  closes: wording('平台还允许的条数：', '平台還允許的則數：', 'Messages the platform still allows: '),
  shut: wording(
    '平台现在不让发，商户下次来信时送出。',
    '平台現在不讓發，商戶下次來訊時送出。',
    'The platform takes no answers now; this goes out when the merchant writes again.',
  ),
  overdue: wording('已超过答复时限', '已超過回覆時限', 'The promised answer is overdue'),
  dueSoon: wording('答复时限快到了', '回覆時限快到了', 'The promised answer is due soon'),
  sent: wording('已发给商户。', '已發給商戶。', 'Sent to the merchant.'),
  noted: wording('已记下，商户看不到。', '已記下，商戶看不到。', 'Noted; the merchant does not see it.'),
  history: wording('到目前为止的对话', '到目前為止的對話', 'The conversation so far'),
  stranger: wording(
    '还不知道您是客服台的哪位同事。请在 15 分钟内打开这个链接，登录后确认一次：',
    '還不知道您是客服台的哪位同事。請在 15 分鐘內開啟這個連結，登入後確認一次：',
    'We do not know yet who you are at the desk. Open this link within 15 minutes, sign in and confirm once:',
  ),
  unknownHere: wording(
    '还不知道您是客服台的哪位同事：点一下工单卡片上的按钮，会给您一个确认链接。',
    '還不知道您是客服台的哪位同事：點一下工單卡片上的按鈕，會給您一個確認連結。',
    'We do not know yet who you are at the desk: tap a button of the ticket’s card, and you get a link to confirm it.',
  ),
  maybeTwice: wording(
    '这张卡片可能发了两次：上一次发出后没有收到 Teams 的回应。以这一张为准，旧的那张不会再更新。',
    '這張卡片可能發了兩次：上一次發出後沒有收到 Teams 的回應。以這一張為準，舊的那張不會再更新。',
    'This card may stand here twice: Teams did not answer when it was posted before. This one counts; the older one is not kept up to date.',
  ),
  failed: wording(
    '刚才没办成，请再试一次。',
    '剛才沒辦成，請再試一次。',
    'That did not work just now. Please try again.',
  ),
} satisfies Readonly<Record<string, Wording>>;

const CODES: Readonly<Record<ResolutionCode, Wording>> = {
  'fixed-with-merchant': wording('和商户一起修好', '和商戶一起修好', 'Fixed together with the merchant'),
  'fixed-by-us': wording('我们这边修好', '我們這邊修好', 'Fixed on our side'),
  replaced: wording('换机', '換機', 'Device replaced'),
  'site-visit': wording('上门处理', '上門處理', 'Site visit'),
  'sent-to-bank': wording('转给银行', '轉給銀行', 'Passed to the bank'),
  explained: wording('解释清楚', '解釋清楚', 'Explained'),
  duplicate: wording('重复工单', '重複工單', 'Duplicate'),
  'not-reached': wording('联系不上商户', '聯絡不上商戶', 'Merchant not reached'),
  other: wording('其他', '其他', 'Other'),
};

const REFUSALS: Readonly<Partial<Record<Refused['reason'], Wording>>> = {
  'not-found': wording('没有这张工单了。', '沒有這張工單了。', 'There is no such ticket any more.'),
  'not-allowed': wording('您的角色不能这样做。', '您的角色不能這樣做。', 'Your role does not allow this.'),
  'not-claimed': wording('请先接单。', '請先接單。', 'Claim the ticket first.'),
  closed: wording('工单已关闭。', '工單已關閉。', 'The ticket is closed.'),
  'not-closed': wording('工单没有关闭。', '工單沒有關閉。', 'The ticket is not closed.'),
  empty: wording('请先写点内容。', '請先寫點內容。', 'Write something first.'),
};

const PICTURE = wording('［图片］', '［圖片］', '[picture]');
const LONGEST_LINE = 600;
const LONGEST_SUMMARY_LINE = 400;

/** Mobile numbers as merchants write them; serials and codes are longer or shorter. */
const PHONE = /(?<![\w-])(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?![\w-])/g;

/** A text with the middle of every mobile number hidden: in a chat tool more people read along than work on tickets. */
export function hidePhones(text: string): string {
  return text.replace(PHONE, '$1****$3');
}

/** A number given as a phone number: all but the last two digits are hidden, whatever its shape. */
function hidePhone(phone: string): string {
  const hidden = hidePhones(phone);
  return hidden === phone ? phone.replace(/\d(?=(?:\D*\d){2})/g, '*') : hidden;
}

/** What a channel is called. */
export function channelName(channel: string, locale: Locale): string {
  return CHANNELS[channel]?.[locale] ?? channel;
}

/** The resolution codes with what they are called. */
export function resolutionChoices(locale: Locale): readonly { readonly id: ResolutionCode; readonly label: string }[] {
  return RESOLUTION_CODES.map((id) => ({ id, label: CODES[id][locale] }));
}

/** Why the desk refused, to the person who asked. */
export function refusalText({ reason, who }: Refused, locale: Locale): string {
  if (reason === 'claimed-by-other') {
    const name = who ?? '?';
    return wording(`${name} 正在处理这张工单。`, `${name} 正在處理這張工單。`, `${name} has this ticket.`)[locale];
  }
  return (REFUSALS[reason] ?? TICKET_WORDS.failed)[locale];
}

/** What can be done with a ticket as it is now, the likeliest first. */
export function actionsOf({ status, agent }: Pick<Ticket, 'status' | 'agent'>): readonly CardAction[] {
  if (status === 'resolved' || status === 'cancelled') return ['reopen'];
  if (agent === undefined) return ['claim', 'note'];
  return ['reply', 'note', 'resolve', 'handback'];
}

/** What a card shows of a ticket. Every text is plain: what shows it must not read markup in it. */
export function describeTicket(ticket: Ticket, locale: Locale): TicketCard {
  const { number, priority, status } = ticket;
  const summary = ticket.forAgents?.[locale].summary ?? ticket.summary;
  return {
    title: `${number} · ${priority} · ${STATUS_WORDS[status][locale]}`,
    summary: summary
      .split('\n')
      .slice(0, 3)
      .map((line) => hidePhones(cut(line.trim(), LONGEST_SUMMARY_LINE)))
      .filter((line) => line !== ''),
    facts: factsOf(ticket, locale),
  };
}

function factsOf(ticket: Ticket, locale: Locale): readonly Fact[] {
  const { agent, model, sn, snConfirmed, tid, mid, code, contactName, contactPhone, callWindow, channel } = ticket;
  const serial = sn === undefined ? undefined : `${sn}${snConfirmed ? '' : ` (${FACTS.unconfirmed[locale]})`}`;
  const contact = [contactName, contactPhone && hidePhone(contactPhone)].filter(Boolean).join(' ');
  const known: readonly (readonly [keyof typeof FACTS, string | undefined])[] = [
    ['agent', agent],
    ['device', model],
    ['sn', serial],
    ['tid', tid],
    ['mid', mid],
    ['code', code],
    ['contact', contact],
    ['call', callWindow],
    ['channel', channelName(channel, locale)],
  ];
  return known.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ label: FACTS[name][locale], value: hidePhones(cut(value, 200)) }],
  );
}

/** One line of the conversation, such as `商户：断网了`. */
export function describeLine({ from, author, text, attachments = [], reply }: TranscriptLine, locale: Locale): string {
  const who =
    from === 'agent' || from === 'note'
      ? [SPEAKER_WORDS[from][locale], author].filter(Boolean).join(' ')
      : SPEAKER_WORDS[from][locale];
  const pictures = [...attachments.map(() => PICTURE[locale]), ...(reply?.kind === 'image' ? [PICTURE[locale]] : [])];
  const said = [hidePhones(cut(text, LONGEST_LINE)), ...pictures].filter((part) => part !== '').join(' ');
  return `${who}${locale === 'en' ? ': ' : '：'}${said}`;
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** What somebody asks for in a thread of a ticket. */
export type ThreadCommand = { readonly kind: 'reply' | 'note'; readonly text: string };

/** `reply: …`, `/reply …`, `回复：…`; the colon or the slash is what tells a command from talk. */
const COMMANDS: readonly (readonly [ThreadCommand['kind'], RegExp])[] = [
  [
    'reply',
    /^\s*(?:(?:[/／](?:reply(?=[\s:：])|回复|回覆)|!(?:reply|回复|回覆)(?=[\s:：]))\s*[:：]?|(?:reply|回复|回覆)\s*[:：])\s*/iu,
  ],
  [
    'note',
    /^\s*(?:(?:[/／](?:note(?=[\s:：])|备注|備註)|!(?:note|备注|備註)(?=[\s:：]))\s*[:：]?|(?:note|备注|備註)\s*[:：])\s*/iu,
  ],
];

/** Reads a command; undefined for anything that people say to each other. */
export function readCommand(text: string): ThreadCommand | undefined {
  for (const [kind, pattern] of COMMANDS) {
    const head = pattern.exec(text)?.[0];
    const rest = head === undefined ? '' : text.slice(head.length).trim();
    if (rest !== '') return { kind, text: rest };
  }
  return undefined;
}

/** Told once to whoever talks in a ticket's thread without a command. */
export const THREAD_HINT: Wording = wording(
  '这里说的话商户看不到。要回复商户，用“回复商户”按钮，或写“回复：”加内容；“备注：”加内容会记进工单。',
  '這裡說的話商戶看不到。要回覆商戶，用「回覆商戶」按鈕，或寫「回覆：」加內容；「備註：」加內容會記進工單。',
  'The merchant does not see what is said here. To answer, use the button “Reply to the merchant” or write “reply: …”; “note: …” goes into the ticket.',
);
