import { describe, expect, it } from 'vitest';
import type { Device } from '#knowledge/entities/device.ts';
import { checkSerial, groupSerial } from '#knowledge/entities/serial.ts';

const devices: readonly Device[] = [
  {
    maker: { zh: '百富', en: 'PAX' },
    aliases: ['pax'],
    models: ['A920', 'A920 Pro'],
    serialPatterns: [/^[A-Z0-9]{2}\d{6}$/, /^\d{10}$/],
    serialLengths: [8, 10],
  },
  { maker: { zh: '新大陆', en: 'Newland' }, aliases: [], models: ['N910'], serialPatterns: [], serialLengths: [] },
];

describe('checkSerial', () => {
  it('accepts the documented forms', () => {
    expect(checkSerial('7B004418', 'A920', devices).kind).toBe('ok');
    expect(checkSerial('0833007142', 'a920 pro', devices).kind).toBe('ok');
  });

  it('says when one may be missing, and how long it should be', () => {
    expect(checkSerial('083300714', 'A920', devices)).toEqual({ kind: 'too-short', lengths: [8, 10] });
    expect(checkSerial('08330071423', 'A920', devices).kind).toBe('too-long');
    expect(checkSerial('08330O71XX', 'A920', devices).kind).toBe('bad');
  });

  it('knows the maker when only that was named', () => {
    expect(checkSerial('083300714', '百富', devices).kind).toBe('too-short');
  });

  it('is loose where nothing is documented', () => {
    expect(checkSerial('0N9112300778', 'N910', devices)).toEqual({ kind: 'unknown', lengths: [] });
    expect(checkSerial('123', undefined, devices).kind).toBe('unknown');
  });
});

describe('groupSerial', () => {
  it('groups by four from the left', () => {
    expect(groupSerial('0821004695')).toBe('0821 0046 95');
    expect(groupSerial('3C441790')).toBe('3C44 1790');
  });
});
