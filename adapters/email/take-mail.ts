/** Takes in one mail: what an agent wrote becomes a note or an action of theirs, once. */

import { createHash } from 'node:crypto';
import type { Instant } from '#dialogs/message.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { DeskUser, Refused } from '../desk-contract.ts';
import { actAll, type DeskActions } from '../tickets/act-all.ts';
import { isMailDone, MARKS, mailDone } from '../tickets/marks.ts';
import { EMAIL, type EmailConfig } from './email-config.ts';
import { judgeMail, type MailVerdict } from './judge-mail.ts';
import type { MailDependencies } from './mail-dependencies.ts';
import { readMail } from './mime.ts';
import type { MailSender } from './send.ts';
import { addressWith, messageIdOf } from './token.ts';

/** Takes a mail as it came over the wire; resolves when it is settled, with what became of it. */
export type TakeMail = (bytes: Uint8Array) => Promise<'done' | 'refused' | 'ignored' | 'duplicate'>;

type Act = Extract<MailVerdict, { kind: 'act' }>;

const REFUSED: Readonly<Record<Locale, (reason: string) => string>> = {
  'zh-Hans': (reason) => `没有执行：${reason}。工单没有变化，商户也没有收到消息。`,
  'zh-Hant': (reason) => `沒有執行：${reason}。工單沒有變化，商戶也沒有收到訊息。`,
  en: (reason) => `Not done: ${reason}. The ticket is as it was, and nothing went to the merchant.`,
};

type Worded = Partial<Record<Refused['reason'] | 'unknown' | 'unclear', string>>;
const REASONS: Readonly<Record<Locale, Worded>> = {
  'zh-Hans': {
    ...{ 'claimed-by-other': '别的同事已接单', 'not-claimed': '先接单（首行写 /接单）', closed: '工单已结束' },
    unclear: '没有这个命令，只有 /回复 /备注 /接单 /解决 /交还',
    ...{ 'not-allowed': '您的角色不能这样做', unknown: '这个邮箱没有对应的在用账号', empty: '没有正文' },
  },
  'zh-Hant': {
    ...{ 'claimed-by-other': '別的同事已接單', 'not-claimed': '先接單（首行寫 /接單）', closed: '工單已結束' },
    unclear: '沒有這個命令，只有 /回覆 /備註 /接單 /解決 /交還',
    ...{ 'not-allowed': '您的角色不能這樣做', unknown: '這個信箱沒有對應的在用帳號', empty: '沒有內文' },
  },
  en: {
    ...{ 'claimed-by-other': 'a colleague has the ticket', 'not-claimed': 'claim it first (begin with /claim)' },
    ...{ closed: 'the ticket is closed', 'not-allowed': 'your role may not do that', empty: 'there were no words' },
    unclear: 'there is no such command; there are /reply, /note, /claim, /resolve and /handback',
    unknown: 'no account in use belongs to this mail address',
  },
};

function actionsOf({ action, text }: Act): DeskActions {
  switch (action) {
    case 'claim':
      return text === '' ? [{ kind: 'claim' }] : [{ kind: 'claim' }, { kind: 'note', text }];
    case 'resolve':
    case 'handback':
      return [text === '' ? { kind: action } : { kind: action, text }];
    case 'note':
    case 'reply':
      return [{ kind: action, text }];
  }
}

/** Whoever answers a merchant by mail takes the ticket, when nobody has it yet. */
async function perform(user: DeskUser, number: string, act: Act, { desk }: MailDependencies) {
  const actions = actionsOf(act);
  const result = await actAll(desk, user, number, actions);
  const couldClaim = act.action === 'reply' || act.action === 'resolve' || act.action === 'handback';
  if (result.kind === 'ok' || result.reason !== 'not-claimed' || !couldClaim) return result;
  return await actAll(desk, user, number, [{ kind: 'claim' }, ...actions]);
}

/** One that was begun longer ago than this was begun by a process that is gone, and is taken in again. */
const UNDER_WAY_MS = 60_000;

const begunAt = (now: Instant): string => `begun ${now}`;

function isUnderWay(mark: string | undefined, now: Instant): boolean {
  return now - Number(mark?.replace('begun ', '') ?? 0) < UNDER_WAY_MS;
}

/** Takes mails for these settings. */
export function createTakeMail(config: EmailConfig, sender: MailSender, dependencies: MailDependencies): TakeMail {
  const { externals, notebook, desk, locale, warn, accountOf } = dependencies;

  const tell = async (to: string, token: string, reason: keyof Worded): Promise<void> => {
    const words = REASONS[locale][reason] ?? reason;
    const mail = {
      to: [to],
      subject: `posdesk: ${words}`,
      text: `${REFUSED[locale](words)}\n`,
      replyTo: addressWith(token, config.from),
      messageId: messageIdOf(token, config.from, `r${Date.now().toString(36)}`),
      thread: messageIdOf(token, config.from),
      submitted: 'auto-replied',
    } as const;
    await sender.send(mail).catch(() => warn('mail-answer-not-sent', { reason }));
  };

  const noteBounce = async (number: string, status: string): Promise<void> => {
    const text = `给客服的邮件被退回 · a mail to agents came back (${status})`;
    await desk.act({ name: EMAIL, role: 'agent' }, number, { kind: 'note', text });
  };

  const settle = async (verdict: Exclude<MailVerdict, { kind: 'ignored' }>, number: string, from: string) => {
    if (verdict.kind === 'bounce') {
      await noteBounce(number, verdict.status);
      return 'done';
    }
    if (verdict.kind === 'unclear') {
      await tell(from, verdict.token, 'unclear');
      return 'refused';
    }
    const user = await accountOf(verdict.agent);
    const result = user ? await perform(user, number, verdict, dependencies) : undefined;
    if (result?.kind === 'ok') return 'done';
    await tell(from, verdict.token, result?.reason ?? 'unknown');
    return 'refused';
  };

  return async (bytes) => {
    const mail = readMail(bytes);
    const verdict = judgeMail(mail, { address: config.from, agents: config.agents });
    if (verdict.kind === 'ignored') {
      warn('mail-ignored', { reason: verdict.reason });
      return 'ignored';
    }
    const number = await externals.numberOf(EMAIL, verdict.token);
    if (number === undefined) {
      warn('mail-ignored', { reason: 'no such ticket' });
      return 'ignored';
    }
    const mark = createHash('sha256')
      .update(mail.messageId === '' ? bytes : mail.messageId)
      .digest('base64url');
    const place = MARKS.mail + mark;
    const now = dependencies.now();
    if (!(await notebook.writeOnce(place, begunAt(now)))) {
      const before = await notebook.read(place);
      if (isMailDone(before)) return 'duplicate';
      // Whoever brought it is told that it was not taken, and brings it again.
      if (isUnderWay(before, now)) throw new Error('the same mail is being taken in');
      await notebook.write(place, begunAt(now));
    }
    try {
      const settled = await settle(verdict, number, mail.from);
      await notebook.write(place, mailDone(now));
      return settled;
    } catch (error) {
      // It comes again, because whoever brought it is told that it was not taken.
      await notebook.erase(place);
      throw error;
    }
  };
}
