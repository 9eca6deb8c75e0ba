import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addExamples, cutEntry } from '#knowledge/add-examples.ts';
import { fc } from '#test/fixtures/properties.ts';

const BLOCK = `# Everything about getting online.

net-offline:
  title: { zh-Hans: 连不上网 } # short
  examples:
    - 断网了
    # said in a hurry
    - 没网
  rules:
    - 断网

# What comes next.
net-other:
  examples: [a, 'b, c']
  steps: []
`;

describe('addExamples', () => {
  it('adds at the end of the list and changes nothing else', () => {
    const added = addExamples(BLOCK, 'net-offline', ['网没得了', '- no net: at all']);
    expect(added?.lines).toEqual([9, 10]);
    expect(added?.text).toBe(BLOCK.replace('    - 没网\n', "    - 没网\n    - 网没得了\n    - '- no net: at all'\n"));
  });

  it('adds to a list in brackets in the same style', () => {
    const added = addExamples(BLOCK, 'net-other', ['d', 'e, f']);
    expect(added?.lines).toEqual([14, 14]);
    expect(added?.text).toContain("examples: [a, 'b, c', d, 'e, f']");
  });

  it('knows nothing of entries that are not there', () => {
    expect(addExamples(BLOCK, 'net-nothing', ['x'])).toBeUndefined();
    expect(addExamples('just words', 'net-offline', ['x'])).toBeUndefined();
  });

  it('writes any text so that it is read as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.boolean(), (words, block) => {
        const id = block ? 'net-offline' : 'net-other';
        const example = words.replace(/\s+/g, ' ').trim();
        fc.pre(example !== '' && !/\p{Cc}|\p{Cs}/u.test(example));
        const read = parse(addExamples(BLOCK, id, [example])?.text ?? '') as Record<string, { examples: string[] }>;
        expect(read[id]?.examples.at(-1)).toBe(example);
      }),
    );
  });
});

describe('cutEntry', () => {
  it('takes a whole entry with its own comments and leaves those of the next one', () => {
    expect(cutEntry(BLOCK, 'net-offline')).toBe(BLOCK.slice(BLOCK.indexOf('net-offline'), BLOCK.indexOf('\n# What')));
    expect(cutEntry(BLOCK, 'net-other')).toMatch(/^net-other:[\s\S]*steps: \[\]\n$/);
    expect(cutEntry(BLOCK, 'missing')).toBeUndefined();
  });
});
