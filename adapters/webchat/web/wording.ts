/** The page's own words; what the bot says comes from the desk's content. */

import type { Locale } from '#knowledge/guide.ts';

/** A problem that a merchant can start with by one tap. */
export interface Starter {
  readonly label: string;
  readonly text: string;
}

/** Every word of the page in one language. */
export interface Words {
  readonly lang: string;
  readonly serviceName: string;
  readonly online: string;
  readonly connecting: string;
  readonly servedBy: (agent: string | undefined) => string;
  readonly offline: string;
  readonly cookiesOff: string;
  readonly log: string;
  readonly welcomeTitle: string;
  readonly welcomeText: string;
  readonly starters: readonly Starter[];
  readonly placeholder: string;
  readonly send: string;
  /** The button that asks for a person, and what it sends. */
  readonly person: Starter;
  readonly privacy: string;
  readonly earlier: string;
  readonly newest: string;
  readonly typing: string;
  readonly you: string;
  readonly bot: string;
  readonly agent: string;
  readonly sending: string;
  readonly failed: string;
  readonly retry: string;
  readonly remove: string;
  readonly choices: string;
  readonly chosen: string;
  readonly receipt: string;
  readonly copy: string;
  readonly copyNumber: string;
  readonly copied: string;
  readonly picture: string;
  readonly attachment: string;
  readonly photo: string;
  readonly addPhoto: string;
  readonly noPhoto: string;
  readonly language: string;
}

const HANS: Words = {
  lang: 'zh-Hans',
  serviceName: '刷卡机服务台',
  online: '在线 · 一步一步帮您排查',
  connecting: '正在连接…',
  servedBy: (agent) => (agent === undefined ? '人工客服为您服务' : `人工客服 ${agent} 为您服务`),
  offline: '网络已断开，正在重新连接。您写的消息会自动补发。',
  cookiesOff: '浏览器禁用了 Cookie，刷新后将看不到之前的对话。',
  log: '对话记录',
  welcomeTitle: '您好，机器遇到什么问题？',
  welcomeText: '点一个最接近的，或者直接用自己的话说。',
  starters: [
    { label: '机器断网了', text: '机器断网了' },
    { label: '提示到期', text: '机器提示到期' },
    { label: '开不了机', text: '机器开不了机' },
    { label: '打印不出来', text: '打印不出小票' },
  ],
  placeholder: '说说机器的情况…',
  send: '发送',
  person: { label: '转人工', text: '转人工' },
  privacy: '请不要发送卡号、密码或验证码',
  earlier: '查看更早的消息',
  newest: '有新消息',
  typing: '正在输入',
  you: '您',
  bot: '服务台',
  agent: '人工客服',
  sending: '发送中',
  failed: '没有发出去',
  retry: '重试',
  remove: '删除',
  choices: '请选择',
  chosen: '已选择',
  receipt: '工单',
  copy: '复制',
  copyNumber: '复制单号',
  copied: '已复制',
  picture: '图片',
  attachment: '附件',
  photo: '照片',
  addPhoto: '发照片',
  noPhoto: '这个文件发不了，请发 JPG 或 PNG 照片。',
  language: '语言',
};

const HANT: Words = {
  lang: 'zh-Hant',
  serviceName: '刷卡機服務台',
  online: '在線 · 一步一步幫您排查',
  connecting: '正在連線…',
  servedBy: (agent) => (agent === undefined ? '人工客服為您服務' : `人工客服 ${agent} 為您服務`),
  offline: '網路已斷開，正在重新連線。您寫的訊息會自動補發。',
  cookiesOff: '瀏覽器停用了 Cookie，重新整理後將看不到之前的對話。',
  log: '對話紀錄',
  welcomeTitle: '您好，機器遇到什麼問題？',
  welcomeText: '點一個最接近的，或者直接用自己的話說。',
  starters: [
    { label: '機器斷網了', text: '機器斷網了' },
    { label: '提示到期', text: '機器提示到期' },
    { label: '開不了機', text: '機器開不了機' },
    { label: '列印不出來', text: '列印不出單據' },
  ],
  placeholder: '說說機器的情況…',
  send: '傳送',
  person: { label: '轉人工', text: '轉人工' },
  privacy: '請不要傳送卡號、密碼或驗證碼',
  earlier: '查看更早的訊息',
  newest: '有新訊息',
  typing: '正在輸入',
  you: '您',
  bot: '服務台',
  agent: '人工客服',
  sending: '傳送中',
  failed: '沒有送出',
  retry: '重試',
  remove: '刪除',
  choices: '請選擇',
  chosen: '已選擇',
  receipt: '工單',
  copy: '複製',
  copyNumber: '複製單號',
  copied: '已複製',
  picture: '圖片',
  attachment: '附件',
  photo: '照片',
  addPhoto: '傳照片',
  noPhoto: '這個檔案傳不了，請傳 JPG 或 PNG 照片。',
  language: '語言',
};

const EN: Words = {
  lang: 'en',
  serviceName: 'Card terminal help',
  online: 'Online · step by step',
  connecting: 'Connecting…',
  servedBy: (agent) => (agent === undefined ? 'An agent is with you' : `${agent} is with you`),
  offline: 'You are offline; reconnecting. What you write will be sent automatically.',
  cookiesOff: 'Your browser blocks cookies, so this conversation will be gone after a reload.',
  log: 'Conversation',
  welcomeTitle: 'Hello, what is wrong with the terminal?',
  welcomeText: 'Tap the closest one, or just tell us in your own words.',
  starters: [
    { label: 'No network', text: 'My terminal has no network' },
    { label: 'Says it expired', text: 'The terminal says it has expired' },
    { label: 'Does not turn on', text: 'The terminal does not turn on' },
    { label: 'Does not print', text: 'The terminal does not print receipts' },
  ],
  placeholder: 'Tell us about the terminal…',
  send: 'Send',
  person: { label: 'Talk to a person', text: 'agent' },
  privacy: 'Never send card numbers, PINs or codes',
  earlier: 'Show earlier messages',
  newest: 'New messages',
  typing: 'Typing',
  you: 'You',
  bot: 'Desk',
  agent: 'Agent',
  sending: 'Sending',
  failed: 'Not sent',
  retry: 'Try again',
  remove: 'Remove',
  choices: 'Choose one',
  chosen: 'chosen',
  receipt: 'Ticket',
  copy: 'Copy',
  copyNumber: 'Copy number',
  copied: 'Copied',
  picture: 'Picture',
  attachment: 'Attachment',
  photo: 'Photo',
  addPhoto: 'Send a photo',
  noPhoto: 'That file can’t be sent. Please send a JPG or PNG photo.',
  language: 'Language',
};

/** The page's words by language. */
export const WORDS: Readonly<Record<Locale, Words>> = { 'zh-Hans': HANS, 'zh-Hant': HANT, en: EN };

const STORAGE_KEY = 'posdesk-locale';

/** The language chosen earlier, else the browser's first one that we have, else simplified Chinese. */
export function pickLocale(chosen: string | null, wanted: readonly string[]): Locale {
  if (chosen === 'zh-Hans' || chosen === 'zh-Hant' || chosen === 'en') return chosen;
  for (const tag of wanted) {
    if (/^zh-(?:hant|tw|hk|mo)\b/i.test(tag)) return 'zh-Hant';
    if (/^zh\b/i.test(tag)) return 'zh-Hans';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'zh-Hans';
}

/** The language of this browser's user. */
export function readLocale(): Locale {
  try {
    return pickLocale(localStorage.getItem(STORAGE_KEY), navigator.languages);
  } catch {
    return pickLocale(null, navigator.languages);
  }
}

/** Remembers a choice of language. */
export function keepLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORAGE_KEY, locale);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
