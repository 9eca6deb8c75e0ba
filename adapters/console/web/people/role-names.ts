/** What roles are called, and what each is for. */

import type { DeskRole } from '#adapters/desk-contract.ts';
import { inWords } from '../settings.ts';

/** All roles, the narrowest first. */
export const ROLES: readonly DeskRole[] = ['viewer', 'agent', 'lead', 'operator', 'admin'];

const ZH: Readonly<Record<DeskRole, string>> = {
  viewer: '只看',
  agent: '客服',
  lead: '主管',
  operator: '运营',
  admin: '管理员',
};
const EN: typeof ZH = { viewer: 'Viewer', agent: 'Agent', lead: 'Lead', operator: 'Operator', admin: 'Administrator' };
const say = inWords(ZH, EN);

/** The role in words; one without a name is called by its short name. */
export function roleName(role: string): string {
  const isRole = (one: string): one is DeskRole => Object.hasOwn(ZH, one);
  return isRole(role) ? say()[role] : role;
}
