/** XML as Tencent's servers and as attackers send it. */

import { describe, expect, it } from 'vitest';
import { buildXml, fieldsOf, parseXml, textOf } from '#adapters/tencent/xml.ts';
import { fc } from '#test/fixtures/properties.ts';

describe('XML from a callback', () => {
  it('keeps every value as the text it is', () => {
    const fields = parseXml('<xml><Content><![CDATA[007]]></Content><A>1e5</A><B>0x1F</B><C>true</C><D></D></xml>');
    expect(['Content', 'A', 'B', 'C', 'D', 'Missing'].map((name) => textOf(fields, name))).toEqual([
      '007',
      '1e5',
      '0x1F',
      'true',
      '',
      '',
    ]);
  });

  it('reads markup inside CDATA as words and the five entities outside of it', () => {
    const fields = parseXml('<xml><A><![CDATA[<b>&amp;<!DOCTYPE x>]]></A><B>1 &lt; 2 &amp; 3</B></xml>');
    expect(textOf(fields, 'A')).toBe('<b>&amp;<!DOCTYPE x>');
    expect(textOf(fields, 'B')).toBe('1 < 2 & 3');
  });

  it('reads nested elements and the first of several', () => {
    const fields = parseXml('<?xml version="1.0"?>\n<xml><S><R>x</R></S><T>1</T><T>2</T></xml>') ?? {};
    expect(textOf(fieldsOf(fields, 'S'), 'R')).toBe('x');
    expect(textOf(fields, 'S')).toBe('');
    expect(textOf(fields, 'T')).toBe('1');
    expect(fieldsOf(fields, 'T')).toBeUndefined();
  });

  it.each([
    [
      'an external entity (CVE-2018-13439)',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><A>&x;</A></xml>',
    ],
    ['an external DTD (CVE-2018-20318)', '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><xml><A>1</A></xml>'],
    ['a doctype in small letters', '<!doctype a><xml><A>1</A></xml>'],
    ['a doctype behind a comment that opens CDATA', '<!-- <![CDATA[ --><!DOCTYPE a><!-- ]]> --><xml><A>1</A></xml>'],
    ['a doctype behind an instruction that opens CDATA', '<?a <![CDATA[ ?><!DOCTYPE a><?a ]]> ?><xml><A>1</A></xml>'],
    ['another root', '<html><A>1</A></html>'],
    ['no root', 'hello'],
    ['nothing', ''],
    ['CDATA that does not end', '<xml><A><![CDATA[1</A></xml>'],
    ['an open tag', '<xml><A>1</xml>'],
    ['crossed tags', '<xml><A><B></A></B></xml>'],
    ['a text in the root', '<xml>hello</xml>'],
    ['a name that reaches the prototype', '<xml><__proto__><polluted>1</polluted></__proto__></xml>'],
    ['JSON', '{"xml":{"A":"1"}}'],
  ])('refuses %s', (_what, text) => {
    expect(parseXml(text)).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses a flood of entities, of nesting and of names', () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    expect(parseXml(`<!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]><xml><A>&l9;</A></xml>`)).toBeUndefined();
    expect(parseXml(`<xml>${'<a>'.repeat(20_000)}</xml>`)).toBeUndefined();
    expect(parseXml(`<xml>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</xml>`)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void parseXml(`<xml>${text}</xml>`)),
      { numRuns: 500 },
    );
  });
});

describe('XML that we answer with', () => {
  it('can be read back, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const words = text.trim();
        expect(textOf(parseXml(buildXml({ Content: words, CreateTime: 12 })), 'Content')).toBe(words);
      }),
      { numRuns: 500 },
    );
  });

  it('closes no CDATA early and leaves out what XML forbids', () => {
    expect(buildXml({ A: 'a]]>b\u0000\uD800c', N: 5 })).toBe(
      '<xml><A><![CDATA[a]]]]><![CDATA[>b\uFFFDc]]></A><N>5</N></xml>',
    );
  });
});
