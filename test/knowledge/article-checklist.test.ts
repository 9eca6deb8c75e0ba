/** Holds the article that the desk grew from against the content: every point of its checklist is answered somewhere. */

import { describe, expect, test } from 'vitest';
import { compile } from '#knowledge/compile.ts';
import type { Flow, Guide, Wording } from '#knowledge/guide.ts';
import type { Matcher } from '#knowledge/match/matcher.ts';
import { readContent } from '#knowledge/read-content.ts';

/** One point of the article, in the order of its chapters. */
interface Point {
  readonly number: number;
  readonly what: string;
}

/** The points of the article, numbered as content files name them in `covers`. */
const POINTS: readonly Point[] = [
  { number: 1, what: 'a POS takes and records payments, and can lose its network' },
  { number: 2, what: 'cause: ageing hardware' },
  { number: 3, what: 'cause: outdated software' },
  { number: 4, what: "cause: the network supplier's maintenance or outage" },
  { number: 5, what: 'cause: closed for security reasons' },
  { number: 6, what: 'impact: delayed transactions, unhappy customers' },
  { number: 7, what: 'impact: lost income, extra accounting' },
  { number: 8, what: 'impact: customers leave' },
  { number: 9, what: 'impact: lower efficiency' },
  { number: 10, what: 'it takes a series of measures' },
  { number: 11, what: 'check battery, memory and storage regularly' },
  { number: 12, what: 'replace or repair damaged and aged parts promptly' },
  { number: 13, what: 'consider a new POS or upgrading the old one' },
  { number: 14, what: 'modern terminals test and repair themselves' },
  { number: 15, what: 'keep the software current' },
  { number: 16, what: 'maintain software: caches, needless applications, drivers' },
  { number: 17, what: 'monitor connectivity with professional tools' },
  { number: 18, what: 'on an outage talk to the network supplier' },
  { number: 19, what: "read the supplier's terms" },
  { number: 20, what: 'sign an agreement: services, fees, response time' },
  { number: 21, what: 'check hardware, software and network regularly' },
  { number: 22, what: 'emergency plan: spare device, emergency contacts' },
  { number: 23, what: 'train the staff for outages' },
  { number: 24, what: 'combine all the angles' },
  { number: 25, what: 'causes: ageing, failed update, network' },
  { number: 26, what: 'first find the cause, then act' },
  { number: 27, what: 'is the Wi-Fi or wired network working' },
  { number: 28, what: 'are the network parameters right' },
  { number: 29, what: 'restart the POS and the router' },
  { number: 30, what: 'are parts aged or damaged, such as screen and keys' },
  { number: 31, what: 'is there a new version to install' },
  { number: 32, what: 'read the system log for errors' },
  { number: 33, what: 'if that fails, contact the institution' },
  { number: 34, what: 'give model and serial number' },
  { number: 35, what: "follow the technicians' instructions" },
  { number: 36, what: 'know the term from the contract' },
  { number: 37, what: 'ask for process and materials before the term ends' },
  { number: 38, what: 'submit application and materials' },
  { number: 39, what: 'after approval a technician updates or swaps the device' },
  { number: 40, what: 'prevention: regular checks' },
  { number: 41, what: 'prevention: install updates when they are announced' },
  { number: 42, what: 'prevention: a steady network' },
  { number: 43, what: 'prevention: back up data' },
  { number: 44, what: 'keep a channel open for updates and policy changes' },
  { number: 45, what: 'example: does the screen show a network error' },
  { number: 46, what: 'example: restart POS and router' },
  { number: 47, what: 'example: check settings, is it connected' },
  { number: 48, what: 'example: look for a new version on the official site' },
  { number: 49, what: 'example: install it' },
  { number: 50, what: 'example: contact support with model and serial' },
  { number: 51, what: 'example: follow the instructions' },
  { number: 52, what: 'example: apply for renewal before the term ends' },
  { number: 53, what: 'example: wait for update or swap' },
  { number: 54, what: 'an expired device may need replacing or updating' },
  { number: 55, what: 'usable offline, restore, avoid, renew, back up, contact: answered' },
];

/** Who the article advertises, and what it promises of them. */
const ADVERTISEMENT = /盛付通|shengpay|排名第一|0\.6\s*%|7\s*[x×*]\s*24|七乘二十四/i;

const noMatcher: Matcher = { match: () => ({ decision: 'reject', ranked: [], multi: [], because: 'not needed here' }) };

async function builtInGuide(): Promise<Guide> {
  const { files } = await readContent();
  const compiled = compile(files, { createMatcher: () => noMatcher });
  if (compiled.kind === 'problems') {
    throw new Error(compiled.problems.map((one) => `${one.file}:${one.line} ${one.message}`).join('\n'));
  }
  return compiled.guide;
}

function coveredBy(flow: Flow): readonly number[] {
  return [...flow.covers, ...flow.steps.flatMap((step) => step.covers)];
}

/** Everything that is written in an entry, in every language. */
function textOf(entry: Flow | Wording): string {
  return JSON.stringify(entry);
}

const guide = await builtInGuide();
const flows = [...guide.flows.values()];
const covered = new Set(flows.flatMap(coveredBy));

describe('the article checklist', () => {
  test('has 55 points, numbered without a gap', () => {
    expect(POINTS.map((point) => point.number)).toEqual(Array.from({ length: 55 }, (_, index) => index + 1));
  });

  test.each(POINTS)('point $number is answered: $what', ({ number }) => {
    expect(covered).toContain(number);
  });

  test.each(['exp-renew-apply', 'how-contingency', 'how-maintenance', 'how-backup', 'how-contact'])(
    'the question that the article only asks is answered by %s',
    (id) => {
      expect(guide.flows.get(id)?.covers).toContain(55);
    },
  );
});

describe('the advertisement in the article', () => {
  test('is recognised', () => {
    expect('推荐盛付通,费率0.6%').toMatch(ADVERTISEMENT);
  });

  test('is nowhere in the content', () => {
    const texts = [
      ...flows.map((flow) => [flow.id, textOf(flow)]),
      ...[...guide.phrases].map(([key, said]) => [key, textOf(said)]),
    ];
    const advertising = texts.filter(([, text = '']) => ADVERTISEMENT.test(text)).map(([id]) => id);
    expect(advertising).toEqual([]);
  });
});
