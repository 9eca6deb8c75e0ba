/** What a YAML file says does not depend on whether its plain lists are lifted out before it is parsed. */

import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { liftPlainLists } from '#knowledge/lift-plain-lists.ts';
import { parseYaml } from '#knowledge/parse-yaml.ts';

const parse = (text: string) => parseYaml({ name: 'a.yaml', file: 'a.yaml', text });
const asTheLibraryReads = (text: string): unknown => parseDocument(text, { merge: true }).toJS();

const LIST = `net:
  examples:
    - 机器没网了
    - the till is down
    - 断网，急
    - pos机 连不上
  rules: [a, b]
`;

describe('a list of plain lines', () => {
  test('is lifted out, and every other character stays where it stood', () => {
    const { text, lists } = liftPlainLists(LIST);
    expect(text).toHaveLength(LIST.length);
    expect(text.indexOf('rules')).toBe(LIST.indexOf('rules'));
    expect([...lists.values()].flat().map(({ value }) => value)).toEqual([
      'the till is down',
      '断网，急',
      'pos机 连不上',
    ]);
  });

  test('is read as if it had stayed', () => {
    const { value, problems } = parse(LIST);
    expect(problems).toEqual([]);
    expect(value).toEqual(asTheLibraryReads(LIST));
  });

  test('tells where each of its lines stands', () => {
    const file = parse(LIST);
    expect(file.place(['net', 'examples', 2])).toEqual({ file: 'a.yaml', line: 5, column: 7 });
    expect(file.written(['net', 'examples', 3])).toBe('pos机 连不上');
    expect(file.place(['net', 'rules'], 'key')).toEqual({ file: 'a.yaml', line: 7, column: 3 });
  });

  test('may be referred to as a whole', () => {
    const text = 'a: &x\n  - one\n  - two\n  - three\nb: *x\n';
    expect(parse(text).value).toEqual({ a: ['one', 'two', 'three'], b: ['one', 'two', 'three'] });
  });
});

describe('lines that only look like a plain list', () => {
  test.each([
    ['inside a text of many lines', 'a: |\n  - one\n  - two\n  - three\n'],
    ['inside quotes', 'a: "x\n  - one\n  - two\n  - three"\n'],
    ['that go on in the next line', 'a:\n  - one\n  - two\n  - three\n    and more\n'],
    ['that are no text', 'a:\n  - one\n  - true\n  - null\n  - 12\n  - two: 2\n  - three\n  - four # five\n  - six\n'],
    ['at different depths', 'a:\n  - one\n  - two\n  - three\n  -\n    - four\n    - five\n    - six\n'],
    ['between which lines are empty', 'a:\n  - one\n\n  - two\n  - three\n\n  # why\n  - four\n  - five\n  - six'],
    ['ended as on Windows', 'a:\r\n  - one\r\n  - two\r\n  - three\r\nb: 1\r\n'],
  ])('%s are read as YAML reads them', (_, text) => {
    expect(parse(text).value).toEqual(asTheLibraryReads(text));
  });

  test('are reported where they are wrong', () => {
    const { value, problems } = parse('a:\n  - one\n  - two\n  - three\n b: 1\n');
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ line: 5 });
  });
});
