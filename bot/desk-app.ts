/** The desk behind its listener: the console with all that it shows, and the pictures that agents send. */

import { type Request, type RequestHandler, Router } from 'express';
import { readCookie, refuse } from '#adapters/browser-request.ts';
import { createConsole } from '#adapters/console/console.ts';
import { deskCookie } from '#adapters/console/sign-in.ts';
import type { MediaShelf } from '#adapters/contract.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { createLinkRoutes, LINK_PATH } from '#adapters/desk-links/routes.ts';
import type { RenewalReview } from '#adapters/renewal-contract.ts';
import { sendMedia } from '#adapters/send-media.ts';
import type { Instant } from '#dialogs/message.ts';
import type { Guide, Wording } from '#knowledge/guide.ts';
import type { ContentWatch } from './content/watch-content.ts';
import { createOffice } from './desk/office.ts';
import { createDeskLinks } from './desk-links.ts';
import { createDeviceOffice, type DeviceOfficeDependencies } from './directory/device-office.ts';
import { silentLogger } from './log.ts';
import type { Pipeline } from './pipeline.ts';
import { exchangeLooks } from './signs.ts';
import { createStickers } from './stickers.ts';
import type { Store } from './store/store.ts';

/** Our own addresses, without a closing slash, and channels; those of the listeners are known once they are open. */
export interface OwnAddresses {
  deskUrl: string;
  publicUrl: string;
  channels: readonly string[];
}

/** What the desk's listener needs. */
export interface DeskAppDependencies {
  readonly pipeline: Pipeline;
  readonly content: ContentWatch;
  readonly store: Store;
  readonly clock: () => Instant;
  readonly secureCookies: boolean;
  readonly own: OwnAddresses;
  /** Applications for renewals; left out, there are none. */
  readonly renewals?: RenewalReview;
  /** How terminals are looked up, and what stickers and reminders there are; left out: in our own store, on the web. */
  readonly devices?: Partial<Pick<DeviceOfficeDependencies, 'places' | 'elsewhere' | 'reminds'>>;
}

const VALUE_PHRASE = 'value.';

/** What the ids of symptoms and requests, response codes and the values of facts are called. */
export function deskNames(guide: Guide): Readonly<Record<string, Wording>> {
  const titles = [...guide.flows.values(), ...guide.controls.values()].map(({ id, title }) => [id, title] as const);
  const values = [...guide.phrases]
    .filter(([key]) => key.startsWith(VALUE_PHRASE))
    .map(([key, wording]) => [key.slice(VALUE_PHRASE.length), wording] as const);
  const codes = [...guide.codes.values()].map(({ code, meaning }) => [`code.${code}`, meaning] as const);
  // What has a name as a fact keeps it: `network.wifi` is "on Wi-Fi" rather than the button "Wi-Fi".
  return { ...questionNames(guide), ...Object.fromEntries([...titles, ...values, ...codes]) };
}

/** What is asked for a slot (`ask.goodsHandedOver`), and its answers (`goodsHandedOver.yes`). */
function questionNames(guide: Guide): Readonly<Record<string, Wording>> {
  const names: Record<string, Wording> = {};
  for (const step of [...guide.flows.values()].flatMap(({ steps }) => steps)) {
    if (step.kind !== 'ask' && step.kind !== 'collect') continue;
    // A question with gaps is worded for its merchant, and stands in the ticket as it was put.
    if (!Object.values(step.ask).some((text) => text.includes('{'))) names[`ask.${step.slot}`] ??= step.ask;
    if (step.kind === 'ask') for (const { id, label } of step.choices) names[`${step.slot}.${id}`] ??= label;
  }
  return names;
}

/** The console's router. */
export function createDeskHandler(dependencies: DeskAppDependencies): Router {
  const { pipeline, content, store, clock, secureCookies, own } = dependencies;
  const { desk, signIns, accounts, forChannels } = pipeline;
  const { guide } = content;
  const channels = (): readonly string[] => own.channels;
  const office = createOffice({ store, guide, clock, channels, content: () => content.state() });
  const devices = createDeviceOffice({
    places: {},
    elsewhere: false,
    reminds: false,
    ...dependencies.devices,
    stickers: createStickers({ store, clock, log: silentLogger }),
    store,
    guide,
    clock,
    publicUrl: () => own.publicUrl,
  });
  const looks = exchangeLooks(store.signs);
  const served = {
    desk,
    signIns,
    accounts,
    office,
    devices,
    ...(dependencies.renewals ? { renewals: dependencies.renewals } : {}),
    ...(looks ? { looks } : {}),
    media: forChannels.media,
    onWriting: (user: DeskUser, number: string) => void pipeline.tellWriting(user, number),
    names: () => deskNames(guide()),
  };
  const cookie = deskCookie(secureCookies);
  const userOf = (request: Request) => signIns.user(readCookie(request, cookie) ?? '');
  const links = createDeskLinks(store, clock, () => own.deskUrl);
  return Router()
    .use(LINK_PATH, createLinkRoutes({ links, desk, userOf }))
    .use(createConsole({ secureCookies, deskUrl: () => own.deskUrl, now: clock }, served));
}

/** Where a picture on the shelf is shown to whoever has its name, which cannot be guessed. */
export function mediaPath(ref: string): string {
  return `/media/${encodeURIComponent(ref)}`;
}

/** Shows pictures at `mediaPath`, mounted as `/media/:ref` on the public listener. */
export function showMedia(media: Pick<MediaShelf, 'get'>): RequestHandler {
  return async (request, response) => {
    const found = await media.get(String(request.params.ref));
    if (!found?.contentType.startsWith('image/')) {
      return refuse(response, { status: 404, code: 'not-found', message: 'There is nothing here.' });
    }
    sendMedia(response, found);
  };
}
