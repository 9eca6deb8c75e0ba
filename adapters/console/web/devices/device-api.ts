/** Asks the console's server about terminals. */

import type {
  DeviceCalendar,
  DeviceImport,
  DeviceList,
  DeviceSaved,
  DeviceView,
  StickerPlace,
} from '../../device-office.ts';
import { get, type Outcome, post, settle } from '../api.ts';

const devicePath = (serial: string): string => `/api/devices/${encodeURIComponent(serial)}`;

/** A page of terminals. */
export const fetchDevices = (query: Readonly<Record<string, string>>): Promise<DeviceList> =>
  get(`/api/devices?${new URLSearchParams(query)}`);

/** One terminal with everything around it. */
export const fetchDevice = (serial: string): Promise<DeviceView> => get(devicePath(serial));

/** What ends when. */
export const fetchCalendar = (): Promise<DeviceCalendar> => get('/api/devices/calendar');

/** Where stickers can lead. */
export const fetchPlaces = (): Promise<{ readonly places: readonly StickerPlace[] }> => get('/api/devices/places');

/** Writes a terminal; `seenMs` is 0 for a new one. */
export const saveDevice = (fields: Readonly<Record<string, string>>, seenMs: number): Promise<Outcome<DeviceSaved>> =>
  post('/api/devices', { fields, seenMs });

/** Looks through a file, or brings it into the register. */
export const sendFile = (file: Blob, check: boolean): Promise<Outcome<DeviceImport>> =>
  settle(() =>
    fetch(`/api/devices/import?check=${check ? 1 : 0}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file,
    }),
  );

/** Binds a terminal to the merchant of a ticket. */
export const bindDevice = (serial: string, ticket: string): Promise<Outcome> =>
  post(`${devicePath(serial)}/bind`, { ticket });

/** Takes a terminal from a merchant again. */
export const unbindDevice = (serial: string, conversation: string): Promise<Outcome> =>
  post(`${devicePath(serial)}/unbind`, { conversation });

/** Makes a link for one merchant. */
export const makeLink = (serial: string): Promise<Outcome<{ readonly url: string; readonly untilMs: number }>> =>
  post(`${devicePath(serial)}/link`, {});

/** Makes stickers; resolves with the address of the sheet. */
export async function makeStickers(serials: readonly string[], place: StickerPlace): Promise<Outcome<string>> {
  const made = await post<{ readonly ids: readonly string[] }>('/api/stickers', { serials, place });
  if (made.kind === 'refused') return made;
  const query = new URLSearchParams({ ids: made.value.ids.join(','), place });
  return { kind: 'done', value: `/api/stickers/sheet?${query}` };
}

/** Ends every sticker and link of a terminal. */
export const revokeTokens = (serial: string): Promise<Outcome<{ readonly ended: number }>> =>
  post(`${devicePath(serial)}/revoke`, {});
