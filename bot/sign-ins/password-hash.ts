/** Passwords: which are good enough, and their Argon2id hashes in the PHC string format. */

import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { COMMON_PASSWORDS } from './common-passwords.ts';

const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2);

/** OWASP's setting for Argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** Shortest password; ASVS 5.0 asks for 15 where a second factor is optional. */
const SHORTEST = 15;
/** Longest one that is hashed. */
const LONGEST = 256;
/** A password needs so many different characters. */
const DIFFERENT = 6;

/** Hashes under way at most, as each takes 19 MiB. */
const AT_ONCE = 2;
let running = 0;
const queue: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= AT_ONCE) await new Promise<void>((resume) => queue.push(resume));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}

const unpadded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** Hashes that may wait; a flood of sign-ins beyond them is turned away. */
const MOST_WAITING = 40;

/** True while so many hashes wait that another one would take too long. */
export function isBusyHashing(): boolean {
  return queue.length >= MOST_WAITING;
}

/** The form in which a password is compared: what different keyboards write for the same letters is the same. */
function normalise(password: string): string {
  return password.normalize('NFKC');
}

/** Whether a password may not be used: too short, too long, too plain, common, or made of the name. */
export function isWeak(password: string, name: string): boolean {
  const said = normalise(password).toLowerCase();
  const letters = [...said];
  if (letters.length < SHORTEST || letters.length > LONGEST || new Set(letters).size < DIFFERENT) return true;
  const plain = said.replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (!/\p{L}/u.test(plain)) return true;
  if (COMMON_PASSWORDS.some((common) => isMadeOf(plain, common))) return true;
  const own = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return own.length >= 3 && plain.replaceAll(own, '').length < SHORTEST - 7;
}

/** True when little is left of a password once a common one is taken out of it. */
function isMadeOf(plain: string, common: string): boolean {
  return plain.includes(common) && plain.replaceAll(common, '').replaceAll(/\d/g, '').length < 4;
}

/** A new hash of a password. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const message = normalise(password);
  const cost = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES, tagLength: TAG_BYTES };
  const tag = await inTurn(() => derive('argon2id', { message, nonce, ...cost }));
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${unpadded(nonce)}$${unpadded(tag)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Whether a password is the one behind a hash. Takes as long when there is no hash, so that names cannot be guessed. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, memory, passes, lanes, salt, tag] = PHC.exec(hash ?? '') ?? [];
  const expected = Buffer.from(tag ?? '', 'base64');
  const found = await inTurn(() =>
    derive('argon2id', {
      message: normalise(password.slice(0, LONGEST)),
      nonce: salt === undefined ? Buffer.alloc(SALT_BYTES) : Buffer.from(salt, 'base64'),
      memory: Number(memory ?? MEMORY_KIB),
      passes: Number(passes ?? PASSES),
      parallelism: Number(lanes ?? LANES),
      tagLength: expected.length || TAG_BYTES,
    }),
  );
  return expected.length === found.length && timingSafeEqual(expected, found);
}
