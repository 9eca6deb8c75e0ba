/** The command that shows how a line is understood: JSON Lines in, one JSON line out for each, in the same order. */

import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { redact } from '#dialogs/redact.ts';
import type { Entity, EntityKind } from '#knowledge/entities/entity.ts';
import { findEntities } from '#knowledge/entities/find-entities.ts';
import { withImpliedFacts } from '#knowledge/entities/implied-facts.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';
import { loadGuide } from '../content/load-guide.ts';
import { runCommand } from './run-command.ts';

const USAGE = `npm run -s match -- [--content DIR] < lines.jsonl

  Reads {"text": "..."} lines and prints for each what posdesk makes of it: decision, symptoms with scores, entities,
  and the text as it would be stored. A line that cannot be read gives {"error": "..."} in its place, and a word on
  standard error.`;

/** The facts that are printed. */
const PRINTED: readonly EntityKind[] = ['model', 'sn', 'tid', 'mid', 'iccid', 'code', 'phone', 'network', 'carrier'];
/** A fact below this is no more than a guess while nobody has asked for it. */
const SURE = 0.5;
/** Carriers by the name that merchants and agents know. */
const CARRIER_NAMES: Readonly<Record<string, string>> = { mobile: '移动', unicom: '联通', telecom: '电信' };

/** Secrets in a message are a symptom of their own, whatever else it says. */
const CARD_DATA = [{ id: 'sec-card-data', score: 1 }] as const;

/** One line of output. */
export interface MatchLine {
  readonly text: string;
  readonly decision: 'accept' | 'clarify' | 'reject';
  readonly symptoms: readonly { readonly id: string; readonly score: number }[];
  readonly entities: Readonly<Record<string, string>>;
  readonly sensitive: readonly string[];
  readonly redacted: string;
  readonly because: string;
  readonly multi?: readonly string[];
}

/** What posdesk makes of a text. Secrets are taken out before anything else looks at it. */
export function matchLine(text: string, guide: Guide): MatchLine {
  const { text: redacted, found } = redact(text);
  const utterance = readUtterance(redacted, guide.lexicon);
  const match = guide.matcher.match(utterance);
  const told =
    found.length > 0 ? [...CARD_DATA, ...match.ranked.filter(({ id }) => id !== CARD_DATA[0].id)] : match.ranked;
  return {
    text,
    decision: found.length > 0 ? 'accept' : match.decision,
    symptoms: told.slice(0, 5),
    entities: printable(withImpliedFacts(findEntities(utterance, guide.devices), match, utterance, guide.devices)),
    sensitive: [...new Set(found)],
    redacted,
    because: match.because,
    ...(match.multi.length > 1 ? { multi: match.multi } : {}),
  };
}

function printable(entities: readonly Entity[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { kind, value, confidence } of entities) {
    if (confidence < SURE || !PRINTED.includes(kind) || kind in values) continue;
    values[kind] = kind === 'carrier' ? (CARRIER_NAMES[value] ?? value) : value;
  }
  return values;
}

/** Reads one line of input; never throws. */
export function answerLine(line: string, guide: Guide): MatchLine | { readonly error: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { error: 'this line is not JSON' };
  }
  const text = typeof parsed === 'object' && parsed !== null && 'text' in parsed ? parsed.text : undefined;
  return typeof text === 'string' ? matchLine(text, guide) : { error: 'this line has no "text" that is a string' };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { content: { type: 'string' }, help: { type: 'boolean', default: false } } });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const guide = await loadGuide(values.content);
  process.stdout.on('error', () => process.exit(0));
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const answer = answerLine(line, guide);
    // The line itself may hold a card number and is not repeated.
    if ('error' in answer) console.error(`line ${number}: ${answer.error}`);
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
  return 0;
}

if (import.meta.main) await runCommand(USAGE, main);
