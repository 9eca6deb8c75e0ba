/** Looks whether a helpdesk takes tickets from us, and says in both languages what to do if not. Nothing is made there. */

import type { ChannelFinding } from '../contract.ts';
import { SinkFault } from '../tickets/sink-http.ts';
import type { Helpdesk } from './helpdesk-product.ts';

const SIGNED_IN = '连接和登录 · connection and sign-in';
const PLACE = '建工单的地方 · place for tickets';

function reasonOf(error: unknown): { readonly reason: string; readonly isKey: boolean } {
  if (!(error instanceof SinkFault)) throw error;
  return { reason: error.message, isKey: /\((?:401|403)\)|answered 403/.test(error.message) };
}

/** One finding for the sign-in, and one for the place where tickets are made when that works. */
export async function checkHelpdesk(helpdesk: Helpdesk, signal?: AbortSignal): Promise<readonly ChannelFinding[]> {
  const { title, settings } = helpdesk;
  let who: string;
  try {
    who = await helpdesk.whoAmI(signal);
  } catch (error) {
    const { reason, isKey } = reasonOf(error);
    const remedy = isKey
      ? `${title} 不认 ${settings.key}：重新生成一个再填。 · ${title} does not take ${settings.key}: make a new one and enter it.`
      : `检查 ${settings.url} 和网络，再试一次。 · Check ${settings.url} and the network, then try again.`;
    return [{ ok: false, what: `${SIGNED_IN}: ${reason}`, remedy }];
  }
  return [{ ok: true, what: `${SIGNED_IN}: ${who}` }, await checkPlace(helpdesk, signal)];
}

async function checkPlace(helpdesk: Helpdesk, signal?: AbortSignal): Promise<ChannelFinding> {
  const { settings } = helpdesk;
  try {
    const { place, missing } = await helpdesk.mayPost(signal);
    const what = `${PLACE}: ${place}`;
    return missing.length === 0 ? { ok: true, what } : { ok: false, what, remedy: lacking(helpdesk, missing) };
  } catch (error) {
    const { reason } = reasonOf(error);
    const remedy = `检查 ${settings.place ?? settings.key}，并让密钥所属的用户能看到那里。 · Check ${settings.place ?? settings.key}, and let the key's user see that place.`;
    return { ok: false, what: `${PLACE}: ${reason}`, remedy };
  }
}

function lacking({ title }: Helpdesk, missing: readonly string[]): string {
  const list = missing.join(', ');
  return `在 ${title} 里给密钥所属的用户加上：${list}。 · In ${title}, give the key's user: ${list}.`;
}
