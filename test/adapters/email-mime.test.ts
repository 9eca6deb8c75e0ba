/** Mail as it comes over the wire, from every kind of program. */

import { describe, expect, it } from 'vitest';
import { readMail } from '#adapters/email/mime.ts';

function answer(headers: Readonly<Record<string, string>>, text: string): Buffer {
  const head = Object.entries({ From: 'anna@example.com', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([...head, '', text].join('\r\n'));
}

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

  // Each of these took many seconds when every blank or bracket was a new place to begin from.
  it.each([
    ['blanks before the end of a line', { 'Content-Transfer-Encoding': 'quoted-printable' }, `${' '.repeat(100_000)}x`],
    ['brackets that are never closed', { 'Content-Type': 'text/html' }, '<'.repeat(190_000)],
    ['styles that are never closed', { 'Content-Type': 'text/html' }, '<style '.repeat(28_000)],
    ['a comment in an address that is never closed', { To: '('.repeat(200_000) }, 'x'],
    ['a name in an address that is never closed', { To: '"\\'.repeat(100_000) }, 'x'],
  ])('is read in time that grows with its length: %s', (_, headers, body) => {
    expect(readMail(answer(headers, body)).from).toBe('anna@example.com');
  });

  it('keeps the blank at the end of an encoded word, and what is said in a name out of the addresses', () => {
    const subject = '=?utf-8?Q?T1001_?= =?utf-8?Q?done?=';
    const from = '"anna@example.com, \\"x\\"" (li@example.com) <eve@example.com>';
    expect(readMail(answer({ From: from, Subject: subject }, 'x'))).toMatchObject({
      subject: 'T1001 done',
      from: 'eve@example.com',
    });
  });
});
