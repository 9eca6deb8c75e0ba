import { describe, expect, it } from 'vitest';
import { explains, isBehind } from '#knowledge/match/cause.ts';

describe('explains', () => {
  it.each([
    ['net-offline', 'txn-declined', '交易一直失败'],
    ['net-offline', 'card-qr-scan-fail', '扫码也不行'],
    ['acc-status-blocked', 'card-read-fail', '刷不了卡'],
    ['net-no-signal', 'card-read-fail', "cards don't go through"],
    ['exp-sim-suspended', 'net-offline', '机器没网'],
    ['prn-jam', 'prn-no-paper', '打不出小票'],
    ['pwr-no-boot', 'pwr-battery', '昨天没电关机了'],
    ['txn-unilateral', 'txn-query', '后台也查不到记录'],
  ])('finds %s behind %s in "%s"', (cause, effect, told) => expect(explains(cause, effect, told)).toBe(true));

  it.each([
    ['net-offline', 'card-qr-scan-fail', '扫码头不亮'],
    ['prn-blank', 'card-qr-scan-fail', '扫码也不行'],
    ['net-offline', 'prn-blank', '打印空白'],
    ['net-offline', 'exp-sim-suspended', '流量卡欠费'],
    ['hw-screen', 'hw-keypad', '按键也坏了'],
    ['txn-unilateral', 'txn-reprint', '怎么补打一张'],
    ['sw-freeze', 'exp-replace-device', '想换台新的'],
  ])('does not find %s behind %s in "%s"', (cause, effect, told) => expect(explains(cause, effect, told)).toBe(false));
});

describe('isBehind', () => {
  it('joins a request and the trouble that leads to it, whichever is named first', () => {
    expect(isBehind('exp-renew-apply', 'exp-device-expired')).toBe(true);
    expect(isBehind('exp-device-expired', 'exp-renew-apply')).toBe(true);
    expect(isBehind('hw-screen', 'acc-fee')).toBe(false);
  });
});
