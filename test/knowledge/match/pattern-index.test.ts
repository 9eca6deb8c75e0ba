import { describe, expect, it } from 'vitest';
import { indexPatterns, neededWords } from '#knowledge/match/pattern-index.ts';
import { compilePattern } from '#knowledge/pattern.ts';
import { fc } from '#test/fixtures/properties.ts';

function compiled(text: string): RegExp {
  const result = compilePattern(text);
  if (result.kind !== 'pattern') throw new Error(result.message);
  return result.pattern;
}

describe('pattern index', () => {
  it('knows which words a pattern cannot do without', () => {
    expect(neededWords(compiled('连*主机').source)).toEqual(new Set(['主机']));
    expect(neededWords(compiled('(还)?是不行').source)).toEqual(new Set(['还是不行', '是不行']));
    expect(neededWords(compiled('(断|掉)(网|线)').source)).toEqual(new Set(['断网', '断线', '掉网', '掉线']));
    expect(neededWords(compiled('(连*主机|没网)').source)).toEqual(new Set(['主机', '没网']));
  });

  it('gives up on what it does not understand, so that the pattern is always tried', () => {
    expect(neededWords('a{')).toBeUndefined();
    expect(neededWords(compiled('##').source)).toBeUndefined();
    expect(neededWords('(没|网)?')).toBeUndefined();
    expect(indexPatterns([/a{/]).candidates('xyz')).toEqual([0]);
    expect(indexPatterns([/wifi/i]).candidates('WIFI')).toEqual([0]);
  });

  it.each<[RegExp, readonly string[] | undefined]>([
    [/[ab]c/, ['ac', 'bc']],
    [/没|网/, ['没', '网']],
    [/网[^好]线+/, ['网']],
    [/(?:断网)+/, ['断网']],
    [/坏{2,}|卡{1,3}了/, ['坏', '卡']],
    [/(?<![a-z])sim(?:卡|(?=插))/, ['sim卡', 'sim']],
    [/(?<who>店)里(网)\k<who>\2/, ['店里网']],
    [/移动(?=的?(?:卡|$|[,，。]))/, ['移动']],
    [/\p{Script=Han}{2}\u7f51\x41/u, undefined],
    [/[没-网]线?/u, undefined],
  ])('reads %s', (pattern, words) => {
    expect(neededWords(pattern.source)).toEqual(words && new Set(words));
  });

  it('never leaves out a pattern that matches', () => {
    const patterns = [
      ...['^好了$', '(还|也)(是)?不行', 'no (sim|card)', '显示##', '(a|没(有)?)网', 'host *available'].map(compiled),
      /(?:not?|没)+ (?:sim|card)|[网信]\S?(?!好)/,
      /(?<=it )says|说(?=.{2})/,
    ];
    const index = indexPatterns(patterns);
    for (const text of ['好了', '还不行', 'it says no card', '显示51', '没网', 'host not available', '别的']) {
      const matching = patterns.flatMap((pattern, at) => (pattern.test(text) ? [at] : []));
      expect(index.candidates(text)).toEqual(expect.arrayContaining(matching));
    }
  });

  it('leaves out patterns whose words are missing', () => {
    expect(indexPatterns([/断网/u, /打印/u]).candidates('断网了')).toEqual([0]);
  });

  it('tells for every pattern the texts that name it among their candidates', () => {
    const index = indexPatterns([/断网/u, /(断|没)网/u, /打印/u, /WIFI/i, /网.*网/u]);
    const texts = ['断网了又断网', '没网', '不打印', '', 'Wifi 断网'];
    const named = [0, 1, 2, 3, 4].map((number) =>
      texts.flatMap((text, at) => (index.candidates(text).includes(number) ? [at] : [])),
    );
    expect(index.textsFor(texts)).toEqual(named);
    expect(named[0]).toEqual([0, 4]);
  });
});

/** A pattern, and a text that it may well match. */
interface Sample {
  readonly source: string;
  readonly text: string;
}

const plain = fc.constantFrom('a', 'b', '1', ' ', '网', '卡', '没', '😀').map((sign) => ({ source: sign, text: sign }));
const special = fc.constantFrom<Sample>(
  { source: String.raw`\d`, text: '7' },
  { source: String.raw`\(`, text: '(' },
  { source: String.raw`\p{Script=Han}`, text: '网' },
  { source: String.raw`\u7f51`, text: '网' },
  { source: '.', text: 'a' },
  { source: '[网卡a(]', text: '卡' },
  { source: '[^网]', text: 'a' },
  { source: '[a-c]', text: 'b' },
  { source: String.raw`[\]a]`, text: ']' },
  { source: '^', text: '' },
  { source: '$', text: '' },
  { source: '(?!(?<=[a-z0-9])[a-z0-9])', text: '' },
  { source: '(?<!没)', text: '' },
  { source: '(?=网|卡|$)', text: '' },
);
/** How often a quantifier has the text repeated. */
const TIMES = { '': 1, '?': 0, '??': 1, '*': 0, '+': 2, '{2}': 2, '{0,8}?': 3, '{1,2}': 1, '{0}': 0 } as const;
const quantifiers = fc.constantFrom(...(Object.keys(TIMES) as (keyof typeof TIMES)[]));

const { patterns } = fc.letrec<{ part: Sample; row: Sample; patterns: Sample }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plain,
    special,
    fc.tuple(fc.oneof(plain, tie('patterns')), quantifiers).map(([{ source, text }, quantifier]) => ({
      source: `(?:${source})${quantifier}`,
      text: text.repeat(TIMES[quantifier]),
    })),
    tie('patterns').map(({ source, text }) => ({ source: `(${source})`, text })),
    tie('patterns').map(({ source }) => ({ source: `(?=${source})`, text: '' })),
    tie('patterns').map(({ source }) => ({ source: `(?<=${source})`, text: '' })),
  ),
  row: fc.array(tie('part'), { maxLength: 4 }).map((parts) => ({
    source: parts.map(({ source }) => source).join(''),
    text: parts.map(({ text }) => text).join(''),
  })),
  patterns: fc.tuple(fc.array(tie('row'), { minLength: 1, maxLength: 3 }), fc.nat(2)).map(([rows, at]) => ({
    source: rows.map(({ source }) => source).join('|'),
    text: (rows[at % rows.length] as Sample).text,
  })),
}));

it('never leaves out a pattern of any make that matches', () => {
  let matching = 0;
  fc.assert(
    fc.property(patterns, fc.constantFrom('', '没', 'a'), ({ source, text }, beside) => {
      const pattern = new RegExp(source, 'u');
      const said = beside + text + beside;
      if (!pattern.test(said)) return;
      if (neededWords(source)) matching += 1;
      expect(indexPatterns([pattern]).candidates(said)).toEqual([0]);
    }),
    { numRuns: 1_000 },
  );
  expect(matching).toBeGreaterThan(30);
});
