/** Looks whether mail can be sent and fetched, and says in both languages what to do if not. No mail is sent. */

import type { ChannelFinding } from '../contract.ts';
import { SinkFault } from '../tickets/sink-http.ts';
import type { EmailConfig } from './email-config.ts';
import { greetMailbox, PopFault } from './poll-mailbox.ts';
import type { MailSender } from './send.ts';

const SENDING = '发信服务器 · mail server (SMTP_URL)';
const MAILBOX = '收信邮箱 · mailbox (DESK_MAIL_POP_URL)';
const ANSWERS = '邮件答复 · answers by mail';

/** One finding for sending, one for the mailbox or how else answers come back, and one for who may answer. */
export async function checkEmail(
  config: EmailConfig,
  sender: Pick<MailSender, 'greet'>,
): Promise<readonly ChannelFinding[]> {
  return [await checkSending(sender), await checkAnswers(config), checkAgents(config)];
}

async function checkSending(sender: Pick<MailSender, 'greet'>): Promise<ChannelFinding> {
  try {
    await sender.greet();
    return { ok: true, what: SENDING };
  } catch (error) {
    if (!(error instanceof SinkFault)) throw error;
    const remedy = error.message.includes('password')
      ? '用户名或密码不对：改 SMTP_URL，特殊字符写成 % 代码。 · User or password are wrong: mend SMTP_URL, with % codes for special characters.'
      : '检查 SMTP_URL 的服务器和端口；smtp: 要求服务器支持 STARTTLS，smtps: 一般是 465 端口。 · Check server and port in SMTP_URL; smtp: needs a server with STARTTLS, smtps: is mostly on port 465.';
    return { ok: false, what: `${SENDING}: ${error.message}`, remedy };
  }
}

async function checkAnswers({ pop, inboundToken }: EmailConfig): Promise<ChannelFinding> {
  if (pop === undefined) {
    if (inboundToken !== undefined) return { ok: true, what: `${ANSWERS}: POST, DESK_MAIL_INBOUND_TOKEN` };
    return { ok: true, what: `${ANSWERS}：没有启用 · off (DESK_MAIL_POP_URL, DESK_MAIL_INBOUND_TOKEN)` };
  }
  try {
    await greetMailbox(pop);
    return { ok: true, what: MAILBOX };
  } catch (error) {
    const isAnswer = error instanceof PopFault && error.message === 'it refuses';
    const remedy = isAnswer
      ? '邮箱不让登录：检查 DESK_MAIL_POP_URL 的用户名和密码，并打开 POP3。 · The mailbox refuses the sign-in: check user and password in DESK_MAIL_POP_URL, and switch POP3 on.'
      : '连不上邮箱：检查 DESK_MAIL_POP_URL 的服务器和端口。 · The mailbox was not reached: check server and port in DESK_MAIL_POP_URL.';
    return { ok: false, what: MAILBOX, remedy };
  }
}

function checkAgents({ agents, pop, inboundToken }: EmailConfig): ChannelFinding {
  const what = `可以用邮件答复的人 · people who may answer by mail: ${agents.size}`;
  const isWanted = pop !== undefined || inboundToken !== undefined;
  if (agents.size > 0 || !isWanted) return { ok: true, what };
  const remedy =
    '在 DESK_MAIL_AGENTS 里写上 地址=账号，不然谁的答复都不收。 · List address=account in DESK_MAIL_AGENTS, or nobody’s answer is taken.';
  return { ok: false, what, remedy };
}
