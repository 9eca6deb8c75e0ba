/** What the documents name exists: commands, files, links, settings; and the Chinese pages name what the English ones do. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(path, 'utf8');
const PAGES = ['README.md', 'README.zh.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];
const SETTINGS = read('.env.example');
/** Names that look like settings: a code of WeChat's, glibc's own, and the other name of a setting. */
const NOT_SETTINGS = ['QR_LIMIT_STR_SCENE', 'MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_', 'SLACK_TICKETS_CHANNEL'];
const SOURCES = globSync(['bot/**/*.ts', 'adapters/**/*.ts']).map(read).join('\n');

/** What a pattern's first group finds in a text. */
function all(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
}

/** The anchor that a heading gets. */
function anchorOf(heading: string): string {
  const plain = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return plain.trim().replace(/\s/g, '-');
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', anchor] = decodeURI(link).split('#');
  const target = file === '' ? page : join(dirname(page), file);
  if (!existsSync(target)) return false;
  return (
    anchor === undefined ||
    !target.endsWith('.md') ||
    all(read(target), /^#+ (.+)$/gm)
      .map(anchorOf)
      .includes(anchor)
  );
}

function isThere(path: string): boolean {
  return globSync([path, `${path}.ts`, `${path}.test.ts`]).length > 0;
}

/** What stands between backticks and is the same in every language: a single word without Chinese in it. */
function codeNames(text: string): readonly string[] {
  const named = all(text.replace(/```[\s\S]*?```/g, ''), /`([^`]+)`/g);
  return named.filter((name) => /^\S*[a-z]\S*$/i.test(name) && !/\p{Script=Han}/u.test(name));
}

/** A page without the sections of these anchors: the Chinese page sends its readers to them instead of repeating them. */
function withoutSections(text: string, anchors: readonly string[]): string {
  const sections = text.split(/^(?=## )/m);
  return sections.filter((one) => !anchors.includes(anchorOf(/^## (.+)$/m.exec(one)?.[1] ?? ''))).join('');
}

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('names npm scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    expect(all(text, /npm run (?:-s )?([a-z]+)/g).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('has links that lead somewhere', () => {
    const links = all(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^(https?|mailto):/.test(link));
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it('names files that there are', () => {
    const named = all(text, /`((?:bot|adapters|test|bench|knowledge|dialogs|docs)\/[\w@./-]+)`/g);
    const run = all(text, /(?:node|vitest run) ((?:bench|test|bot)\/[\w./-]+)/g);
    const gone = [...named, ...run].filter((path) => !isThere(path) && !isThere(`${path}*`));
    expect(gone).toEqual([]);
  });

  it('names settings that .env.example holds', () => {
    const known = new RegExp(`\\b(?:${all(SETTINGS, /^#? ?([A-Za-z]\w*)=/gm).join('|')})\\b`);
    const settings = all(text, /`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g).filter((name) => SOURCES.includes(`'${name}'`));
    const ours = settings.filter((name) => !NOT_SETTINGS.includes(name));
    expect(ours.filter((name) => !known.test(name))).toEqual([]);
  });
});

describe('.env.example', () => {
  it('holds nothing that is not read', () => {
    const names = all(SETTINGS, /^#? ?([A-Za-z]\w*)=/gm);
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !SOURCES.includes(name))).toEqual([]);
  });
});

describe.each(PAGES.filter((page) => page.endsWith('.zh.md')))('%s beside the English page', (page) => {
  it('names the same settings and metrics', () => {
    const isOurs = (name: string) => /^posdesk_/.test(name) || SETTINGS.includes(name);
    const named = (text: string) =>
      all(text, /`([A-Z]+(?:_[A-Z]+)+|posdesk_[a-z_]+)/g)
        .filter(isOurs)
        .toSorted();
    expect(named(read(page))).toEqual(named(read(page.replace('.zh.md', '.md'))));
  });

  it('names the same files, commands, fields and values', () => {
    const english = page.replace('.zh.md', '.md');
    const left = all(read(page), new RegExp(`\\(${basename(english)}#([^)]+)\\)`, 'g'));
    const [mine, theirs] = [codeNames(read(page)), codeNames(withoutSections(read(english), left))];
    const differing = {
      missing: theirs.filter((name) => !mine.includes(name)),
      onlyHere: mine.filter((name) => !codeNames(read(english)).includes(name)),
    };
    expect(differing).toEqual({ missing: [], onlyHere: [] });
  });

  it('has as many rows in its tables', () => {
    const rows = (text: string) => text.match(/^\s*\|/gm)?.length ?? 0;
    expect(rows(read(page))).toBe(rows(read(page.replace('.zh.md', '.md'))));
  });
});
