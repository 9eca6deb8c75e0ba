/** Serial numbers: their normal form, what their makers document, and how to read them back. */

import type { Device } from './device.ts';

/**
 * What can be said of a serial. `ok`: it has the documented form. `too-short`, `too-long`: it has not the documented
 * length. `bad`: right length, wrong characters. `unknown`: nothing is documented for the model, so it may be right.
 */
export interface SerialCheck {
  readonly kind: 'ok' | 'too-short' | 'too-long' | 'unknown' | 'bad';
  /** The documented lengths; empty where there are none. */
  readonly lengths: readonly number[];
}

/** Checks a normalised serial against what the maker of the model documents; loose where nothing is documented. */
export function checkSerial(sn: string, model: string | undefined, devices: readonly Device[]): SerialCheck {
  const device = model === undefined ? undefined : devices.find((one) => makes(one, model));
  const patterns = device?.serialPatterns ?? [];
  const lengths = device?.serialLengths ?? [];
  if (!device || (patterns.length === 0 && lengths.length === 0)) return { kind: 'unknown', lengths: [] };
  if (patterns.some((pattern) => pattern.test(sn))) return { kind: 'ok', lengths };
  if (lengths.length === 0) return { kind: 'bad', lengths };
  if (lengths.includes(sn.length)) return patterns.length === 0 ? { kind: 'ok', lengths } : { kind: 'bad', lengths };
  return { kind: sn.length > Math.max(...lengths) ? 'too-long' : 'too-short', lengths };
}

/** True when the maker makes this model, or when the merchant named the maker in place of a model. */
function makes(device: Device, model: string): boolean {
  const wanted = plain(model);
  const names = [device.maker.zh, ...device.maker.en.split('/'), ...device.aliases].map(plain);
  const own = device.models.map(plain);
  return (
    own.includes(wanted) || names.includes(wanted) || own.some((one) => names.some((name) => name + one === wanted))
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s-]/g, '');
}

/** Groups of four from the left, for reading back: `0821004695` becomes `0821 0046 95`. */
export function groupSerial(sn: string): string {
  return (sn.match(/.{1,4}/gu) ?? []).join(' ');
}

const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', Q: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };

/**
 * The normal form: upper case, letters and digits only; letters that stand for a digit are put right where only that
 * makes it the documented form of some maker.
 */
export function normaliseSerial(written: string, devices: readonly Device[]): string {
  const sn = written.toUpperCase().replace(/[^A-Z0-9]/g, '');
  const documented = (candidate: string): boolean =>
    devices.some((device) => device.serialPatterns.some((pattern) => pattern.test(candidate)));
  if (!/[OQILSBZ]/.test(sn) || sn.replace(/[^0-9]/g, '').length < sn.length - 3 || documented(sn)) return sn;
  const digits = sn.replace(/[OQILSBZ]/g, (letter) => LOOKALIKES[letter] ?? letter);
  return documented(digits) ? digits : sn;
}
