/** Signed links into the desk, each for one use, and who the people of chat tools are at the desk. */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { DeskLinks, LinkPurpose } from '#adapters/desk-links/links.ts';
import type { ChatAgents, TicketLinks } from '#adapters/tickets/chat-agents.ts';
import type { Instant } from '#dialogs/message.ts';
import type { AccountStore } from './store/account-store.ts';
import type { DeskStore, ShelfStore } from './store/store.ts';

/** What links and bindings are kept in. */
export type LinkStore = Pick<ShelfStore, 'note' | 'saveNote' | 'saveNoteOnce' | 'notes' | 'eraseNote'> &
  Pick<AccountStore, 'account'> &
  Pick<DeskStore, 'appendAudit'>;

const KEY = 'desk:link-key';
const USED = 'desk:link-used:';
const AGENT = 'desk:agent:';
const KEY_BYTES = 32;
const AGENT_LINK_MS = 15 * 60_000;
const LONGEST_TOKEN = 2_048;
const LONGEST_NAME = 80;
/** Used links are forgotten so long after they have expired. */
const SWEEP_MS = 60 * 60_000;

const signed = z.object({
  id: z.string().min(16),
  untilMs: z.number(),
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('agent'), tool: z.string(), personId: z.string(), name: z.string().optional() }),
    z.object({ kind: z.literal('claim'), number: z.string() }),
  ]),
});
type Signed = z.infer<typeof signed>;

/** Links and people over a store; `deskUrl` is the desk's address without a closing slash. */
export function createDeskLinks(
  store: LinkStore,
  clock: () => Instant,
  deskUrl: () => string,
): DeskLinks & ChatAgents & TicketLinks {
  const key = createKey(store);
  let sweptAtMs = 0;
  const issue = async (purpose: LinkPurpose, untilMs: Instant): Promise<string> => {
    const body = { id: randomBytes(16).toString('base64url'), untilMs, purpose } satisfies Signed;
    const text = Buffer.from(JSON.stringify(body)).toString('base64url');
    return `${deskUrl()}/link?token=${text}.${mac(await key(), text)}`;
  };
  const open = async (token: string): Promise<Signed | undefined> => {
    const found = readToken(token, await key());
    return found !== undefined && found.untilMs > clock() ? found : undefined;
  };
  return {
    claimLink: (number, untilMs) => issue({ kind: 'claim', number }, untilMs),
    linkFor: (tool, personId, name) =>
      issue({ kind: 'agent', tool, personId, name: name?.slice(0, LONGEST_NAME) }, clock() + AGENT_LINK_MS),
    async read(token) {
      const found = await open(token);
      return found !== undefined && (await store.note(USED + found.id)) === undefined ? found.purpose : undefined;
    },
    async use(token) {
      const found = await open(token);
      if (found === undefined) return undefined;
      if (clock() - sweptAtMs > SWEEP_MS) {
        sweptAtMs = clock();
        await forgetExpired(store, sweptAtMs);
      }
      return (await store.saveNoteOnce(USED + found.id, String(found.untilMs))) ? found.purpose : undefined;
    },
    async release(token) {
      const found = await open(token);
      if (found !== undefined) await store.eraseNote(USED + found.id);
    },
    async bind(tool, personId, { name, role }) {
      await store.saveNote(`${AGENT}${tool}:${personId}`, name);
      await store.appendAudit([
        {
          atMs: clock(),
          user: name,
          role,
          action: 'account.link',
          subject: name,
          outcome: 'ok',
          details: { tool, personId },
        },
      ]);
    },
    async userOf(tool, personId): Promise<DeskUser | undefined> {
      const name = await store.note(`${AGENT}${tool}:${personId}`);
      const account = name === undefined ? undefined : await store.account(name);
      if (account === undefined || account.disabledAtMs !== undefined) return undefined;
      return { name: account.name, role: account.role };
    },
  };
}

/** The signing key: made once for a database, the same for all processes on it. */
function createKey(store: LinkStore): () => Promise<Buffer> {
  let known: Promise<Buffer> | undefined;
  const read = async (): Promise<Buffer> => {
    await store.saveNoteOnce(KEY, randomBytes(KEY_BYTES).toString('base64url'));
    return Buffer.from((await store.note(KEY)) ?? '', 'base64url');
  };
  return async () => {
    known ??= read();
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

function mac(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function readToken(token: string, key: Buffer): Signed | undefined {
  if (token.length > LONGEST_TOKEN || key.length !== KEY_BYTES) return undefined;
  const [text = '', given = '', ...rest] = token.split('.');
  const [ours, theirs] = [Buffer.from(mac(key, text)), Buffer.from(given)];
  if (rest.length > 0 || ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) return undefined;
  try {
    return signed.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

async function forgetExpired(store: LinkStore, now: Instant): Promise<void> {
  for (const { key, value } of await store.notes(USED)) if (Number(value) < now) await store.eraseNote(key);
}
