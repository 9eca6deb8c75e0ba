/** The Teams app package holds what Teams asks for. */

import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildTeamsApp } from '#adapters/teams/app-package.ts';

const APP = {
  appId: '0A1B2C3D-1111-4222-8333-444444444444',
  publicUrl: 'https://help.example.com',
  name: { 'zh-Hans': '收款机帮手', 'zh-Hant': '收款機幫手', en: 'Terminal help' },
};

/** The stored files of an archive, read from its central directory as unzip does. */
function unzip(archive: Buffer): ReadonlyMap<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const size = archive.readUInt32LE(at + 24);
    const nameLength = archive.readUInt16LE(at + 28);
    const start = archive.readUInt32LE(at + 42) + 30 + nameLength;
    files.set(archive.toString('utf8', at + 46, at + 46 + nameLength), archive.subarray(start, start + size));
    at += 46 + nameLength;
  }
  return files;
}

function pixelsOf(png: Buffer) {
  const size = png.readUInt32BE(16);
  const length = png.readUInt32BE(33);
  expect(png.toString('latin1', 37, 41)).toBe('IDAT');
  const rows = inflateSync(png.subarray(41, 41 + length));
  const at = (x: number, y: number) => [...rows.subarray(y * (size * 4 + 1) + 1 + x * 4).subarray(0, 4)];
  return { size, height: png.readUInt32BE(20), at };
}

describe('the Teams app package', () => {
  const files = unzip(Buffer.from(buildTeamsApp(APP)));
  const json = (name: string) => JSON.parse(files.get(name)?.toString('utf8') ?? '');

  it('holds a manifest for the bot, and every file that the manifest names', () => {
    const manifest = json('manifest.json');
    expect(manifest).toMatchObject({
      id: APP.appId.toLowerCase(),
      name: { short: 'Terminal help' },
      bots: [{ botId: APP.appId.toLowerCase(), supportsFiles: true, scopes: ['personal', 'team', 'groupChat'] }],
      validDomains: ['help.example.com'],
      developer: { websiteUrl: APP.publicUrl, privacyUrl: APP.publicUrl, termsOfUseUrl: APP.publicUrl },
    });
    const named = [
      ...Object.values<string>(manifest.icons),
      ...manifest.localizationInfo.additionalLanguages.map(({ file }: { file: string }) => file),
    ];
    expect([...files.keys()].toSorted()).toEqual(['manifest.json', ...named].toSorted());
  });

  it('speaks to merchants in their language, within the lengths that Teams allows', () => {
    expect(json('zh-cn.json')['name.short']).toBe('收款机帮手');
    expect(json('zh-tw.json')['name.short']).toBe('收款機幫手');
    for (const file of ['zh-cn.json', 'zh-tw.json']) {
      expect(json(file)['description.short'].length).toBeLessThanOrEqual(80);
      expect(json(file)['description.full'].length).toBeLessThanOrEqual(4000);
    }
    expect(json('manifest.json').description.short.length).toBeLessThanOrEqual(80);
    const long = unzip(Buffer.from(buildTeamsApp({ ...APP, name: '😀'.repeat(40) })));
    const { name } = JSON.parse(long.get('manifest.json')?.toString('utf8') ?? '');
    expect(name.short).toBe('😀'.repeat(15));
  });

  it('has a full icon of 192 and a white one of 32 on nothing', () => {
    const colour = pixelsOf(files.get('color.png') ?? Buffer.alloc(0));
    expect([colour.size, colour.height]).toEqual([192, 192]);
    expect(colour.at(0, 0)).toEqual([11, 85, 97, 255]);
    expect(colour.at(60, 48)).toEqual([255, 255, 255, 255]);
    const outline = pixelsOf(files.get('outline.png') ?? Buffer.alloc(0));
    expect([outline.size, outline.height]).toEqual([32, 32]);
    expect(outline.at(0, 0)[3]).toBe(0);
    for (let y = 0; y < 32; y += 1) {
      for (let x = 0; x < 32; x += 1) {
        const [red, green, blue, alpha] = outline.at(x, y);
        if (alpha !== 0) expect([red, green, blue]).toEqual([255, 255, 255]);
      }
    }
  });

  it('is the same for the same settings', () => {
    expect(Buffer.from(buildTeamsApp(APP)).equals(Buffer.from(buildTeamsApp(APP)))).toBe(true);
  });

  it('refuses what Teams would refuse without a word', () => {
    expect(() => buildTeamsApp({ ...APP, appId: 'my-bot' })).toThrow(/GUID/);
    expect(() => buildTeamsApp({ ...APP, publicUrl: 'http://help.example.com' })).toThrow(/https/);
  });
});
