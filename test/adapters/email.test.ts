/** Mail to agents, over a mail server that misbehaves. */

import { describe, expect, it } from 'vitest';
import { createEmailSink } from '#adapters/email/email.ts';
import { isMailAddress } from '#adapters/email/email-config.ts';
import { readMail } from '#adapters/email/mime.ts';
import { createMailSender } from '#adapters/email/send.ts';
import { ticketSubject } from '#adapters/tickets/sink-words.ts';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { type FakeSmtp, type SmtpFault, startFakeSmtp } from '#test/fixtures/fake-smtp.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { answer, configOf, FROM, runMail, withMail } from '#test/fixtures/running-mail.ts';
import { runSinks } from '#test/fixtures/running-sinks.ts';

const FAULTS: readonly SmtpFault[] = ['taken but hung up', 'greylisted', 'too busy', 'connection reset'];

/** Mails with the words of their bodies; a mailbox shows mails of one message id once. */
function seen({ mails }: FakeSmtp) {
  const byId = new Map(mails.map(({ raw }) => [readMail(Buffer.from(raw)).messageId, raw]));
  const threads = Map.groupBy(byId.values(), (raw) => {
    const mail = readMail(Buffer.from(raw));
    return mail.references[0] ?? mail.messageId;
  });
  return [...threads.values()].map((raws) => ({
    text: raws
      .map((raw) => [readMail(Buffer.from(raw)).subject, readMail(Buffer.from(raw)).text].join('\n'))
      .join('\n'),
  }));
}

describeSink('E-mail', async () => {
  const smtp = await startFakeSmtp();
  return (dependencies) => ({
    sink: createEmailSink(configOf(smtp), withMail(dependencies)),
    seen: () => seen(smtp),
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, () => smtp.fail(fault)])),
    refuse: smtp.refuse,
    onlyOnce: true,
  });
});

describe('a mail to agents', () => {
  it('goes to those of the settings alone, answers to an address of the ticket, and says that a program wrote it', async () => {
    const { smtp, first, replyTo } = await runMail();
    expect(smtp.mails[0]?.to).toEqual(['anna@example.com', 'li@example.com']);
    expect(replyTo).toMatch(/^desk\+[a-z0-9]{26}@pos\.example$/);
    expect(first.header('auto-submitted')).toEqual(['auto-generated']);
    expect(first.text).toContain('reply above this line');
  });

  it('has one subject and no other header, whatever the merchant wrote (CRLF injection)', async () => {
    const { smtp, desk, told } = await runMail();
    const said = ticketLike({ summary: 'offline\rBcc: evil@example.com\u2028x\r\nBcc: evil@example.com' });
    expect(ticketSubject(said, 'en')).toBe('T1001 P2 offline Bcc: evil@example.comx');
    await desk.act({ name: 'x\r\nBcc: evil@example.com', role: 'agent' }, 'T1001', { kind: 'claim' });
    await desk.act({ name: 'Li', role: 'lead' }, 'T1001', { kind: 'assign', agent: 'Li' });
    await told();
    for (const { raw, to } of smtp.mails) {
      expect(readMail(Buffer.from(raw)).header('bcc')).toEqual([]);
      expect(to).toEqual(['anna@example.com', 'li@example.com']);
    }
  });

  it('takes no address that a mail server could read as several (CVE-2025-14874)', async () => {
    const smtp = await startFakeSmtp();
    for (const bad of [
      'a@x.example, evil@y.example',
      'a@x.example\r\nRCPT TO:<evil@y.example>',
      '"a" <a@x.example>',
      'a@x;b@y',
      '',
    ]) {
      expect(isMailAddress(bad), bad).toBe(false);
      const sender = createMailSender({ smtpUrl: smtp.url, from: FROM });
      const mail = {
        to: [bad],
        subject: 's',
        text: 't',
        replyTo: FROM,
        messageId: '<a@b>',
        submitted: 'auto-generated',
      } as const;
      await expect(sender.send(mail), bad).rejects.toThrow(TypeError);
    }
    expect(smtp.mails).toEqual([]);
  });

  it('is not sent where encryption is stripped, unless the server is on this machine', async () => {
    const sender = createMailSender({ smtpUrl: 'smtp://desk:secret@mail.invalid:25', from: FROM });
    const mail = {
      to: ['a@x.example'],
      subject: 's',
      text: 't',
      replyTo: FROM,
      messageId: '<a@b>',
      submitted: 'auto-generated',
    } as const;
    await expect(sender.send(mail)).rejects.toMatchObject({ result: { kind: 'retry', whole: true } });
  });

  it('says of a refused password that it is refused, without repeating it', async () => {
    const smtp = await startFakeSmtp({ password: 'another' });
    const sinks = await runSinks((given) => [createEmailSink(configOf(smtp), withMail(given))]);
    await sinks.say('ticket');
    await sinks.told();
    const [standing] = await sinks.store.sinkStandings('T1001');
    expect(standing).toMatchObject({ state: 'due', reason: 'the mail server refuses our password (535)' });
    expect(JSON.stringify(standing)).not.toContain('secret');
  });

  it('tells an agent that the merchant has written again', async () => {
    const { take, replyTo, told, say, smtp } = await runMail();
    await take(answer({ To: replyTo }, '/reply Please restart it.'));
    await told();
    const before = smtp.mails.length;
    await say('it is still dark');
    await told();
    expect(smtp.mails).toHaveLength(before + 1);
    expect(readMail(Buffer.from(smtp.mails.at(-1)?.raw ?? '')).text).toContain('it is still dark');
    await say('and now it smells');
    await told();
    expect(smtp.mails).toHaveLength(before + 2);
    expect(readMail(Buffer.from(smtp.mails.at(-1)?.raw ?? '')).text).toContain('and now it smells');
  });
});
