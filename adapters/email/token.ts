/** The random part of a ticket's own mail address: whoever has it has had a mail about the ticket. */

import { createHmac } from 'node:crypto';

/** Letters that survive every mail system, and no two that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 26;
const TOKEN = new RegExp(`[${ALPHABET}]{${LENGTH}}`);

/** 26 of 31 letters, about 128 bits, from a key that nobody else has: the same for the same ticket, never to be guessed. */
export function tokenOf(key: Uint8Array, reference: string): string {
  const bytes = createHmac('sha512', key).update(reference, 'utf8').digest();
  return Array.from(bytes.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** `desk+token@example.com`. */
export function addressWith(token: string, address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+${token}${address.slice(at)}`;
}

/** The message id that every mail of a ticket answers; `part` tells its mails apart. */
export function messageIdOf(token: string, address: string, part = ''): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return `<pd.${token}${part === '' ? '' : `.${part}`}@${domain}>`;
}

/** The token in one of the addresses a mail went to, or in a message id of ours that it answers. */
export function findToken(
  { to, references }: { readonly to: readonly string[]; readonly references: readonly string[] },
  address: string,
): string | undefined {
  const at = address.lastIndexOf('@');
  const [user, domain] = [address.slice(0, at).toLowerCase(), address.slice(at).toLowerCase()];
  const own = to.find((one) => one.startsWith(`${user}+`) && one.endsWith(domain));
  const tagged = own?.slice(user.length + 1, -domain.length);
  if (tagged !== undefined && tagged.length === LENGTH && TOKEN.test(tagged)) return tagged;
  const id = references.find((one) => one.toLowerCase().startsWith('<pd.') && one.toLowerCase().endsWith(`${domain}>`));
  return TOKEN.exec(id?.slice(4, 4 + LENGTH) ?? '')?.[0];
}
