/** Thirty tickets with the eyes of an agent: everything the merchant gave is there, and nothing that nobody said. */

import { beforeAll, describe, expect, it } from 'vitest';
import { redact } from '#dialogs/redact.ts';
import type { Ticket } from '#dialogs/ticket.ts';
import type { Guide, Step } from '#knowledge/guide.ts';
import { loadBuiltInGuide } from '#test/fixtures/built-in-guide.ts';
import { playCases, type SimulatedCase } from './simulated-cases.ts';

const CASES = 30;

let guide: Guide;
let steps: ReadonlyMap<string, Step>;
let cases: readonly SimulatedCase[] = [];

beforeAll(async () => {
  guide = await loadBuiltInGuide();
  steps = new Map([...guide.flows.values()].flatMap((flow) => flow.steps.map((step) => [step.id, step] as const)));
  cases = await playCases(guide, 7, CASES);
});

/** Slots that a ticket shows under a name of its own. */
const FIELD_OF: Readonly<Record<string, keyof Ticket>> = {
  sn: 'sn',
  model: 'model',
  tid: 'tid',
  mid: 'mid',
  iccid: 'iccid',
  phone: 'contactPhone',
  network: 'network',
  scope: 'scope',
  fallback: 'fallback',
  expiryType: 'expiryType',
};

/** Slots that the ticket tells by flags or in its summary. */
const NAMED_ELSEWHERE: readonly string[] = [
  ...Object.keys(FIELD_OF),
  'recentChange',
  'paidOrLeaked',
  'code',
  'carrier',
];

/** Letters and digits only, so that groups, dashes and case do not matter. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function wordsOf({ transcript }: SimulatedCase): string {
  return plain(transcript.flatMap(({ from, text }) => (from === 'merchant' ? [text] : [])).join('\n'));
}

/** What taps on buttons set: slot and value. Taps that came after a step back no longer hold, so the last one counts. */
function tapped({ said }: SimulatedCase): ReadonlyMap<string, string> {
  const set = new Map<string, string>();
  for (const { choiceId } of said) {
    const [id = '', answer = ''] = (choiceId ?? '').split(':');
    const step = steps.get(id);
    if (step?.kind === 'ask') {
      const choice = step.choices.find((one) => one.id === answer);
      if (choice) set.set(step.slot, answer);
      for (const [slot, value] of Object.entries(choice?.set ?? {})) set.set(slot, value);
    }
  }
  return set;
}

/** Whether a slot takes the merchant's own words; what is picked from a list may be said in many ways. */
const isOpen = (slot: string): boolean =>
  [...steps.values()].some((step) => step.kind === 'collect' && step.slot === slot);

const turnedBack = ({ said }: SimulatedCase): boolean => said.some(({ kind }) => kind === 'undo');

/** How each case is named when something is wrong with it. */
const nameOf = ({ ticket, said }: SimulatedCase): string => `${ticket.number} “${said[0]?.text}”`;

/** What is wrong in any case, one line each; nothing is the only good answer. */
function findWrong(judge: (one: SimulatedCase) => readonly string[]): readonly string[] {
  return cases.flatMap((one) => judge(one).map((wrong) => `${nameOf(one)}: ${wrong}`));
}

describe(`${CASES} tickets of simulated merchants`, () => {
  it('are thirty, in three languages, about many troubles', () => {
    expect(cases).toHaveLength(CASES);
    expect(new Set(cases.map(({ ticket }) => ticket.language)).size).toBe(3);
    expect(new Set(cases.map(({ ticket }) => ticket.symptoms[0])).size).toBeGreaterThan(10);
  });

  it('hold every number and model that the merchant gave', () => {
    const wrong = findWrong(({ merchant, said, ticket }) =>
      said
        .flatMap(({ tells }) => tells)
        .flatMap((slot) => {
          const field = FIELD_OF[slot];
          const value = merchant.terminal[slot as keyof typeof merchant.terminal];
          if (field === undefined || value === undefined || plain(String(ticket[field] ?? '')) === plain(value))
            return [];
          return [`${slot} ${value} was given, the ticket says ${ticket[field]}`];
        }),
    );
    expect(wrong).toEqual([]);
  });

  it('hold every circumstance that was tapped', () => {
    const wrong = findWrong((one) => {
      if (turnedBack(one)) return [];
      return [...tapped(one)].flatMap(([slot, value]) => {
        const field = FIELD_OF[slot];
        if (field === undefined || value === 'unsure' || one.ticket[field] === value) return [];
        return [`${slot} ${value} was tapped, the ticket says ${one.ticket[field]}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('hold every answer to a question without a field of its own', () => {
    const wrong = findWrong((one) => {
      if (turnedBack(one)) return [];
      const answers = new Map((one.ticket.answers ?? []).map(({ slot, value }) => [slot, value]));
      return one.said.flatMap(({ choiceId }) => {
        const [id = '', answer = ''] = (choiceId ?? '').split(':');
        const step = steps.get(id);
        if (step?.kind !== 'ask' || answer === 'unsure' || NAMED_ELSEWHERE.includes(step.slot)) return [];
        return answers.has(step.slot) ? [] : [`${step.slot} ${answer} was tapped, and is not among the answers`];
      });
    });
    expect(wrong).toEqual([]);
    expect(cases.some(({ ticket }) => (ticket.answers ?? []).length > 0)).toBe(true);
  });

  it('name no answer that was neither tapped nor written', () => {
    const wrong = findWrong((one) => {
      const words = wordsOf(one);
      const set = tapped(one);
      return (one.ticket.answers ?? []).flatMap(({ slot, value, said }) =>
        set.get(slot) === value || words.includes(plain(said)) || isOpen(slot) === false
          ? []
          : [`${slot} ${said} was never said`],
      );
    });
    expect(wrong).toEqual([]);
  });

  it('hold every step with the result that was tapped', () => {
    const wrong = findWrong((one) => {
      if (turnedBack(one)) return [];
      return one.said.flatMap(({ choiceId }) => {
        const [id = '', answer = ''] = (choiceId ?? '').split(':');
        if (steps.get(id)?.kind !== 'do' || !['fixed', 'not-fixed', 'cannot'].includes(answer)) return [];
        const tried = one.ticket.stepsTried.filter(({ step }) => step === id).map(({ outcome }) => String(outcome));
        return tried.includes(answer) ? [] : [`${id} was ${answer}, the ticket says ${tried.join() || 'nothing'}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  /** Greetings and calls for a person are left out of the quotation, so that each piece of it counts. */
  it('quote the merchant as the merchant wrote, every number included', () => {
    const wrong = findWrong((one) => {
      const { ticket } = one;
      const lines = one.transcript.flatMap(({ from, text }) => (from === 'merchant' ? [text] : []));
      const quoted = [ticket.merchantWords, ...ticket.stepsTried.map(({ words }) => words)];
      const isOf = (text: string, line: string): boolean => text.split(' ').every((piece) => line.includes(piece));
      const numbers = (text: string): string => (text.match(/\d+/g) ?? []).join();
      const invented = quoted.filter(
        (text) => text !== undefined && !lines.some((line) => isOf(text, line) && numbers(text) === numbers(line)),
      );
      const first = ticket.symptoms[0] !== 'unknown' && ticket.merchantWords === undefined ? ['no first words'] : [];
      return [...invented.map((text) => `never written: ${text}`), ...first];
    });
    expect(wrong).toEqual([]);
  });

  it('name no number, model or code that nobody wrote', () => {
    const wrong = findWrong((one) => {
      const words = wordsOf(one);
      const { sn, tid, mid, iccid, contactPhone, model, code, contactName, callWindow, since, screenText } = one.ticket;
      const known = { sn, tid, mid, iccid, contactPhone, model, code, contactName, callWindow, since, screenText };
      return Object.entries(known).flatMap(([field, value]) =>
        value === undefined || words.includes(plain(value)) ? [] : [`${field} ${value} was never written`],
      );
    });
    expect(wrong).toEqual([]);
  });

  it('name no circumstance that was neither tapped nor spoken of', () => {
    /** How merchants speak of each; written for this test, not taken from the reader. */
    const SPOKEN: Readonly<Record<string, RegExp>> = {
      'network wifi': /wi-?fi|无线|無線|路由|热点|熱點|hotspot|router/i,
      'network cellular': /gprs|2[g季]|流量|sim|[45]g|数据|數據|行动|移动|联通|电信|cellular|mobile data|电话卡|插卡/i,
      'network ethernet': /网线|網路?線|有线|有線|cable|ethernet|\blan\b/i,
      'network dialup': /电话线|電話線|拨号|phone line|dial/i,
      'network bluetooth': /蓝牙|藍牙|bluetooth/i,
      'scope one': /[一这這那]台|[一这這]部|就这|只有|only|just|this one|一台|其他.*(好|正常)|others? (are|is|work)/i,
      'scope all': /都|全部|所有|all|every|几台|两台|both/i,
      'expiryType dormant': /[好很许]久没|没怎么用|放着|闲|停用|idle|unused|not used/i,
      'expiryType 2g': /2 ?g|gprs/i,
    };
    const wrong = findWrong((one) => {
      const set = tapped(one);
      const words = one.transcript.flatMap(({ from, text }) => (from === 'merchant' ? [text] : [])).join('\n');
      return ['network', 'scope', 'fallback', 'expiryType', 'carrier'].flatMap((field) => {
        const value = one.ticket[field as keyof Ticket];
        if (value === undefined || set.get(field) === value) return [];
        const spoken = SPOKEN[`${field} ${value}`];
        if (spoken?.test(words) === true) return [];
        const label = labelOf(field, String(value));
        return label.some((text) => plain(words).includes(plain(text))) ? [] : [`${field} ${value} was never said`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('list no step that was never asked for nor told', () => {
    const wrong = findWrong(({ ticket, asked, transcript }) =>
      ticket.stepsTried.flatMap(({ step: id }) => {
        const step = steps.get(id);
        if (asked.has(id)) return [];
        const told = transcript.some(
          ({ from, text }) =>
            from === 'merchant' &&
            step?.kind === 'do' &&
            step.tried.some((one) => one.test(plain(text)) || one.test(text)),
        );
        return told ? [] : [`${id} was neither asked for nor told`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('say what is missing, and nothing that is there', () => {
    const wrong = findWrong(({ ticket }) => {
      const flow = guide.flows.get(ticket.symptoms[0] ?? '');
      const needs = flow?.kind === 'symptom' ? flow.needs : guide.institution.requiredSlots;
      const field = (slot: string) => ticket[FIELD_OF[slot] ?? 'number'];
      const there = ticket.missing.filter((slot) => FIELD_OF[slot] && field(slot) !== undefined);
      const gone = needs.filter(
        (slot) => FIELD_OF[slot] && field(slot) === undefined && !ticket.missing.includes(slot),
      );
      return [
        ...there.map((slot) => `${slot} is there and missing`),
        ...gone.map((slot) => `${slot} is not called missing`),
      ];
    });
    expect(wrong).toEqual([]);
  });

  it('have a summary of three lines at most in each language, without a number that nobody wrote', () => {
    const wrong = findWrong((one) => {
      const words = wordsOf(one);
      const { ticket } = one;
      const texts = [ticket.summary, ...Object.values(ticket.forAgents ?? {}).map(({ summary }) => summary)];
      const long = texts.filter((text) => text.split('\n').length > 3).map(() => 'more than three lines');
      const numbers = texts.flatMap((text) => text.match(/\d{5,}/g) ?? []);
      const invented = numbers
        .filter((number) => !words.includes(number))
        .map((number) => `${number} was never written`);
      return [...long, ...invented, ...(texts.length === 4 ? [] : ['a language is missing'])];
    });
    expect(wrong).toEqual([]);
  });

  it('hold no secret', () => {
    const wrong = findWrong(({ ticket }) =>
      redact(JSON.stringify(ticket.merchantWords ?? '')).found.map((kind) => kind),
    );
    expect(wrong).toEqual([]);
  });
});

/** What the answers that give a circumstance this value are called. */
function labelOf(slot: string, value: string): readonly string[] {
  return [...steps.values()].flatMap((step) => {
    if (step.kind !== 'ask') return [];
    return step.choices.flatMap((choice) => {
      const sets = choice.set[slot] === value || (step.slot === slot && choice.id === value);
      return sets ? Object.values(choice.label) : [];
    });
  });
}
