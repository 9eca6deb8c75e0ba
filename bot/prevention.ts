/** Wires the printable pages: links for each conversation, and what is known of its merchant when one is opened. */

import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { DeviceDirectory } from '#adapters/contract.ts';
import type { MerchantFacts } from '#adapters/prevention/contract.ts';
import { sealPage } from '#adapters/prevention/page-link.ts';
import { createPreventionRoutes, PAGES_PATH } from '#adapters/prevention/routes.ts';
import type { DeviceRecord } from '#dialogs/device-record.ts';
import type { ConversationId, Instant } from '#dialogs/message.ts';
import { PAGES, type PageLinks, type PageName } from '#dialogs/pages.ts';
import { REGISTER_MATCHED } from '#dialogs/slots.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import type { BindingStore } from './store/device-life.ts';
import type { ShelfStore, TicketStore } from './store/store.ts';

/** What the pages are wired to. */
export interface PreventionOptions {
  readonly store: Pick<ShelfStore, 'note' | 'saveNoteOnce'> &
    Pick<TicketStore, 'dialogState'> &
    Pick<BindingStore, 'bindings'>;
  readonly directory: DeviceDirectory;
  readonly guide: () => Guide;
  readonly clock: () => Instant;
  /** The address that merchants see, without a closing slash; asked when a link is made. */
  readonly publicUrl: () => string;
}

/** The printable pages of a running posdesk. */
export interface Prevention {
  /** Serves the pages below `PAGES_PATH`. */
  readonly handler: RequestHandler;
  /** Each link is made when it is first read: few answers hold one. */
  pagesFor(conversationId: ConversationId): PageLinks;
}

const SECRET_NOTE = 'prevention:secret';
const SECRET_BYTES = 32;
/** A link lives this long; a sheet at the counter should be made anew by then. */
const LINK_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;
/** Enough of a serial to tell two terminals of a shop apart, and no more. */
const SERIAL_END = 4;

/** The secret that links are sealed with: made once for a database, and the same for every process on it. */
async function readSecret(store: PreventionOptions['store']): Promise<string> {
  await store.saveNoteOnce(SECRET_NOTE, randomBytes(SECRET_BYTES).toString('base64url'));
  const secret = await store.note(SECRET_NOTE);
  if (secret === undefined) throw new Error('The secret of the printable pages could not be kept.');
  return secret;
}

/** Opens the printable pages. */
export async function openPrevention(options: PreventionOptions): Promise<Prevention> {
  const { guide, clock, publicUrl } = options;
  const secret = await readSecret(options.store);
  return {
    handler: createPreventionRoutes({ guide, now: clock, secret, factsOf: (id) => factsOf(id, options) }),
    pagesFor(conversationId) {
      return lazyLinks((page) => {
        // The same day gives the same span, so that an address does not tell when it was asked for.
        const expiresAtMs = (Math.floor(clock() / DAY_MS) + LINK_DAYS) * DAY_MS;
        return `${publicUrl()}${PAGES_PATH}/${sealPage({ page, conversationId, expiresAtMs }, secret)}`;
      });
    },
  };
}

/** Links that are made at the first look at them, and the same at every later one. */
function lazyLinks(linkTo: (page: PageName) => string): PageLinks {
  const made: Partial<Record<PageName, string>> = {};
  return new Proxy(made, {
    get: (_, name) => {
      const page = PAGES.find((one) => one === name);
      if (page === undefined) return undefined;
      made[page] ??= linkTo(page);
      return made[page];
    },
  }) as PageLinks;
}

/** What the conversation knows; of the register only what its merchant has proved to be theirs. */
async function factsOf(
  conversationId: ConversationId,
  { store, directory }: PreventionOptions,
): Promise<MerchantFacts | undefined> {
  const state = await store.dialogState(conversationId);
  if (!state) return undefined;
  const serial = await provedSerial(conversationId, state, store);
  const answer = serial === undefined ? undefined : await directory.lookup({ serial });
  const device = answer?.kind === 'found' ? answer.devices.find((one) => one.serial === serial) : undefined;
  return sayFacts(state, device);
}

/** The serial of the terminal that is proved to be this merchant's; `undefined` when none is. */
async function provedSerial(
  conversationId: ConversationId,
  { slots, flags }: DialogState,
  store: PreventionOptions['store'],
): Promise<string | undefined> {
  const said = slots.sn?.value;
  if (said !== undefined && flags.includes(REGISTER_MATCHED)) return said;
  const bound = (await store.bindings(conversationId)).filter(({ proof }) => proof !== 'sticker');
  const same = bound.find(({ serial }) => serial === said);
  return (same ?? (said === undefined ? bound[0] : undefined))?.serial;
}

function sayFacts({ locale, slots }: DialogState, device: DeviceRecord | undefined): MerchantFacts {
  const model = device?.model ?? slots.model?.value;
  // A serial that only the register gave is told to nobody who has not proved that it is theirs.
  const said = slots.sn?.source === 'lookup' ? undefined : slots.sn?.value;
  const serial = device?.serial ?? said;
  const facts = {
    model,
    serialEnd: serial?.slice(-SERIAL_END),
    merchant: device?.merchant,
    store: device?.store,
    firmware: device?.firmware,
    contractEndsOn: device?.contractEndsOn,
    simEndsOn: device?.simEndsOn,
    certificateEndsOn: device?.certificateEndsOn,
    approvalEndsOn: device?.approvalEndsOn,
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return { locale, ...Object.fromEntries(known) };
}
