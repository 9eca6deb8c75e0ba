/** Codes that lead to 微信客服 with the terminal known: a link of the account with a parameter of ours. */

import type { ApiBody } from '#adapters/tencent/call-api.ts';
import { createWecomApi, type WecomApiConfig } from './api.ts';

/** Tells our codes from other ways to the account, in the platform's own statistics. */
const SCENE = 'terminal';

/**
 * What a code has to hold so that opening it brings `scene_param` (at most 128 bytes) with the event that somebody
 * entered; undefined when the platform gives no link. One link of the first account serves all codes.
 */
export function createWecomStickers(
  config: WecomApiConfig,
  now: () => number,
): (parameter: string) => Promise<string | undefined> {
  const api = createWecomApi(config, now);
  let link: string | undefined;
  const findLink = async (): Promise<string | undefined> => {
    const listed = await api.call({ path: '/cgi-bin/kf/account/list', body: { offset: 0, limit: 1 } });
    const accounts = listed.kind === 'ok' ? listed.body.account_list : undefined;
    const [account]: readonly ApiBody[] = Array.isArray(accounts) ? accounts : [];
    if (typeof account?.open_kfid !== 'string') return undefined;
    const body = { open_kfid: account.open_kfid, scene: SCENE };
    const made = await api.call({ path: '/cgi-bin/kf/add_contact_way', body });
    return made.kind === 'ok' && typeof made.body.url === 'string' ? made.body.url : undefined;
  };
  return async (parameter) => {
    link ??= await findLink();
    if (link === undefined) return undefined;
    return `${link}${link.includes('?') ? '&' : '?'}scene_param=${encodeURIComponent(parameter)}`;
  };
}
