/** What the judge of walks objects to, on walks made by hand, and what the explorer finds in small content. */

import { describe, expect, it } from 'vitest';
import { beginningsOf } from '#bot/cli/content/beginnings.ts';
import { type Beginning, createExplorer, type Ending, type Stand } from '#bot/cli/content/explore.ts';
import { createJudge, MOST_TURNS } from '#bot/cli/content/judge-walks.ts';
import { waysOf, waysTaken } from '#bot/cli/content/ways.ts';
import type { DialogState } from '#dialogs/state.ts';
import type { Guide } from '#knowledge/guide.ts';
import { guideOf, symptom, WORDS } from '../knowledge/content-files.ts';

const NOTHING = { slots: {}, tried: {} };

interface GrowingStand extends Stand {
  readonly moves: Stand['moves'][number][];
}

function stand(ending?: Ending): GrowingStand {
  return { state: {} as DialogState, asked: '', moves: [], ...(ending ? { ending } : {}) };
}

function join(from: GrowingStand, to: Stand, missed = false): void {
  from.moves.push({ said: { tap: 'on' }, ways: [], to, missed });
}

const beginning = (first: Stand): Beginning => ({ known: NOTHING, ways: [], stand: first });
const messagesOf = (first: Stand): readonly string[] =>
  createJudge()([beginning(first)]).flaws.map(({ message }) => message);

/** A walk of so many answers. */
function chain(answers: number): Stand {
  let next = stand('ticket');
  for (let turn = 0; turn < answers; turn++) {
    const before = stand();
    join(before, next);
    next = before;
  }
  return next;
}

describe('judging walks', () => {
  it('has nothing against walks of at most twelve answers', () => {
    expect(messagesOf(chain(MOST_TURNS))).toEqual([]);
  });

  it('objects to a walk that takes longer, and shows all of it', () => {
    const [flaw] = createJudge()([beginning(chain(MOST_TURNS + 1))]).flaws;
    expect(flaw?.message).toBe('takes 13 answers to its end; 12 are the limit');
    expect(flaw?.path).toHaveLength(13);
  });

  it('objects to a walk that comes back to where it stood', () => {
    const first = stand();
    const second = stand();
    join(first, second);
    join(second, first);
    join(second, stand('resolved'));
    expect(messagesOf(first)).toEqual(['goes round in circles']);
  });

  it('objects to a walk that falls silent, once', () => {
    const first = stand();
    const silent = stand('silent');
    join(first, silent);
    join(first, silent);
    expect(messagesOf(first)).toEqual(['ends without an outcome: nothing is asked and nobody takes over']);
  });

  it('objects to an answer that the dialog cannot read', () => {
    const first = stand();
    join(first, stand('ticket'), true);
    expect(messagesOf(first)).toEqual(['does not understand “on”']);
  });
});

const STEPS = `
- id: which
  ask: ${WORDS}
  choices:
    yes: next
    no: handoff
- id: restart
  when: { which: 'yes' }
  do: ${WORDS}
  title: ${WORDS}
  check: ${WORDS}
  failed: answered
- id: end
  outcome: resolved
`;

/** Reads a message as the control that it names, so that words work without a trained matcher. */
function understanding(guide: Guide): Guide {
  const controls = { 跳过: 'ctl-skip', 不知道: 'ctl-unsure', 还是不行: 'ctl-not-fixed', 做不了: 'ctl-cannot' };
  return {
    ...guide,
    matcher: {
      match: ({ raw }) => {
        const id = raw.startsWith('好了') ? 'ctl-fixed' : controls[raw as keyof typeof controls];
        const ranked = id ? [{ id, score: 1 }] : [];
        return { decision: id ? 'accept' : 'reject', ranked, multi: [], because: '' };
      },
    },
  };
}

describe('exploring', () => {
  const guide = understanding(guideOf({ 'symptoms/a.yaml': symptom(STEPS, '  needs: []\n') }));
  const flow = guide.flows.get('net-offline');
  if (flow === undefined) throw new Error('the symptom of the fixture is missing');

  it('finds every end and takes every way of a small symptom', () => {
    const explore = createExplorer(guide);
    const beginnings = beginningsOf(flow, guide).map((known) => explore(flow.id, known));
    const { endings, flaws, longest } = createJudge()(beginnings);
    expect([...endings].sort()).toEqual(['answered', 'resolved', 'ticket']);
    expect(flaws).toEqual([]);
    expect(longest).toBe(2);
    const seen = new Set<Stand>();
    const taken = new Set(beginnings.flatMap(({ ways }) => ways));
    for (const open = beginnings.map((one) => one.stand); open.length > 0; ) {
      const next = open.pop();
      if (!next || seen.has(next)) continue;
      seen.add(next);
      for (const move of next.moves) {
        for (const way of move.ways) taken.add(way);
        open.push(move.to);
      }
    }
    const missing = waysOf(flow).filter(({ id }) => !taken.has(id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('begins with each answer and each tried step known', () => {
    expect(beginningsOf(flow, guide)).toEqual([
      NOTHING,
      { slots: { which: 'yes' }, tried: {} },
      { slots: { which: 'no' }, tried: {} },
      { slots: {}, tried: { restart: 'not-fixed' } },
    ]);
  });
});

describe('the ways of a flow', () => {
  it('are every answer, result, branch and passing over, each once', () => {
    const guide = guideOf({ 'symptoms/a.yaml': symptom(STEPS, '  needs: []\n') });
    const flow = guide.flows.get('net-offline');
    expect(flow && waysOf(flow).map(({ id, target }) => `${id} → ${target}`)).toEqual([
      'net-offline/which: yes → next',
      'net-offline/which: no → handoff',
      'net-offline/which: unsure → next',
      'net-offline/restart: fixed → resolved',
      'net-offline/restart: not-fixed → answered',
      'net-offline/restart: cannot → next',
      'net-offline/restart: passed over → next',
      'net-offline/end: ended → resolved',
    ]);
  });

  it('are read from the trace of a turn', () => {
    const trace = [
      { by: 'answer', says: 'choose yes' },
      { by: 'walk', says: 'net-offline/which: yes → next' },
    ];
    expect(waysTaken(trace)).toEqual(['net-offline/which: yes']);
  });
});
