/** Opens the sinks that are on. Their libraries are loaded only then. */

import { randomBytes } from 'node:crypto';
import type { Notebook } from '#adapters/contract.ts';
import type { DeskUser } from '#adapters/desk-contract.ts';
import type { SinkDependencies, TicketSink } from '#adapters/tickets/sink-contract.ts';
import type { SinkConfigs } from '../settings/sink-config.ts';
import type { AccountStore } from '../store/account-store.ts';

/** What all sinks together need. */
export interface SinkOpening extends Omit<SinkDependencies, 'locale'> {
  readonly accounts: Pick<AccountStore, 'account'>;
}

const KEY = 'house:mail-key';
const KEY_BYTES = 32;

/** The key of mail addresses: made once, and the same for every process. */
function createTokenKey(notebook: Notebook): () => Promise<Uint8Array> {
  let known: Promise<Uint8Array> | undefined;
  const find = async (): Promise<Uint8Array> => {
    await notebook.writeOnce(KEY, randomBytes(KEY_BYTES).toString('base64'));
    return Buffer.from((await notebook.read(KEY)) ?? '', 'base64');
  };
  return () => {
    known ??= find().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/** People with an account that is not disabled, with the role it has now. */
function createAccountOf(accounts: SinkOpening['accounts']): (name: string) => Promise<DeskUser | undefined> {
  return async (name) => {
    const account = await accounts.account(name);
    return account && account.disabledAtMs === undefined ? { name: account.name, role: account.role } : undefined;
  };
}

async function openHelpdesks(configs: SinkConfigs, dependencies: SinkDependencies): Promise<readonly TicketSink[]> {
  const { requestTracker, redmine, zendesk, zammad } = configs;
  if (!(requestTracker || redmine || zendesk || zammad)) return [];
  const { createHelpdeskSink } = await import('#adapters/helpdesk/helpdesk.ts');
  const helpdesks = [
    requestTracker && (await import('#adapters/helpdesk/request-tracker.ts')).createRequestTracker(requestTracker),
    redmine && (await import('#adapters/helpdesk/redmine.ts')).createRedmine(redmine),
    zendesk && (await import('#adapters/helpdesk/zendesk.ts')).createZendesk(zendesk),
    zammad && (await import('#adapters/helpdesk/zammad.ts')).createZammad(zammad),
  ].filter((one) => one !== undefined);
  return helpdesks.map((helpdesk) => createHelpdeskSink(helpdesk, dependencies));
}

/** The sinks of these settings, in no particular order. */
export async function openSinks(configs: SinkConfigs, opening: SinkOpening): Promise<readonly TicketSink[]> {
  const { accounts, ...given } = opening;
  const dependencies: SinkDependencies = { ...given, locale: configs.locale };
  const opened: TicketSink[] = [...(await openHelpdesks(configs, dependencies))];
  if (configs.webhook) {
    const { createWebhookSink } = await import('#adapters/webhook/webhook.ts');
    opened.push(createWebhookSink(configs.webhook, dependencies));
  }
  if (configs.email) {
    const { createEmailSink } = await import('#adapters/email/email.ts');
    const tokenKey = createTokenKey(dependencies.notebook);
    opened.push(createEmailSink(configs.email, { ...dependencies, tokenKey, accountOf: createAccountOf(accounts) }));
  }
  return opened;
}
