/** Looks whether a webhook's receiver answers; only a delivery shows whether it takes our signature. */

import type { ChannelFinding } from '../contract.ts';
import { type GuardedFetch, GuardFault, guardedFetch } from '../guarded-fetch.ts';

const WHAT = '接收方有应答 · the receiver answers';
const WITHIN_MS = 10_000;
const REACH =
  '连不上：检查 WEBHOOK_URL、证书和防火墙。 · Not reached: check WEBHOOK_URL, its certificate and the firewall.';
const GONE =
  '接收方说不再接收（410）：换一个 WEBHOOK_URL。 · The receiver wants no more (410): set another WEBHOOK_URL.';
const FAULT =
  '接收方有故障：看它自己的日志。posdesk 会一直重试。 · The receiver has a fault: see its log. posdesk keeps trying.';
const SIGNATURE =
  '签名要到第一个事件才看得出；被拒会显示在工单页。 · Whether it takes the signature shows with the first event; a refusal stands at the ticket.';

/** One finding: nothing is posted. Any answer that is no fault will do, since receivers take nothing but POST. */
export async function checkWebhook(
  url: string,
  fetch: GuardedFetch = guardedFetch,
): Promise<readonly ChannelFinding[]> {
  try {
    const request = { method: 'HEAD', timeoutMs: WITHIN_MS, trusted: [new URL(url).origin] } as const;
    const { status } = await fetch(url, request);
    const what = `${WHAT}: ${status}`;
    if (status === 410) return [{ ok: false, what, remedy: GONE }];
    if (status >= 500 && status !== 501) return [{ ok: false, what, remedy: FAULT }];
    return [{ ok: true, what: `${what}。${SIGNATURE}` }];
  } catch (error) {
    const why = error instanceof GuardFault ? `: ${error.message}` : '';
    return [{ ok: false, what: WHAT + why, remedy: REACH }];
  }
}
