/** Where codes on stickers can lead besides the web: the platforms that are set up and know such codes. */

import type { StickerPlace } from '#adapters/console/device-office.ts';
import type { Instant } from '#dialogs/message.ts';
import type { ChannelConfigs } from '../settings/channel-config.ts';

/** What a code holds that leads to a place; undefined when its platform makes none. */
export type PlaceAddress = (token: string) => Promise<string | undefined>;

/** The places; a platform is asked when the first sticker for it is made. */
export function stickerPlaces(
  { wechat, wecom }: ChannelConfigs,
  now: () => Instant,
): Readonly<Partial<Record<StickerPlace, PlaceAddress>>> {
  return {
    ...(wechat
      ? { wechat: late(async () => (await import('#adapters/wechat/stickers.ts')).createWechatStickers(wechat, now)) }
      : {}),
    ...(wecom
      ? { wecom: late(async () => (await import('#adapters/wecom/stickers.ts')).createWecomStickers(wecom, now)) }
      : {}),
  };
}

function late(open: () => Promise<PlaceAddress>): PlaceAddress {
  let opened: Promise<PlaceAddress> | undefined;
  return async (token) => {
    opened ??= open();
    return await (await opened)(token);
  };
}
