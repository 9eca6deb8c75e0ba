/** Asks the console's server. */

import type { DeskAction, TimeRange } from '#adapters/desk-contract.ts';
import type { SignInResult } from '#adapters/sign-in-contract.ts';
import type {
  AccountChange,
  AccountList,
  Acted,
  ActionBody,
  AuditLog,
  Choices,
  Converted,
  DeadLetters,
  FlowList,
  FlowView,
  Health,
  Invite,
  Invited,
  KnowledgeFound,
  Me,
  Names,
  NewPassword,
  PasswordSignIn,
  Presence,
  Refused,
  Reports,
  SignInList,
  SignInMethods,
  TicketList,
  TicketView,
  ToConvert,
  TotpSetUp,
  Unmatched,
  Uploaded,
  Writing,
} from '../wire.ts';

/** How a request ended: with an answer, or refused with a code (`failed`: the server was not reached). */
export type Outcome<Value = unknown> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: string; readonly who?: string };

/** A question that the server refused; `code` is the server's, `status` that of HTTP. */
export class RequestFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** Who is signed in. */
export const fetchMe = (): Promise<Me> => get('/api/me');

/** What ids and values are called. */
export const fetchNames = (): Promise<Names> => get('/api/names');

/** What the page offers for picking. */
export const fetchChoices = (): Promise<Choices> => get('/api/choices');

/** A page of tickets, in the order in which they want an answer. */
export const fetchTickets = (query: Readonly<Record<string, string>>): Promise<TicketList> =>
  get(`/api/tickets?${new URLSearchParams(query)}`);

/** A ticket with its transcript. */
export const fetchTicket = (number: string): Promise<TicketView> => get(ticketPath(number));

/** The ticket with phone numbers shown; audited. */
export const unmask = (number: string): Promise<Outcome<TicketView>> => post(`${ticketPath(number)}/unmask`, {});

/** Tells this page from others of the same person. */
const PAGE = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Says that this page shows the ticket and what is being written, and learns who else looks at it. */
export const tellPresence = (number: string, writing?: Writing): Promise<Outcome<Presence>> =>
  post(`${ticketPath(number)}/presence`, { page: PAGE, ...(writing === undefined ? {} : { writing }) });

/** Does something with a ticket. */
export function act<Kind extends DeskAction['kind']>(
  number: string,
  kind: Kind,
  body: ActionBody<Kind>,
): Promise<Outcome<Acted>> {
  return post(`${ticketPath(number)}/${kind}`, body);
}

/** Puts a picture on the shelf; a reply names it by its `ref`. */
export const upload = (picture: Blob): Promise<Outcome<Uploaded>> =>
  settle(() => ask('/api/media', { method: 'POST', headers: { 'Content-Type': picture.type }, body: picture }));

/** The figures of a range of time. */
export const fetchReports = (range: TimeRange): Promise<Reports> => get(`/api/reports?${rangeQuery(range)}`);

/** The address of the tickets of a range as a file for a spreadsheet. */
export const exportPath = (range: TimeRange): string => `/api/export/tickets.csv?${rangeQuery(range)}`;

/** Fetches that file. */
export const fetchExport = (range: TimeRange): Promise<Outcome<string>> =>
  settle(
    () => ask(exportPath(range)),
    (response) => response.text(),
  );

/** Entries of the audit log, the newest first. */
export const fetchAudit = (query: Readonly<Record<string, string>>): Promise<AuditLog> =>
  get(`/api/audit?${new URLSearchParams(query)}`);

/** How the content stands, with its problems. */
export const fetchContent = (): Promise<unknown> => get('/api/content');

/** Every symptom and procedure. */
export const fetchFlows = (): Promise<FlowList> => get('/api/flows');

/** The steps of one symptom or procedure. */
export const fetchFlow = (id: string): Promise<FlowView> => get(`/api/flows/${encodeURIComponent(id)}`);

/** Where the content has such words, and what the bot takes them for. */
export const fetchKnowledge = (find: string): Promise<KnowledgeFound> =>
  get(`/api/knowledge?find=${encodeURIComponent(find)}`);

/** Lines that the bot could not read. */
export const fetchUnmatched = (limit: number): Promise<Unmatched> => get(`/api/unmatched?limit=${limit}`);

/** Messages that the bot could not work on. */
export const fetchDeadLetters = (limit: number): Promise<DeadLetters> => get(`/api/dead-letters?limit=${limit}`);

/** Lets one of them be tried again, or ends it. */
export const endDeadLetter = (id: number, how: 'retry' | 'discard'): Promise<Outcome> =>
  post(`/api/dead-letters/${id}/${how}`, {});

/** Texts in the other script of Chinese. */
export const convert = (wanted: ToConvert): Promise<Outcome<Converted>> => post('/api/convert', wanted);

/** How the queues stand. */
export const fetchHealth = (): Promise<Health> => get('/api/health');

/** Everybody who may sign in. */
export const fetchAccounts = (): Promise<AccountList> => get('/api/accounts');

/** Asks somebody to the desk. */
export const invite = (body: Invite): Promise<Outcome<Invited>> => post('/api/accounts/invite', body);

/** Changes what somebody may do. */
export const changeAccount = (body: AccountChange): Promise<Outcome> => post('/api/accounts/change', body);

/** Browsers that are signed in. */
export const fetchSignIns = (): Promise<SignInList> => get('/api/sign-ins');

/** Signs a browser out. */
export const revokeSignIn = (ref: string): Promise<Outcome> => post('/api/sign-ins/revoke', { ref });

/** Sets one's own password. */
export const setPassword = (body: NewPassword): Promise<Outcome> => post('/api/me/password', body);

/** Begins to set up the authenticator app, or with a code of it ends that. */
export const setTotp = (code?: string): Promise<Outcome<TotpSetUp | undefined>> =>
  post('/api/me/totp', code === undefined ? {} : { code });

/** How one can sign in here besides a link. */
export const fetchMethods = (): Promise<SignInMethods> => get('/sign-in/methods');

/** Signs in, or makes a sign-in fresh; refusals are `wrong`, `code-wanted` and `too-many`. */
export const signInByPassword = (body: PasswordSignIn): Promise<Outcome<SignInResult>> =>
  settle(() => fetch('/sign-in/password', json(body)));

/** Ends the sign-in of this browser. */
export async function signOut(): Promise<void> {
  await post('/api/sign-out', {});
  location.assign('/sign-in');
}

function ticketPath(number: string): string {
  return `/api/tickets/${encodeURIComponent(number)}`;
}

function rangeQuery({ fromMs, toMs }: TimeRange): string {
  return new URLSearchParams({ from: String(fromMs), to: String(toMs) }).toString();
}

/** Asks for something; rejects with a RequestFault. */
export async function get<Answer>(address: string): Promise<Answer> {
  const response = await ask(address);
  if (!response.ok) throw new RequestFault(response.status, (await refusalOf(response)).code);
  return response.json();
}

/** Has something done. */
export function post<Answer>(address: string, body: unknown): Promise<Outcome<Answer>> {
  return settle(() => ask(address, json(body)));
}

function json(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

/** Turns a response, or the lack of one, into an outcome. */
export async function settle<Answer>(
  send: () => Promise<Response>,
  read: (response: Response) => Promise<unknown> = (response) => response.json(),
): Promise<Outcome<Answer>> {
  try {
    const response = await send();
    if (!response.ok) return { kind: 'refused', ...(await refusalOf(response)) };
    const value = response.status === 204 ? undefined : await read(response);
    return { kind: 'done', value: value as Answer };
  } catch {
    return { kind: 'refused', code: 'failed' };
  }
}

async function refusalOf(response: Response): Promise<{ readonly code: string; readonly who?: string }> {
  try {
    const { error }: Refused = await response.json();
    return { code: error.code, ...(error.who === undefined ? {} : { who: error.who }) };
  } catch {
    return { code: 'failed' };
  }
}

/** A sign-in that has ended sends every question to the page that says so. */
async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(address, init);
  if (response.status === 401) location.assign('/sign-in');
  return response;
}
