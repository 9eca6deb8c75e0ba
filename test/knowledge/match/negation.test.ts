import { describe, expect, it } from 'vitest';
import { dropDenied } from '#knowledge/match/negation.ts';

const left = (normal: string): string => dropDenied(normal.split(',')).join(',');

describe('dropDenied', () => {
  it.each([
    ['不是断网,是没到账', '没到账'],
    ['机器没坏,就是太慢', '太慢'],
    ['网好得很,就是打不出票', '打不出票'],
    ['扫码可以,刷卡没反应', '刷卡没反应'],
    ['屏幕没问题但是没声音', '没声音'],
    ['not the wifi,only the printer jams', 'the printer jams'],
    ['signal is strong,still cannot sign on', 'still cannot sign on'],
    ['nothing wrong with the screen,no sound', 'no sound'],
    ['printer works fine but no sound', 'no sound'],
    ['我没问费率,我问到账怎么少了', '到账怎么少了'],
    ['不要换机,修一下屏幕就行', '修一下屏幕就行'],
    ['有信号也有流量,就连不上你们服务器', '就连不上你们服务器'],
    ["i wasn't charged twice,i got less than i should", 'i got less than i should'],
    ['屏幕不亮,但是按键有声音', '屏幕不亮'],
    ['跟wifi没关系,是扫码扫不了', '扫码扫不了'],
    ['没进水,没摔,突然就黑屏', '突然就黑屏'],
    ['按键都灵,就是没声音', '没声音'],
    ['没有报超时,报的是96', '报的是96'],
    ['same bank account,money not received', 'money not received'],
  ])('of "%s" leaves "%s"', (normal, rest) => {
    expect(left(normal)).toBe(rest);
  });

  it.each([
    '不是没网',
    '是不是断网了',
    '没信号,开不了机',
    'not connecting,screen is black',
    'not only is the sim missing,the keypad is dead too',
    'no signal,terminal offline',
    'it works,thanks',
    '说不换就停用,是真的吗',
    '跟昨天一样,没信号',
    '和手机的蓝牙连不上,没声音',
  ])('leaves "%s" as it is', (normal) => {
    expect(left(normal)).toBe(normal);
  });
});
