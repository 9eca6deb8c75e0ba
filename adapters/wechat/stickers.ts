/** Codes that lead to the official account with the terminal known: a scene that WeChat hands on when one is scanned. */

import type { Instant } from '#dialogs/message.ts';
import { createWeixinApi, type WeixinConfig } from './api.ts';

/**
 * What a code has to hold so that scanning it opens the account with this scene (1 to 64 letters); undefined when WeChat
 * makes none. An account has 100,000 such codes for good (`QR_LIMIT_STR_SCENE`).
 */
export function createWechatStickers(
  config: WeixinConfig,
  now: () => Instant,
): (scene: string) => Promise<string | undefined> {
  const api = createWeixinApi(config, now);
  return async (scene) => {
    const body = { action_name: 'QR_LIMIT_STR_SCENE', action_info: { scene: { scene_str: scene } } };
    const result = await api.call({ path: '/cgi-bin/qrcode/create', body });
    return result.kind === 'ok' && typeof result.body.url === 'string' ? result.body.url : undefined;
  };
}
