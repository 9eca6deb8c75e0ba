/** Shows the merchant that the desk is at work while a message takes its time, as one with a photo does. */

import type { WeixinApi } from './api.ts';
import type { Rights } from './rights.ts';

/** What showing it needs. */
export interface TypingDependencies {
  readonly api: Pick<WeixinApi, 'call'>;
  readonly rights: Pick<Rights, 'has'>;
  /** Milliseconds after which work counts as slow. */
  readonly afterMs: number;
}

/** Shows “正在输入” to a follower from when the work turns out slow until it is done; the result is the work's. */
export type Typing = <Result>(openId: string, work: Promise<Result>) => Promise<Result>;

const TYPING = '/cgi-bin/message/custom/typing';

/** Shows “正在输入” to a follower while an agent writes; WeChat takes it down by itself, and where it refuses, nothing is lost. */
export function createShowWriting({ api, rights }: Omit<TypingDependencies, 'afterMs'>): (openId: string) => void {
  return (openId) => {
    const shown = rights.has('customer-service').then(async (may) => {
      if (may) await api.call({ path: TYPING, body: { touser: openId, command: 'Typing' } });
    });
    shown.catch(() => {});
  };
}

/**
 * Typing is shown only while there is work, and taken back after it: whether an answer follows is not known here, and
 * nobody shall think that a person is writing. That WeChat does not show it does no harm, so failures are passed over.
 * https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing.html
 */
export function createTyping({ api, rights, afterMs }: TypingDependencies): Typing {
  const tell = async (openId: string, command: 'Typing' | 'CancelTyping'): Promise<boolean> => {
    const result = await api.call({ path: TYPING, body: { touser: openId, command } });
    return result.kind === 'ok';
  };
  const show = async (openId: string): Promise<boolean> =>
    (await rights.has('customer-service')) && (await tell(openId, 'Typing'));
  return async (openId, work) => {
    let shown: Promise<boolean> | undefined;
    const timer = setTimeout(() => {
      shown = show(openId).catch(() => false);
    }, afterMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      void shown?.then((isShown) => (isShown ? tell(openId, 'CancelTyping') : false));
    }
  };
}
