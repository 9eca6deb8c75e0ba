/** Tells which trouble is behind another: what a merchant tells as its consequence is no second trouble. */

/** Troubles without which a terminal takes no payment at all. */
const STOPS_PAYMENTS: ReadonlySet<string> = new Set([
  'net-offline',
  'net-no-signal',
  'net-wifi-fail',
  'net-wired-fail',
  'net-bluetooth-fail',
  'net-sim-not-detected',
  'net-host-unreachable',
  'net-intermittent',
  'exp-sim-suspended',
  'exp-2g-retired',
  'exp-device-expired',
  'exp-certificate',
  'acc-status-blocked',
  'acc-dormant',
  'hw-tamper',
  'hw-drop-water',
  'pwr-no-boot',
  'sw-signin-fail',
  'sw-key-missing',
  'sw-update-fail',
  'txn-location',
  'sec-lost-stolen',
]);

/** What follows when no payment is taken … */
const WITHOUT_PAYMENTS: ReadonlySet<string> = new Set(['txn-declined', 'acc-status-blocked']);
/** … and what follows only where its words are as wide as that. */
const PERHAPS_WITHOUT_PAYMENTS: ReadonlySet<string> = new Set([
  'card-read-fail',
  'card-qr-scan-fail',
  'card-nfc-fail',
  'txn-timeout',
  'set-batch-close',
  'pwr-no-boot',
]);
const NO_PAYMENT =
  /^.{0,6}(?:(?:刷卡|扫码|收款|收钱|付款|支付|交易|结算|刷|扫|收|付|卡|码|和|跟|都|也|全|就|还|一直|的){1,8}(?:也|都|全|就|一直)*(?:不行|不了|不成|失败|用不了|付不了|刷不了|刷不出去?|扫不了|做不了|不能用|没法.)|(?:没法|不能|无法|开不了|做不了)(?:刷卡?|扫码?|收款|收钱|付款|交易|结算|做?生意|用))(?:卡|钱|款|码)?了?$|^(?:so |and |now )*(?:cards?|payments?|sales?|transactions?)(?: and [a-z]+)? (?:don't|do not|won't|can't|doesn't|not|fails?|failing)\b/u;

/** What else is behind what: the trouble, and what is told with it as its consequence or as what led to the request. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  'net-no-signal': ['net-offline', 'net-intermittent'],
  'net-wifi-fail': ['net-offline', 'sw-password'],
  'net-wired-fail': ['net-offline'],
  'net-sim-not-detected': ['net-offline', 'net-no-signal'],
  'net-intermittent': ['net-offline', 'txn-timeout'],
  'net-host-unreachable': ['net-offline', 'txn-timeout'],
  'net-bluetooth-fail': ['net-offline'],
  'exp-sim-suspended': ['net-offline', 'net-no-signal'],
  'exp-2g-retired': ['net-offline', 'net-no-signal', 'sec-scam-call'],
  'exp-certificate': ['net-host-unreachable', 'net-offline'],
  'exp-renew-apply': ['exp-device-expired', 'exp-term-query'],
  'exp-replace-device': ['exp-device-expired', 'exp-2g-retired'],
  'exp-renew-status': ['exp-renew-apply'],
  'pwr-no-boot': ['pwr-battery'],
  'hw-keypad': ['sw-password'],
  'pwr-battery-hazard': ['pwr-battery', 'pwr-no-boot', 'hw-drop-water', 'hw-screen'],
  'acc-dormant': ['exp-term-query', 'exp-device-expired'],
  'prn-jam': ['prn-no-paper', 'txn-reprint', 'hw-no-sound', 'sw-freeze'],
  'prn-blank': ['txn-reprint'],
  'sw-time-wrong': ['txn-query'],
  'sw-update-fail': ['pwr-no-boot', 'sw-update-howto'],
  'sw-freeze': ['exp-replace-device'],
  'sw-signin-fail': ['txn-declined'],
  'txn-unilateral': ['txn-query', 'txn-reprint', 'txn-declined', 'prn-blank', 'txn-timeout'],
  'txn-query': ['txn-unilateral'],
  'txn-void-refund': ['set-not-received'],
  'set-not-received': ['exp-term-query', 'txn-query'],
  'hw-tamper': ['hw-screen', 'pwr-no-boot'],
  'how-maintenance': ['net-offline', 'net-intermittent', 'net-no-signal', 'prn-blank', 'prn-jam'],
  'how-contingency': ['net-offline', 'net-no-signal', 'net-wifi-fail', 'pwr-no-boot'],
  'how-training': ['net-offline', 'txn-void-refund'],
};

/** Requests: who asks or wants something beside a trouble tells two things. */
const REQUESTS: ReadonlySet<string> = new Set([
  'exp-renew-apply',
  'exp-replace-device',
  'exp-term-query',
  'sw-password',
  'sw-update-howto',
  'txn-query',
  'txn-reprint',
  'txn-void-refund',
]);
const ASKS = /怎么|如何|能不能|可不可以|可以|想|要|帮|查一?下|吗|\b(?:how|can|could|want|need|please)\b/u;
/** Whether a part asks for something beside what is wrong. */
export function asks(id: string, told: string): boolean {
  return REQUESTS.has(id) && ASKS.test(told);
}

/** Whether one of two troubles is known to be behind the other, whatever the words. */
export function isBehind(one: string, other: string): boolean {
  return BEHIND[one]?.includes(other) === true || BEHIND[other]?.includes(one) === true;
}

/** What goes wrong together so often that a "too" makes no second trouble of it. */
const TOGETHER = /^(?:net-|txn-unilateral)/;

/**
 * Whether one trouble explains what a part, in normalised text, tells of another; `added` where the part says "too".
 */
export function explains(cause: string, effect: string, told: string, added = false): boolean {
  if (BEHIND[cause]?.includes(effect) === true && (!added || TOGETHER.test(cause))) return !asks(effect, told);
  if (!STOPS_PAYMENTS.has(cause)) return false;
  return WITHOUT_PAYMENTS.has(effect) || (PERHAPS_WITHOUT_PAYMENTS.has(effect) && NO_PAYMENT.test(told));
}
