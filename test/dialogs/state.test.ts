/** A stored conversation outlives changed content, and a new case keeps the device. */

import { beforeAll, describe, expect, it } from 'vitest';
import { adoptGuide } from '#dialogs/adopt-guide.ts';
import { type DialogState, type Frame, newCase, newState } from '#dialogs/state.ts';
import type { Flow, Guide } from '#knowledge/guide.ts';
import { openTalk, placeOf, smallGuide, stateWith } from './small-shop.ts';

let guide: Guide;
beforeAll(async () => {
  guide = await smallGuide();
});

const flow = (id: string, step: string, asked = 1): Frame => ({ kind: 'flow', flow: id, step, asked });

/** The guide of the next release, without some flows and steps. */
function without(...gone: readonly string[]): Guide {
  const flows = [...guide.flows]
    .filter(([id]) => !gone.includes(id))
    .map(([id, one]): [string, Flow] => [id, { ...one, steps: one.steps.filter((step) => !gone.includes(step.id)) }]);
  return { ...guide, revision: 'next', flows: new Map(flows) };
}

/** A conversation after some lines, as the store gives it back. */
function stored(...lines: readonly string[]): DialogState {
  const merchant = openTalk(guide);
  for (const line of lines) merchant.say(line);
  return JSON.parse(JSON.stringify(merchant.state));
}

describe('adoptGuide', () => {
  it('leaves a state of the same content as it is', () => {
    const state = stateWith(guide, { frames: [flow('gone', 'gone')] });
    expect(adoptGuide(state, guide)).toBe(state);
  });

  it('keeps a step that still exists', () => {
    const state = stateWith(guide, { frames: [flow('net-offline', 'restart')] });
    expect(adoptGuide(state, without('hotspot'))).toMatchObject({ guideRevision: 'next', frames: state.frames });
  });

  it('goes on in a flow whose step is gone, without asking again what is known', () => {
    const next = without('restart');
    const said = openTalk(next, stored('断网了', 'wifi', '打不开')).say('你好');
    expect(said.at).toBe('do hotspot');
    expect(said.state.slots).toMatchObject({ network: { value: 'wifi' }, 'phone-online': { value: 'no' } });
  });

  it('drops a flow that is gone and still answers', () => {
    const said = openTalk(without('net-offline'), stored('断网了', 'wifi')).say('还是不行');
    expect(said.text).not.toBe('');
    expect(said.state.frames).not.toContainEqual(expect.objectContaining({ flow: 'net-offline' }));
  });

  it('drops a question about a step that is gone with its flow', () => {
    const state = stateWith(guide, {
      frames: [flow('net-offline', 'restart'), { kind: 'result', step: 'restart', asked: 1 }],
    });
    expect(adoptGuide(state, without('net-offline')).frames).toEqual([]);
  });

  it('drops the question for a result when its step is gone but not its flow', () => {
    const state = stored('断网了', 'wifi', '打不开', '弄好了');
    expect(placeOf(state, guide)).toBe('result restart');
    const said = openTalk(without('restart'), state).say('你好');
    expect(said.at).toBe('do hotspot');
    expect(said.text).toMatch(/热点/);
  });

  it('goes back to an earlier question that no longer exists without harm', () => {
    const said = openTalk(without('how-online'), stored('断网了', 'wifi', '打不开')).say('上一步');
    expect(said.text).not.toBe('');
    expect(said.at).toMatch(/^(ask|do) /);
  });

  it('collecting for an agent goes on', () => {
    const said = openTalk(without('net-offline'), stored('断网了', '直接报修吧', 'A920')).say('0823004512');
    expect(said.at).toBe('confirm sn');
  });
});

describe('newCase', () => {
  const value = (text: string) => ({ value: text, source: 'typed', confirmed: true }) as const;

  it('keeps the device, the contact and the language, and forgets the trouble', () => {
    const state = stateWith(guide, {
      locale: 'zh-Hant',
      slots: {
        model: value('A920'),
        sn: value('0823004512'),
        phone: value('13800138000'),
        network: value('wifi'),
        code: value('55'),
        scope: value('all'),
        screenText: value('连接失败'),
      },
      declined: ['mid'],
      symptom: 'net-offline',
      symptoms: ['net-offline'],
      queue: ['prn-blank'],
      stepsTried: [{ step: 'restart', title: '重启', outcome: 'not-fixed', atMs: 1 }],
      flags: ['irritated'],
      merchantWords: '断网了',
      ticketNumber: 'T1',
      ended: 'resolved',
      misses: 1,
      frames: [flow('net-offline', 'restart')],
    });
    const fresh = newCase(state, guide);
    expect(Object.keys(fresh.slots).sort()).toEqual(['model', 'network', 'phone', 'sn']);
    expect({ ...fresh, slots: {} }).toEqual(newState(guide, 'zh-Hant', 'webchat'));
  });

  it('a merchant who comes back with another trouble is not asked for the device again', () => {
    const merchant = openTalk(guide);
    for (const line of ['断网了', '流量卡', 'A920 序列号0823004512', '可以了', '小票没有字']) merchant.say(line);
    const said = merchant.say('直接报修吧');
    expect(said.at).toBe('confirm sn');
    expect(said.state.stepsTried).toEqual([]);
  });
});
