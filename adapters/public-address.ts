/** Which addresses are on the internet, and which are our own network in one of its disguises. Pure. */

import { BlockList, isIP } from 'node:net';

/** Networks of version 4 that are no place on the internet (RFC 6890 and its successors). */
const NOT_PUBLIC_4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Version 6: only 2000::/3 is handed out; 64:ff9b::/96, mapped and local addresses are outside of it. */
const PUBLIC_6: readonly (readonly [string, number])[] = [['2000::', 3]];
/** Inside of it, what wraps an address of version 4 (Teredo, 6to4) or is for documents and tests. */
const NOT_PUBLIC_6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

function listOf(nets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, bits] of nets) list.addSubnet(net, bits, family);
  return list;
}

const [blocked4, public6, blocked6] = [
  listOf(NOT_PUBLIC_4, 'ipv4'),
  listOf(PUBLIC_6, 'ipv6'),
  listOf(NOT_PUBLIC_6, 'ipv6'),
];

/** True for a numeric address on the internet; false for any other one and for what is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked4.check(address, 'ipv4');
  return family === 6 && public6.check(address, 'ipv6') && !blocked6.check(address, 'ipv6');
}
