/** A thing to do that is told over counts as done; what only names it does not. */

import { describe, expect, it } from 'vitest';
import { retells } from '#knowledge/match/retells.ts';
import { readUtterance } from '#knowledge/text/read-utterance.ts';

const ROUTER = '拔掉路由器电源，等 30 秒再插上，等两三分钟亮灯稳定。重启路由器';
const ROUTER_EN = 'Unplug the router, wait 30 seconds, plug it in and give it 2-3 minutes. Restarted the router';
const BAND_EN =
  "Most likely the router only sends 5 GHz. Please switch 2.4 GHz on in the router's settings, then search again. Turned on 2.4 GHz";
const POWER = '插着原装充电器，按住电源键 10 秒再松手，看屏幕或灯有没有反应。';

const told = (text: string, instruction: string): boolean => {
  const piece = (said: string): string => readUtterance(said).normal;
  return readUtterance(text).segments.some((one) => retells(one, piece(instruction)));
};

describe('an instruction told over', () => {
  it.each([
    ['我把路由器拔了插了', ROUTER],
    ['路由器电源拔了又插上了', ROUTER],
    ['拔了电源等了30秒插上了', ROUTER],
    ['i unplugged the router and plugged it back in', ROUTER_EN],
    ['just unplugged the router, waited 30 seconds', ROUTER_EN],
    ['ok i turned on 2.4 GHz', BAND_EN],
    ['ok i turned on 2.4G', BAND_EN],
    ['按住电源键10秒了', POWER],
    ['充电器插上了 电源键按了', POWER],
  ])('“%s” is done', (text, instruction) => {
    expect(told(text, instruction)).toBe(true);
  });
  it.each([
    ['路由器在哪', ROUTER],
    ['路由器坏了', ROUTER],
    ['没拔路由器电源', ROUTER],
    ['要拔路由器吗', ROUTER],
    ['拔了插头等多久', ROUTER],
    ['路由器自己重启了', ROUTER],
    ['the router restarted itself', ROUTER_EN],
    ['路由器是电信送了的', ROUTER],
    ['客人都走了', ROUTER],
    ['how do i unplug the router', ROUTER_EN],
    ['i will unplug the router', ROUTER_EN],
    ['the router is from the landlord', ROUTER_EN],
    ['刚才那笔钱扣了', POWER],
  ])('“%s” is not', (text, instruction) => {
    expect(told(text, instruction)).toBe(false);
  });
});
