/** E-mail to agents: a mail for what they have to know, and an address of its own for each ticket that they answer to. */

import type { TranscriptLine } from '#dialogs/conversation.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { TicketEvent, TicketEventKind } from '../desk-contract.ts';
import type { ExternalTicket, SinkJob, SinkResult, TicketSink } from '../tickets/sink-contract.ts';
import { settleSinkStep } from '../tickets/sink-http.ts';
import { describeEvents, describeLines, describeTicket, isClosed, ticketSubject } from '../tickets/sink-words.ts';
import { checkEmail } from './check.ts';
import { EMAIL, type EmailConfig } from './email-config.ts';
import { createInboundHandler } from './inbound.ts';
import type { MailDependencies } from './mail-dependencies.ts';
import { pollMailbox } from './poll-mailbox.ts';
import { createMailSender, type MailSender } from './send.ts';
import { ANSWER_ABOVE } from './strip-quotes.ts';
import { createTakeMail } from './take-mail.ts';
import { addressWith, messageIdOf, tokenOf } from './token.ts';

/** Where a mail server hands in answers. */
export const INBOUND_PATH = '/mail/inbound';

/** What agents get a mail for, besides what merchants write. */
const TELLS: ReadonlySet<TicketEventKind> = new Set([
  ...(['opened', 'reopened', 'dueSoon', 'overdue', 'cancelled'] as const),
  // Colleagues at the same mailbox must see that somebody is at it, and that it is over.
  ...(['claimed', 'assigned', 'handedBack', 'resolved', 'merged'] as const),
]);

const HINT: Readonly<Record<Locale, string>> = {
  'zh-Hans': '直接回复这封邮件 = 内部备注。首行写 /回复 才会发给商户；另有 /接单 /解决 /交还。',
  'zh-Hant': '直接回覆這封郵件 = 內部備註。首行寫 /回覆 才會發給商戶；另有 /接單 /解決 /交還。',
  en: 'Answering this mail leaves an internal note. Begin with /reply to write to the merchant; /claim, /resolve and /handback work too.',
};

interface Told {
  readonly seq: number;
  readonly event: number;
}

function readTold(external: ExternalTicket | undefined): Told {
  try {
    const { seq, event } = JSON.parse(external?.memory ?? '');
    return { seq: Number(seq) || 0, event: Number(event) || 0 };
  } catch {
    return { seq: 0, event: 0 };
  }
}

/** Whether anybody has to hear of it: an event of the table, or a merchant who has written to an agent again. */
function isNews(events: readonly TicketEvent[], lines: readonly TranscriptLine[], job: SinkJob): boolean {
  if (events.some(({ kind }) => TELLS.has(kind))) return true;
  const held = job.ticket.agent !== undefined && !isClosed(job.ticket);
  return held && lines.some(({ from }) => from === 'merchant');
}

function bodyOf(job: SinkJob, news: readonly string[], locale: Locale): string {
  return [ANSWER_ABOVE, '', ...news, '', describeTicket(job.ticket, job.url, locale), '', HINT[locale], ''].join('\n');
}

async function deliver(job: SinkJob, token: string, { config, sender, locale, warn }: Mailing): Promise<SinkResult> {
  const told = readTold(job.external);
  const lines = await job.transcript(told.seq);
  const events = job.events.filter(({ id }) => id > told.event);
  const memory = JSON.stringify({
    seq: lines.at(-1)?.seq ?? told.seq,
    event: Math.max(told.event, ...job.events.map(({ id }) => id)),
  });
  const known: ExternalTicket = { id: token, memory };
  if (!isNews(events, lines, job)) return { kind: 'done', ...(job.external ? { external: known } : {}) };
  const news = [...describeEvents(events, locale), ...describeLines(lines, locale)];
  const thread = messageIdOf(token, config.from);
  const refused = await sender.send({
    to: config.to,
    subject: ticketSubject(job.ticket, locale),
    text: bodyOf(job, news, locale),
    replyTo: addressWith(token, config.from),
    // The same at every try, so that mailboxes show a mail that was sent twice once.
    messageId: job.external ? messageIdOf(token, config.from, String(events[0]?.id ?? told.seq)) : thread,
    ...(job.external ? { thread } : {}),
    submitted: 'auto-generated',
  });
  if (refused > 0) warn('mail-addresses-refused', { number: job.ticket.number, refused });
  return { kind: 'done', external: known };
}

interface Mailing {
  readonly config: EmailConfig;
  readonly sender: MailSender;
  readonly locale: Locale;
  readonly warn: MailDependencies['warn'];
}

/** The sink. */
export function createEmailSink(config: EmailConfig, dependencies: MailDependencies): TicketSink {
  const { locale, warn } = dependencies;
  const sender = createMailSender({ smtpUrl: config.smtpUrl, from: config.from });
  const takeMail = createTakeMail(config, sender, dependencies);
  const { inboundToken, pop } = config;
  return {
    name: EMAIL,
    takes: 'latest',
    check: () => checkEmail(config, sender),
    deliver: (job) =>
      settleSinkStep(async () => {
        const token = job.external?.id ?? tokenOf(await dependencies.tokenKey(), job.reference);
        return await deliver(job, token, { config, sender, locale, warn });
      }),
    ...(inboundToken === undefined
      ? {}
      : { route: { path: INBOUND_PATH, handler: createInboundHandler(inboundToken, takeMail, dependencies.warn) } }),
    async start() {
      const stop = pop ? pollMailbox(pop, takeMail, dependencies.warn) : async () => {};
      return async () => {
        await stop();
        sender.close();
      };
    },
  };
}
