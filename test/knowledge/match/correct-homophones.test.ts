import { describe, expect, it } from 'vitest';
import { createHomophoneCorrection } from '#knowledge/match/correct-homophones.ts';

const correct = createHomophoneCorrection(['机器断网了', '机器一直断网', '到期要续费', 'wifi连不上']);

describe('homophones', () => {
  it('become the character that the examples know beside the same neighbours', () => {
    expect(correct('机器段网了')).toBe('机器断网了');
    expect(correct('要绪费')).toBe('要续费');
  });

  it('stay where the examples know the character as it stands', () => {
    expect(correct('机器断网了')).toBe('机器断网了');
  });

  it('stay where nothing that sounds alike is known there either', () => {
    expect(correct('段子好笑')).toBe('段子好笑');
  });

  it('leave Latin letters, digits, commas and lone surrogates alone', () => {
    expect(correct('the terminal is offline,42')).toBe('the terminal is offline,42');
    expect(correct('段\ud842网')).toBe('段\ud842网');
    expect(correct('')).toBe('');
  });
});
