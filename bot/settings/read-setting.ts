/** Reads single settings; one that cannot be used is a ConfigFault that names the variable and the remedy. */

import { ConfigFault } from '../faults.ts';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable; an empty one counts as unset. */
export function readValue(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** A web address without a closing slash. */
export function readUrl(env: Environment, name: string): string | undefined {
  const value = readValue(env, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.search === '' && url.hash === '') {
    return url.href.replace(/\/$/, '');
  }
  throw new ConfigFault({
    code: 'wrong-url',
    what: `${name} is "${value}", which is no web address`,
    remedy: `Set ${name} to the address people use, such as https://help.example.com, or leave it unset.`,
  });
}

/** True for names and addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The address of an API, which gets our secrets: HTTPS, or a stand-in on this machine. */
export function readApiUrl(env: Environment, name: string): string | undefined {
  const url = readUrl(env, name);
  if (url === undefined || url.startsWith('https:') || isLoopback(new URL(url).hostname)) return url;
  throw new ConfigFault({
    code: 'insecure-api-url',
    what: `${name} is an http: address of another machine, and secrets are sent there`,
    remedy: `Use https: in ${name}, or leave it unset to use the platform's own address.`,
  });
}

/** True for `1` and false for `0` or unset. */
export function readSwitch(env: Environment, name: string): boolean {
  const value = readValue(env, name);
  if (value === undefined || value === '0') return false;
  if (value === '1') return true;
  throw new ConfigFault({
    code: 'wrong-switch',
    what: `${name} is neither 1 nor 0`,
    remedy: `Set ${name} to 1 to switch it on, or leave it unset.`,
  });
}
