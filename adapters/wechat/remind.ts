/** Tells a merchant to whom we may not write any more that an answer waits: by template or subscription message. */

import type { ApiBody, ApiFailure } from '#adapters/tencent/call-api.ts';
import type { Instant } from '#dialogs/message.ts';
import type { WeixinApi } from './api.ts';
import { type ChannelWording, wordingFor } from './wording.ts';

/** Sends reminders; resolves with false when none could be sent. */
export type Remind = (openId: string, answer: string) => Promise<boolean>;

/** What reminding needs. */
export interface RemindDependencies {
  readonly api: Pick<WeixinApi, 'call'>;
  /** The template chosen in the console, of either kind; without one nobody is reminded. */
  readonly templateId: string | undefined;
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly now: () => Instant;
}

/** A template with the names of its fields and the call that sends it. */
interface Template {
  readonly path: string;
  readonly fields: readonly string[];
}

/** Where each kind of template is listed, and sent. */
const KINDS = [
  {
    list: '/cgi-bin/template/get_all_private_template',
    entries: 'template_list',
    id: 'template_id',
    path: '/cgi-bin/message/template/send',
  },
  { list: '/wxaapi/newtmpl/gettemplate', entries: 'data', id: 'priTmplId', path: '/cgi-bin/message/subscribe/bizsend' },
] as const;
const FIELD = /\{\{\s*(\w+)\.DATA\s*\}\}/g;
const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Reminders by the configured template, whose fields are read from the account once. */
export function createRemind(dependencies: RemindDependencies): Remind {
  const { api, templateId, warn, now } = dependencies;
  let template: Template | undefined;
  return async (openId, answer) => {
    if (templateId === undefined) return false;
    const found = template ?? (await findTemplate(api, templateId));
    if ('kind' in found) {
      warn('wechat-template-not-found', { reason: found.reason });
      return false;
    }
    template = found;
    const values = fillFields(found.fields, wordingFor(answer), now());
    if (values === undefined) {
      warn('wechat-template-not-usable', { fields: found.fields.join(' ') });
      return false;
    }
    const result = await api.call({
      path: found.path,
      body: { touser: openId, template_id: templateId, data: values },
    });
    if (result.kind === 'failed') warn('wechat-not-reminded', { reason: result.reason });
    return result.kind === 'ok';
  };
}

async function findTemplate(api: Pick<WeixinApi, 'call'>, templateId: string): Promise<Template | ApiFailure> {
  let failed: ApiFailure = { kind: 'failed', advice: 'never', reason: 'the account has no such template' };
  for (const kind of KINDS) {
    const result = await api.call({ path: kind.list });
    if (result.kind === 'failed') failed = result;
    else {
      const content = contentOf(result.body[kind.entries], kind.id, templateId);
      if (content !== undefined) return { path: kind.path, fields: fieldsIn(content) };
    }
  }
  return failed;
}

function contentOf(entries: unknown, idName: string, templateId: string): string | undefined {
  const list: readonly ApiBody[] = Array.isArray(entries) ? entries : [];
  const content = list.find((entry) => entry[idName] === templateId)?.content;
  return typeof content === 'string' ? content : undefined;
}

function fieldsIn(content: string): readonly string[] {
  return [...new Set([...content.matchAll(FIELD)].map(([, name]) => name ?? ''))];
}

/** A value for every field by its kind, which is its name without number; undefined when one cannot be filled. */
function fillFields(fields: readonly string[], words: ChannelWording, now: Instant) {
  const lines = [words.answerWaits, words.writeToRead];
  const values: Record<string, { readonly value: string }> = {};
  for (const field of fields) {
    const value = fillField(field.replace(/\d+$/, ''), lines, now);
    if (value === undefined) return undefined;
    values[field] = { value };
  }
  return values;
}

function fillField(kind: string, lines: string[], now: Instant): string | undefined {
  const time = SHANGHAI.format(now);
  switch (kind) {
    case 'thing':
    case 'first':
    case 'keyword':
    case 'remark':
      // The last words stand in every further field of this kind: an empty one is refused.
      return lines.length > 1 ? lines.shift() : lines[0];
    case 'time':
    case 'date':
      return time;
    case 'character_string':
      return time.slice(0, 10);
    case 'phrase':
      return '有新回复';
    case 'name':
      return '客服';
    case 'number':
      return '1';
    default:
      return undefined;
  }
}
