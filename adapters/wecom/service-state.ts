/** Keeps a chat with the API (state 1), so that bot and agents answer through posdesk and not in the WeCom app. */

import type { TencentApi } from '#adapters/tencent/call-api.ts';
import type { KfCustomer } from './receive.ts';

/** States of https://developer.work.weixin.qq.com/document/path/94669 that matter here. */
const NEW = 0;
const WITH_API = 1;
/** A change by somebody else is told by an event; this is for the ones that are not. */
const KNOWN_FOR_MS = 3_600_000;
/** Above this many chats the oldest are asked about again. */
const MOST_KNOWN = 20_000;

/** The states of all chats. */
export interface ServiceStates {
  /** Takes over a chat that nobody has yet; asks at most once an hour. Never throws: the send will show. */
  keep(customer: KfCustomer): Promise<void>;
  /** Takes a chat back from whoever has it; false when the platform does not allow it. */
  takeBack(customer: KfCustomer): Promise<boolean>;
  /** Somebody changed the state. */
  forget(customer: KfCustomer): void;
}

/** Asks and changes states through the API. */
export function createServiceStates(api: TencentApi, now: () => number): ServiceStates {
  const known = new Map<string, number>();
  const keyOf = ({ kfId, userId }: KfCustomer): string => `${kfId} ${userId}`;
  const remember = (customer: KfCustomer): void => {
    const [oldest] = known.keys();
    if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    known.set(keyOf(customer), now() + KNOWN_FOR_MS);
  };
  const change = async (customer: KfCustomer): Promise<boolean> => {
    const body = { ...fieldsOf(customer), service_state: WITH_API };
    const result = await api.call({ path: '/cgi-bin/kf/service_state/trans', body });
    if (result.kind === 'ok') remember(customer);
    return result.kind === 'ok';
  };
  return {
    async keep(customer) {
      if ((known.get(keyOf(customer)) ?? 0) > now()) return;
      known.delete(keyOf(customer));
      const result = await api.call({ path: '/cgi-bin/kf/service_state/get', body: fieldsOf(customer) });
      if (result.kind === 'failed') return;
      if (result.body.service_state === NEW) await change(customer);
      if (result.body.service_state === WITH_API) remember(customer);
    },
    async takeBack(customer) {
      known.delete(keyOf(customer));
      return change(customer);
    },
    forget: (customer) => void known.delete(keyOf(customer)),
  };
}

function fieldsOf({ kfId, userId }: KfCustomer) {
  return { open_kfid: kfId, external_userid: userId };
}
