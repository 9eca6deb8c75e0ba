/** What a YAML file says, and where, does not depend on whether the quick reader or the library has read it. */

import { describe, expect, test } from 'vitest';
import { type ParsedFile, type Path, parseAnyYaml, parseYaml } from '#knowledge/parse-yaml.ts';
import { type ContentFile, readContent } from '#knowledge/read-content.ts';
import { readPlainYaml } from '#knowledge/read-plain-yaml.ts';
import { fc } from '#test/fixtures/properties.ts';

const { files } = await readContent();
const fileOf = (text: string): ContentFile => ({ name: 'a.yaml', file: 'a.yaml', text });

/** Every path of a value, and beside each one that is not there. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const keys = inside.map(([key]) => (Array.isArray(value) ? Number(key) : key));
  return [path, [...path, 'nothing'], ...inside.flatMap(([, inner], at) => pathsOf(inner, [...path, keys[at] ?? '']))];
}

const placesOf = ({ value, place }: ParsedFile): readonly unknown[] =>
  pathsOf(value).map((path) => [path, place(path, 'key'), place(path, 'value')]);

/** Whatever the quick reader takes on, it reads as the library does, and nothing in it is to be reported. True if it did. */
function expectTheSame(file: ContentFile): boolean {
  if (readPlainYaml(file.text) === undefined) return false;
  const [quick, library] = [parseYaml(file), parseAnyYaml(file)];
  expect(library.problems).toEqual([]);
  expect(quick.value).toEqual(library.value);
  expect(JSON.stringify(quick.value)).toBe(JSON.stringify(library.value));
  expect(placesOf(quick)).toEqual(placesOf(library));
  return true;
}

const PLAIN = `# what it is
net: # trouble with the network
  title: { zh-Hans: 断网, en: 'No network, isn''t it?' }
  examples:
    - 机器没网了
    - pos机 连不上：急
    # in English
    - "it's down \\"again\\""
    - [one, two,
      three]
  '05': &same
    - when: { how: sim }
      go: next
  minutes: 5
  fast: false
'06': *x
`.replace('*x', '[]');

describe('plain YAML', () => {
  test('is read without the library', () => {
    expect(readPlainYaml(PLAIN)?.value).toEqual({
      net: {
        title: { 'zh-Hans': '断网', en: "No network, isn't it?" },
        examples: ['机器没网了', 'pos机 连不上：急', `it's down "again"`, ['one', 'two', 'three']],
        '05': [{ when: { how: 'sim' }, go: 'next' }],
        minutes: 5,
        fast: false,
      },
      '06': [],
    });
  });

  test('says where everything stands', () => {
    const file = parseYaml(fileOf(PLAIN));
    expect(file.place(['net', 'examples', 1])).toEqual({ file: 'a.yaml', line: 6, column: 7 });
    expect(file.place(['net', 'minutes'], 'key')).toEqual({ file: 'a.yaml', line: 14, column: 3 });
    expect(file.written(['net', 'title', 'en'])).toBe(`'No network, isn''t it?'`);
  });

  test('is read by the library once, however often somebody asks what is written', () => {
    let looks = 0;
    const file = parseYaml({
      ...fileOf(''),
      get text() {
        looks += 1;
        return PLAIN;
      },
    });
    expect(file.written(['net', 'minutes'])).toBe('5');
    const once = looks;
    expect(file.written(['net', 'fast'])).toBe('false');
    expect(looks).toBe(once);
  });

  test('may say something once and refer to it', () => {
    const text = 'a: &x\n  - one\n  - two\nb: *x\nc: { d: e }\n';
    expect(readPlainYaml(text)?.value).toEqual({ a: ['one', 'two'], b: ['one', 'two'], c: { d: 'e' } });
    expectTheSame(fileOf(text));
  });

  test.each(files.map((file) => [file.name, file] as const))('is all of the built-in %s', (_, file) => {
    expect(readPlainYaml(file.text)).toBeDefined();
    expectTheSame(file);
  });
});

describe('YAML that only looks plain', () => {
  test.each([
    ['text of many lines', 'a: |\n  - one\n  - two\n'],
    ['text of many lines in quotes', 'a: "x\n  - one\n  - two"\n'],
    ['text that goes on in the next line', 'a:\n  - one\n  - two\n    and more\n'],
    ['text that goes on in a list in brackets', 'a: [one, two\n  and more]\n'],
    ['numbers of other kinds', 'a: [0x1f, 1.5, 1e3, 017, -1]\n'],
    ['words that mean nothing', 'a: [null, ~, Null]\n'],
    ['a key that is a number', '12: a\n'],
    ['a key without a value', 'a:\nb: 1\n'],
    ['a key that is there twice', 'a: 1\na: 2\n'],
    ['a comment that cuts a text', 'a: press #1\n'],
    ['a comment that cuts a text far behind it', 'a: press            #1\n'],
    ['a tag', 'a: !x y\n'],
    ['an alias of nothing', 'a: *b\n'],
    ['an alias in what is repeated', 'a: &a [x]\nb: &b\n  c: *a\nd: *b\n'],
    ['an anchor inside one of the same name', 'a: &a\n  b: &a 1\nc: *a\n'],
    ['what is merged', 'a: &a { b: c }\nd:\n  <<: *a\n'],
    ['lines ended as on Windows', 'a:\r\n  - one\r\n'],
    ['a tab', 'a:\n\t- one\n'],
    ['more documents', 'a: 1\n---\nb: 2\n'],
    ['a line too far to the left', 'a: [one,\ntwo]\n'],
    ['a line too far to the right', 'a:\n  - one\n b: 1\n'],
    ['an escaped sign', 'a: "\\u0041"\n'],
    ['a prototype', '__proto__: { a: 1 }\n'],
    ['a dash alone', 'a:\n  -\n    - one\n'],
    ['nothing', '# nothing\n'],
  ])('is left to the library: %s', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  test('is left to it as well where somebody nests without end', () => {
    expect(readPlainYaml(`a: ${'['.repeat(5_000)}`)).toBeUndefined();
    expect(readPlainYaml(`a: ${'{ b: '.repeat(5_000)}`)).toBeUndefined();
  });
});

/** Pieces that mean something to YAML, put where they may do harm. */
const PIECES = [
  ...'-:#,[]{}&*!|>\'"%@`?~\n ',
  ': ',
  ' #',
  '- ',
  '\n  ',
  '\n    ',
  '\n- ',
  "''",
  ' &a ',
  ' *a',
  '1',
  'true',
  'null',
  'a: ',
  '? ',
  '<<: ',
  'é',
];

describe('any text', () => {
  test('that is taken on is read as the library reads it, with a slip of the pen anywhere', () => {
    const slips = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(3),
        put: fc.constantFrom('', ...PIECES),
      }),
      { minLength: 1, maxLength: 3 },
    );
    const small = files.flatMap(({ text }) => text.split(/\n(?=[a-z])/).filter(({ length }) => length < 1_500));
    const texts = fc.constantFrom(PLAIN, 'a: &x\n  - one\n  - b: c\n    d: [e, f]\ng: *x\n', ...small);
    fc.assert(
      fc.property(texts, slips, (text, some) => {
        const slipped = some.reduce((before, { at, cut, put }) => {
          const place = Math.floor(at * before.length);
          return before.slice(0, place) + put + before.slice(place + cut);
        }, text);
        expectTheSame(fileOf(slipped));
      }),
      { numRuns: 1_500 },
    );
  });

  test('made of lines as content has them is read as the library reads it', () => {
    const line = fc.record({
      indent: fc.constantFrom('', '  ', '    '),
      dash: fc.constantFrom('', '', '- '),
      key: fc.constantFrom('', 'a: ', 'b: ', 'c: ', "'05': ", 'a: &x ', 'b: &y ', 'a:', 'b:', 'c: &x'),
      value: fc.constantFrom(
        '',
        '断网',
        '0821',
        '12',
        '1:30',
        "'it''s'",
        '"a\\n"',
        '*x',
        '[b, c]',
        '{ a: b, c: 1 }',
        'b - c',
      ),
      comment: fc.constantFrom('', '', '', ' # a', '  #', '          #a', '   '),
    });
    let taken = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = lines.map(({ indent, dash, key, value, comment }) => indent + dash + key + value + comment);
        if (expectTheSame(fileOf(text.join('\n')))) taken += 1;
      }),
      { numRuns: 6_000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  test('made of nothing but such pieces is read as the library reads it', () => {
    const pieces = fc.array(fc.constantFrom(...PIECES, 'a', 'b', 'a: b', '\n', '\n', '\n  a: ', '\n  - b'), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(pieces, (some) => void expectTheSame(fileOf(some.join('')))),
      { numRuns: 3_000 },
    );
  });
});
