/** Mail to agents and their answers, over a mail server that misbehaves and a mailbox. */

import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DeskUser } from '#adapters/desk-contract.ts';
import { createEmailSink, INBOUND_PATH } from '#adapters/email/email.ts';
import { type EmailConfig, isMailAddress } from '#adapters/email/email-config.ts';
import type { MailDependencies } from '#adapters/email/mail-dependencies.ts';
import { readMail } from '#adapters/email/mime.ts';
import { emptyMailbox } from '#adapters/email/poll-mailbox.ts';
import { createMailSender } from '#adapters/email/send.ts';
import { createTakeMail } from '#adapters/email/take-mail.ts';
import type { SinkDependencies } from '#adapters/sink-contract.ts';
import { describeSink } from '#test/contracts/sink.contract.ts';
import { type FakeSmtp, type SmtpFault, startFakePop, startFakeSmtp } from '#test/fixtures/fake-smtp.ts';
import { listen } from '#test/fixtures/listen.ts';
import { runSinks } from '#test/fixtures/running-sinks.ts';

const FROM = 'desk@pos.example';
const ANNA: DeskUser = { name: 'Anna', role: 'agent' };
const FAULTS: readonly SmtpFault[] = ['taken but hung up', 'greylisted', 'too busy', 'connection reset'];
const INBOUND_TOKEN = 'a-token-of-the-mail-server-1';

function configOf({ url }: FakeSmtp, changes: Partial<EmailConfig> = {}): EmailConfig {
  return {
    smtpUrl: url,
    from: FROM,
    to: ['anna@example.com', 'li@example.com'],
    agents: new Map([
      ['anna@example.com', 'Anna'],
      ['gone@example.com', 'Gone'],
      ['viewer@example.com', 'Viewer'],
    ]),
    inboundToken: INBOUND_TOKEN,
    ...changes,
  };
}

function withMail(dependencies: SinkDependencies): MailDependencies {
  const accounts: readonly DeskUser[] = [ANNA, { name: 'Viewer', role: 'viewer' }];
  return {
    ...dependencies,
    accountOf: async (name) => accounts.find((one) => one.name === name),
    tokenKey: async () => createHash('sha256').update('key of the tests').digest(),
  };
}

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

/** A mail as an agent's program would send it. */
function answer(changes: Readonly<Record<string, string>>, text: string): Buffer {
  const headers = {
    From: 'Anna Li <Anna@Example.com>',
    To: FROM,
    Subject: 'Re: T1001',
    'Message-ID': `<${Math.random().toString(36)}@example.com>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...changes,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...head, '', text].join('\r\n'));
}

async function run() {
  const smtp = await startFakeSmtp();
  const config = configOf(smtp);
  let dependencies: MailDependencies | undefined;
  const running = await runSinks((given) => {
    dependencies = withMail(given);
    return [createEmailSink(config, dependencies)];
  });
  if (!dependencies) throw new Error('The sink was not opened.');
  const take = createTakeMail(config, createMailSender({ smtpUrl: smtp.url, from: FROM }), dependencies);
  await running.say('ticket');
  await running.told();
  const first = readMail(Buffer.from(smtp.mails[0]?.raw ?? ''));
  const [replyTo = ''] = first.header('reply-to');
  const lines = async () => (await running.lines()).slice(2);
  return { ...running, smtp, config, take, first, replyTo, lines, dependencies };
}

describe('a mail to agents', () => {
  it('goes to those of the settings alone, answers to an address of the ticket, and says that a program wrote it', async () => {
    const { smtp, first, replyTo } = await run();
    expect(smtp.mails[0]?.to).toEqual(['anna@example.com', 'li@example.com']);
    expect(replyTo).toMatch(/^desk\+[a-z0-9]{26}@pos\.example$/);
    expect(first.header('auto-submitted')).toEqual(['auto-generated']);
    expect(first.text).toContain('reply above this line');
  });

  it('has one subject and no other header, whatever the merchant wrote (CRLF injection)', async () => {
    const { store, smtp, desk, told } = await run();
    expect(await store.ticket('T1001')).toBeDefined();
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
    const { take, replyTo, told, say, smtp } = await run();
    await take(answer({ To: replyTo }, '/reply Please restart it.'));
    await told();
    const before = smtp.mails.length;
    await say('it is still dark');
    await told();
    expect(smtp.mails).toHaveLength(before + 1);
    expect(readMail(Buffer.from(smtp.mails.at(-1)?.raw ?? '')).text).toContain('it is still dark');
  });
});

describe('an answer by mail', () => {
  it('is a note, without what it quotes and without the signature', async () => {
    const { take, replyTo, lines } = await run();
    const text = 'I call them at noon.\r\n\r\n-- \r\nAnna\r\n\r\nOn Monday, desk wrote:\r\n> secret quote';
    expect(await take(answer({ To: replyTo }, text))).toBe('done');
    expect(await lines()).toEqual(['note: I call them at noon.']);
  });

  it('goes to the merchant only when it begins with a command, and claims the ticket then', async () => {
    const { take, replyTo, lines, store } = await run();
    await take(answer({ To: replyTo }, '/回复 请重启机器。\r\n\r\n发自我的iPhone'));
    expect(await lines()).toContain('agent: 请重启机器。');
    expect(await store.ticket('T1001')).toMatchObject({ agent: 'Anna', status: 'waiting' });
    await take(answer({ To: replyTo }, '/resolve fixed'));
    expect(await store.ticket('T1001')).toMatchObject({ status: 'resolved' });
  });

  it('finds its ticket by the mail it answers, where the server knows no plus addresses', async () => {
    const { take, first, lines } = await run();
    expect(await take(answer({ 'In-Reply-To': first.messageId }, 'noted'))).toBe('done');
    expect(await lines()).toEqual(['note: noted']);
  });

  it('is taken once, however often it comes', async () => {
    const { take, replyTo, lines } = await run();
    const mail = answer({ To: replyTo }, 'once');
    expect([await take(mail), await take(mail)]).toEqual(['done', 'duplicate']);
    expect(await lines()).toEqual(['note: once']);
  });

  it('is nobody’s word with a guessed message id or token (CVE-2026-47123)', async () => {
    const { take, lines } = await run();
    const guesses = [
      { 'In-Reply-To': '<T1001@pos.example>' },
      { 'In-Reply-To': '<pd.aaaaaaaaaaaaaaaaaaaaaaaaaa@pos.example>' },
      { To: 'desk+T1001@pos.example' },
      { To: 'desk+aaaaaaaaaaaaaaaaaaaaaaaaaa@pos.example' },
      { To: FROM, Subject: 'Re: T1001 [T1001]' },
    ];
    for (const guess of guesses)
      expect(await take(answer(guess, '/reply pay me')), JSON.stringify(guess)).toBe('ignored');
    expect(await lines()).toEqual([]);
  });

  it('is not taken from strangers, from several at once, or from a sender that the server calls forged', async () => {
    const { take, replyTo, lines, smtp } = await run();
    const before = smtp.mails.length;
    const wrong = [
      { From: 'mallory@example.com' },
      { From: 'anna@example.com, mallory@example.com' },
      { From: '"anna@example.com" <mallory@example.com>' },
      { 'Authentication-Results': 'mx.pos.example; dmarc=fail header.from=example.com' },
    ];
    for (const change of wrong) {
      expect(await take(answer({ To: replyTo, ...change }, 'hello')), JSON.stringify(change)).toBe('ignored');
    }
    expect(await lines()).toEqual([]);
    expect(smtp.mails).toHaveLength(before);
  });

  it('is not taken from programs, so that two of them never answer each other', async () => {
    const { take, replyTo, lines, smtp } = await run();
    const before = smtp.mails.length;
    const automatic = [
      { 'Auto-Submitted': 'auto-replied' },
      { Precedence: 'bulk' },
      { 'X-Autoreply': 'yes' },
      { 'List-Id': '<list.example.com>' },
      { 'X-Posdesk': '1' },
      { 'Return-Path': '<>' },
    ];
    for (const change of automatic) {
      expect(await take(answer({ To: replyTo, ...change }, 'I am on holiday.')), JSON.stringify(change)).toBe(
        'ignored',
      );
    }
    expect(await lines()).toEqual([]);
    expect(smtp.mails).toHaveLength(before);
  });

  it('of a person whose account is gone or may not do it changes nothing, and they are told', async () => {
    const { take, replyTo, lines, smtp } = await run();
    for (const from of ['gone@example.com', 'viewer@example.com']) {
      expect(await take(answer({ To: replyTo, From: from }, '/reply hello')), from).toBe('refused');
      const told = smtp.mails.at(-1);
      expect(told?.to).toEqual([from]);
      expect(readMail(Buffer.from(told?.raw ?? '')).header('auto-submitted')).toEqual(['auto-replied']);
    }
    expect(await lines()).toEqual([]);
  });

  it('loses card numbers before anything is written', async () => {
    const { take, replyTo, lines } = await run();
    await take(answer({ To: replyTo }, 'The card was 4111 1111 1111 1111.'));
    expect((await lines()).join()).not.toContain('1111 1111');
  });

  it('says at the ticket that a mail to agents came back', async () => {
    const { take, replyTo, lines } = await run();
    const report = [
      '--b\r\nContent-Type: text/plain\r\n\r\nundeliverable\r\n',
      '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nStatus: 5.1.1\r\n',
      '--b--\r\n',
    ].join('');
    const headers = { From: 'MAILER-DAEMON@mx.example', To: replyTo, 'Return-Path': '<>' };
    const type = { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"' };
    expect(await take(answer({ ...headers, ...type }, report))).toBe('done');
    expect((await lines())[0]).toContain('5.1.1');
  });
});

describe('mail as it comes over the wire', () => {
  it('is read in the character sets and encodings that are in use', () => {
    const gbk = Buffer.concat([
      Buffer.from(
        'From: =?gb18030?B?wO4=?= <li@example.com>\r\nSubject: =?utf-8?Q?=E4=BD=A0?= =?utf-8?Q?=E5=A5=BD?=\r\n',
      ),
      Buffer.from('Content-Type: text/plain; charset="gb18030"\r\nContent-Transfer-Encoding: base64\r\n\r\n'),
      Buffer.from(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]).toString('base64')),
    ]);
    expect(readMail(gbk)).toMatchObject({ from: 'li@example.com', subject: '你好', text: '你好' });
    const quoted = answer({ 'Content-Transfer-Encoding': 'quoted-printable' }, 'caf=C3=A9 is=\r\n open');
    expect(readMail(quoted).text).toBe('café is open');
  });

  it('gives the words of a page where there is no plain text', () => {
    const parts = [
      '--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Hello &amp; welcome</p>\r\n',
      '--x\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nxxx\r\n--x--\r\n',
    ].join('');
    const mail = readMail(answer({ 'Content-Type': 'multipart/mixed; boundary=x' }, parts));
    expect(mail).toMatchObject({ text: 'Hello & welcome', attachments: 1 });
  });

  it('is read to an end, however deep it is nested and whatever it holds', () => {
    let body = 'core';
    for (let depth = 0; depth < 40; depth += 1) {
      body = `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth - 1}\r\n\r\n${body}\r\n--b${depth}--`;
    }
    expect(() => readMail(answer({ 'Content-Type': 'multipart/mixed; boundary=b39' }, body))).not.toThrow();
    expect(() => readMail(Buffer.from([0, 255, 10, 13, 58, 0]))).not.toThrow();
    expect(readMail(Buffer.from('')).from).toBe('');
  });
});

describe('handing in answers', () => {
  it('over HTTP needs the key, and says what became of the mail', async () => {
    const { sinks, replyTo, lines } = await run();
    const route = sinks[0]?.route;
    if (!route) throw new Error('There is no route.');
    expect(route.path).toBe(INBOUND_PATH);
    const { url, close } = await listen(route.handler);
    onTestFinished(close);
    const body = answer({ To: replyTo }, 'over HTTP');
    const post = (authorization: string) =>
      fetch(url, { method: 'POST', body: new Uint8Array(body), headers: { authorization } });
    expect((await post('Bearer wrong')).status).toBe(401);
    expect((await post('')).status).toBe(401);
    expect(await lines()).toEqual([]);
    const taken = await post(`Bearer ${INBOUND_TOKEN}`);
    expect([taken.status, await taken.json()]).toEqual([200, { result: 'done' }]);
    expect(await lines()).toEqual(['note: over HTTP']);
  });

  it('from a mailbox empties it, and takes each mail once', async () => {
    const { take, replyTo, lines } = await run();
    const pop = await startFakePop();
    const mailbox = { host: '127.0.0.1', port: pop.port, tls: false, user: 'desk', password: 'secret' };
    pop.mails.push(
      answer({ To: replyTo }, 'one\r\n.hidden dot').toString(),
      answer({ To: 'x@pos.example' }, 'spam').toString(),
    );
    expect(await emptyMailbox(mailbox, take)).toBe(2);
    expect(pop.mails).toEqual([]);
    expect(await lines()).toEqual(['note: one\n.hidden dot']);
  });

  it('leaves everything in the mailbox when the password is refused or posdesk cannot store it', async () => {
    const { take } = await run();
    const pop = await startFakePop();
    pop.mails.push(answer({}, 'one').toString());
    const mailbox = { host: '127.0.0.1', port: pop.port, tls: false, user: 'desk', password: 'wrong' };
    await expect(emptyMailbox(mailbox, take)).rejects.toThrow('it refuses');
    const broken = () => Promise.reject(new Error('disk full'));
    await expect(emptyMailbox({ ...mailbox, password: 'secret' }, broken)).rejects.toThrow('disk full');
    expect(pop.mails).toHaveLength(1);
  });
});
