/** Answers of agents by mail: whose they are, what they do, and how they get in. */

import { describe, expect, it, onTestFinished } from 'vitest';
import { INBOUND_PATH } from '#adapters/email/email.ts';
import { readMail } from '#adapters/email/mime.ts';
import { emptyMailbox } from '#adapters/email/poll-mailbox.ts';
import { startFakePop } from '#test/fixtures/fake-smtp.ts';
import { listen } from '#test/fixtures/listen.ts';
import { answer, FROM, INBOUND_TOKEN, runMail } from '#test/fixtures/running-mail.ts';

describe('an answer by mail', () => {
  it.each(['/回复您好，请重启。', '／回复：您好，请重启。', '/Reply\r\n您好，请重启。'])(
    'goes to the merchant however the command is typed: %s',
    async (text) => {
      const { take, replyTo, lines } = await runMail();
      expect(await take(answer({ To: replyTo }, text))).toBe('done');
      expect(await lines()).toContain('agent: 您好，请重启。');
    },
  );

  it.each(['/answer Please restart it.', '/答复您好', '/replying to this'])(
    'with a command that there is not is no note, and its author is told: %s',
    async (text) => {
      const { take, replyTo, lines, smtp } = await runMail();
      expect(await take(answer({ To: replyTo }, text))).toBe('refused');
      expect(await lines()).toEqual([]);
      expect(readMail(Buffer.from(smtp.mails.at(-1)?.raw ?? '')).text).toContain('there is no such command');
    },
  );

  it('keeps what stands behind a claim, and a path is no command', async () => {
    const { take, replyTo, lines } = await runMail();
    await take(answer({ To: replyTo }, '/claim I call them at noon.'));
    await take(answer({ To: replyTo }, '/dev/ttyUSB0 is gone'));
    const notes = (await lines()).filter((line) => line.startsWith('note: '));
    expect(notes).toEqual(['note: I call them at noon.', 'note: /dev/ttyUSB0 is gone']);
  });

  it('is a note, without what it quotes and without the signature', async () => {
    const { take, replyTo, lines } = await runMail();
    const text = 'I call them at noon.\r\n\r\n-- \r\nAnna\r\n\r\nOn Monday, desk wrote:\r\n> secret quote';
    expect(await take(answer({ To: replyTo }, text))).toBe('done');
    expect(await lines()).toEqual(['note: I call them at noon.']);
  });

  it('goes to the merchant only when it begins with a command, and claims the ticket then', async () => {
    const { take, replyTo, lines, store } = await runMail();
    await take(answer({ To: replyTo }, '/回复 请重启机器。\r\n\r\n发自我的iPhone'));
    expect(await lines()).toContain('agent: 请重启机器。');
    expect(await store.ticket('T1001')).toMatchObject({ agent: 'Anna', status: 'waiting' });
    await take(answer({ To: replyTo }, '/resolve fixed'));
    expect(await store.ticket('T1001')).toMatchObject({ status: 'resolved' });
  });

  it('finds its ticket by the mail it answers, where the server knows no plus addresses', async () => {
    const { take, first, lines } = await runMail();
    expect(await take(answer({ 'In-Reply-To': first.messageId }, 'noted'))).toBe('done');
    expect(await lines()).toEqual(['note: noted']);
  });

  it('is taken once, however often it comes', async () => {
    const { take, replyTo, lines } = await runMail();
    const mail = answer({ To: replyTo }, 'once');
    expect([await take(mail), await take(mail)]).toEqual(['done', 'duplicate']);
    expect(await lines()).toEqual(['note: once']);
  });

  it('is taken in again when posdesk was killed before it was acted on, and not twice at one time', async () => {
    const { take, replyTo, lines, dependencies } = await runMail();
    const { notebook } = dependencies;
    const mail = answer({ To: replyTo }, 'kept');
    await take(mail);
    const [mark] = await notebook.list('mail:');
    await notebook.write(mark?.key ?? '', `begun ${dependencies.now()}`);
    await expect(take(mail)).rejects.toThrow();
    await notebook.write(mark?.key ?? '', 'begun 0');
    expect(await take(mail)).toBe('done');
    expect(await lines()).toEqual(['note: kept', 'note: kept']);
    expect(await take(mail)).toBe('duplicate');
  });

  it('is nobody’s word with a guessed message id or token (CVE-2026-47123)', async () => {
    const { take, lines } = await runMail();
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
    const { take, replyTo, lines, smtp } = await runMail();
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
    const { take, replyTo, lines, smtp } = await runMail();
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
    const { take, replyTo, lines, smtp } = await runMail();
    for (const from of ['gone@example.com', 'viewer@example.com']) {
      expect(await take(answer({ To: replyTo, From: from }, '/reply hello')), from).toBe('refused');
      const told = smtp.mails.at(-1);
      expect(told?.to).toEqual([from]);
      expect(readMail(Buffer.from(told?.raw ?? '')).header('auto-submitted')).toEqual(['auto-replied']);
    }
    expect(await lines()).toEqual([]);
  });

  it('loses card numbers before anything is written', async () => {
    const { take, replyTo, lines } = await runMail();
    await take(answer({ To: replyTo }, 'The card was 4111 1111 1111 1111.'));
    expect((await lines()).join()).not.toContain('1111 1111');
  });

  it('says at the ticket that a mail to agents came back', async () => {
    const { take, replyTo, lines } = await runMail();
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

describe('handing in answers', () => {
  it('over HTTP needs the key, and says what became of the mail', async () => {
    const { sinks, replyTo, lines } = await runMail();
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
    const { take, replyTo, lines } = await runMail();
    const pop = await startFakePop();
    const mailbox = { host: '127.0.0.1', port: pop.port, tls: false, user: 'desk', password: 'secret' };
    pop.mails.push(
      answer({ To: replyTo }, 'one\r\n.hidden dot').toString(),
      answer({ To: 'x@pos.example' }, 'spam').toString(),
    );
    expect(await emptyMailbox(mailbox, take)).toBe(0);
    expect(pop.mails).toEqual([]);
    expect(await lines()).toEqual(['note: one\n.hidden dot']);
  });

  it('leaves everything in the mailbox when the password is refused or posdesk cannot store it', async () => {
    const { take } = await runMail();
    const pop = await startFakePop();
    pop.mails.push(answer({}, 'one').toString());
    const mailbox = { host: '127.0.0.1', port: pop.port, tls: false, user: 'desk', password: 'wrong' };
    await expect(emptyMailbox(mailbox, take)).rejects.toThrow('it refuses');
    const broken = () => Promise.reject(new Error('disk full'));
    expect(await emptyMailbox({ ...mailbox, password: 'secret' }, broken)).toBe(1);
    expect(pop.mails).toHaveLength(1);
  });

  it('takes the mails behind one that cannot be taken, which stays for the next time', async () => {
    const { take, replyTo, lines } = await runMail();
    const pop = await startFakePop();
    pop.mails.push(answer({}, 'stuck').toString(), answer({ To: replyTo }, 'behind it').toString());
    const mailbox = { host: '127.0.0.1', port: pop.port, tls: false, user: 'desk', password: 'secret' };
    const halting = async (bytes: Uint8Array) => {
      if (Buffer.from(bytes).includes('stuck')) throw new Error('not now');
      return await take(bytes);
    };
    expect(await emptyMailbox(mailbox, halting)).toBe(1);
    expect(await lines()).toEqual(['note: behind it']);
    expect(pop.mails).toHaveLength(1);
    expect(pop.mails[0]).toContain('stuck');
  });
});
