/** Redmine as a helpdesk: issues of one project, https://www.redmine.org/projects/redmine/wiki/Rest_api. */

import { z } from 'zod';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { askList, askOnce, createHelpdeskCaller } from './call-helpdesk.ts';
import { type Helpdesk, type HelpdeskTicket, isTurn } from './helpdesk-product.ts';

/** Where Redmine is. */
export interface RedmineConfig {
  /** Without a closing slash. */
  readonly url: string;
  /** The API key of a user who may add, edit and, for erasure, delete issues. */
  readonly key: string;
  /** The project's identifier, such as `pos`. */
  readonly project: string;
}

const id = z.number().int().positive();
const issue = z.object({ id, subject: z.string().default('') });
const created = z.object({ issue });
const listed = z.object({ issues: z.array(issue) });
const status = z.object({ id, is_closed: z.boolean().default(false) });
const statuses = z.object({ issue_statuses: z.array(status) });
const user = z.object({ user: z.object({ id }) });
const detail = z.object({
  property: z.string(),
  name: z.string(),
  old_value: z.string().nullish(),
  new_value: z.string().nullish(),
});
const membership = z.object({
  project: z.object({ id, name: z.string().default('') }),
  roles: z.array(z.object({ id })),
});
const member = z.object({
  user: z.object({
    login: z.string().default(''),
    admin: z.boolean().optional(),
    memberships: z.array(membership).default([]),
  }),
});
const shownProject = z.object({ project: z.object({ id, name: z.string() }) });
const role = z.object({ role: z.object({ permissions: z.array(z.string()).default([]) }) });
const NEEDED = ['view_issues', 'add_issues', 'edit_issues', 'add_issue_notes'];
const journal = z.object({
  id,
  user: z.object({ id, name: z.string() }),
  notes: z.string().nullish(),
  details: z.array(detail).default([]),
});
const withJournals = z.object({ issue: z.object({ journals: z.array(journal).default([]) }) });
/** The workflow's next statuses are told by Redmine 5 and later. */
const withStatus = z.object({
  issue: z.object({ status: z.object({ id }), allowed_statuses: z.array(z.object({ id })).optional() }),
});

/**
 * Text that Redmine shows as it is, whichever of its markups is on: no macros, no pictures from elsewhere, no links that
 * say something else than where they lead.
 */
function literal(text: string): string {
  return `<pre>\n${text.replaceAll('<', '‹').replaceAll('>', '›')}\n</pre>`;
}

/** The helpdesk. */
export function createRedmine({ url, key, project }: RedmineConfig, fetch?: GuardedFetch): Helpdesk {
  const { get, send, push } = createHelpdeskCaller(url, { 'x-redmine-api-key': key }, fetch);
  const place = (number: number): HelpdeskTicket => ({ id: String(number), url: `${url}/issues/${number}` });
  const ownId = askOnce(async () => (await get('/users/current.json', user)).user.id);
  const known = askList(async () => (await get('/issue_statuses.json', statuses)).issue_statuses);
  const isClosing = async (statusId: number) => (await known.find((one) => one.id === statusId))?.is_closed;
  /** Redmine passes over a status that the workflow does not allow, and says nothing of it. */
  const statusFor = async (number: string, closed: boolean | undefined, signal?: AbortSignal) => {
    if (closed === undefined) return {};
    const { issue: found } = await get(`/issues/${number}.json?include=allowed_statuses`, withStatus, signal);
    const all = await known.all();
    const allowed = new Set((found.allowed_statuses ?? all).map((one) => one.id));
    const next = all.find((one) => one.is_closed === closed && allowed.has(one.id));
    return next ? { status_id: next.id } : {};
  };
  return {
    name: 'redmine',
    title: 'Redmine',
    settings: { url: 'REDMINE_URL', key: 'REDMINE_KEY', place: 'REDMINE_PROJECT' },
    whoAmI: async (signal) => (await get('/users/current.json', member, signal)).user.login,
    async mayPost(signal) {
      const { project: found } = await get(`/projects/${encodeURIComponent(project)}.json`, shownProject, signal);
      const { user: own } = await get('/users/current.json?include=memberships', member, signal);
      const roles = own.memberships.filter((one) => one.project.id === found.id).flatMap((one) => one.roles);
      const granted = await Promise.all(
        roles.map(async (one) => (await get(`/roles/${one.id}.json`, role, signal)).role.permissions),
      );
      const missing = own.admin ? [] : NEEDED.filter((one) => !granted.flat().includes(one));
      return { place: found.name, missing };
    },
    async find(reference, signal) {
      const query = new URLSearchParams({ status_id: '*', subject: `~${reference}`, sort: 'id', limit: '20' });
      const { issues } = await get(`/projects/${encodeURIComponent(project)}/issues.json?${query}`, listed, signal);
      const found = issues.find(({ subject }) => subject.includes(`[${reference}]`));
      return found && place(found.id);
    },
    async create({ subject, body }, signal) {
      const json = { issue: { project_id: project, subject, description: literal(body) } };
      return place((await send({ method: 'POST', path: '/issues.json', json }, created, signal)).issue.id);
    },
    async comment(number, { text, closed }, signal) {
      const notes = text === undefined ? {} : { notes: literal(text) };
      const json = { issue: { ...notes, ...(await statusFor(number, closed, signal)) } };
      await push({ method: 'PUT', path: `/issues/${number}.json`, json }, signal);
    },
    async comments(number, signal) {
      const own = await ownId();
      const { issue: found } = await get(`/issues/${number}.json?include=journals`, withJournals, signal);
      return found.journals.flatMap(({ id: at, user: author, notes }) =>
        notes ? [{ id: at, author: author.name, text: notes, ours: author.id === own }] : [],
      );
    },
    async isClosed(number, signal) {
      const { issue: found } = await get(`/issues/${number}.json`, withStatus, signal);
      return await isClosing(found.status.id);
    },
    async lastTurn(number, signal) {
      const own = await ownId();
      const { issue: found } = await get(`/issues/${number}.json?include=journals`, withJournals, signal);
      for (const { id: at, user: author, details } of found.journals.toReversed()) {
        const change = details.find(({ property, name }) => property === 'attr' && name === 'status_id');
        const [from, to] = [Number(change?.old_value), Number(change?.new_value)];
        if (change && isTurn(await isClosing(from), await isClosing(to))) {
          return { id: at, author: author.name, ours: author.id === own };
        }
      }
      return undefined;
    },
    // One that is gone already is as erased as can be.
    erase: (number, signal) => push({ method: 'DELETE', path: `/issues/${number}.json`, expects: [404, 410] }, signal),
  };
}
