/** Kill -9: nothing that was acknowledged is lost, and nothing is answered twice. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProcess, startScripted } from '#test/fixtures/server-process.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';
import { createWebVisitor, type WebVisitor } from '#test/fixtures/web-visitor.ts';

async function answered(visitor: WebVisitor, url: string, count: number): Promise<readonly string[]> {
  for (;;) {
    const lines = await visitor.lines(url);
    if (lines.filter((line) => line.startsWith('bot:')).length >= count) return lines;
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

describe('a process killed', () => {
  it('between acknowledgement and turn answers after the restart, exactly once', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const visitor = createWebVisitor();
    const first = await startScripted(path, 'hold');
    expect(await visitor.send(first.publicUrl, 'hello')).toBe(202);
    expect(await visitor.lines(first.publicUrl)).toEqual(['merchant: hello']);
    first.child.kill('SIGKILL');
    await first.exited;
    const second = await startScripted(path);
    expect(await answered(visitor, second.publicUrl, 1)).toEqual(['merchant: hello', 'bot: echo: hello']);
    expect(await visitor.send(second.publicUrl, 'more')).toBe(202);
    expect(await answered(visitor, second.publicUrl, 2)).toHaveLength(4);
  });

  it('in the middle of a crowd has kept every acknowledged message, and answers each once', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const crowd = Array.from({ length: 8 }, () => ({ visitor: createWebVisitor(), acknowledged: [] as string[] }));
    for (let round = 0; round < 3; round += 1) {
      const server = await startScripted(path);
      const write = async (one: (typeof crowd)[number]): Promise<void> => {
        for (let count = 0; ; count += 1) {
          const text = `${round}-${count}`;
          const status = await one.visitor.send(server.publicUrl, text).catch(() => 0);
          if (status !== 202) return;
          one.acknowledged.push(text);
          // Mid-stream: the others have requests and turns under way at this moment.
          if (one === crowd[0] && count === 4) server.child.kill('SIGKILL');
        }
      };
      await Promise.all(crowd.map(write));
      await server.exited;
    }
    const last = await startScripted(path);
    for (const { visitor, acknowledged } of crowd) {
      expect(await visitor.send(last.publicUrl, 'end')).toBe(202);
      const lines = await answered(visitor, last.publicUrl, acknowledged.length + 1);
      const count = (line: string) => lines.filter((one) => one === line).length;
      for (const text of acknowledged) {
        expect([text, count(`merchant: ${text}`), count(`bot: echo: ${text}`)]).toEqual([text, 1, 1]);
      }
    }
  });
});

describe('a second process', () => {
  it('on the same database is refused in one line, and starts once the first was killed', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const first = await startScripted(path);
    const second = startProcess('test/fixtures/scripted-server.ts', [path]);
    expect(await second.exited).toBe(1);
    expect(second.written.err).toMatch(/^Another posdesk is running on .*DATABASE_URL.*\(database-in-use\)\n$/);
    first.child.kill('SIGKILL');
    await first.exited;
    await expect(startScripted(path)).resolves.toBeDefined();
  });
});

describe('a process told to stop', () => {
  it('ends by itself, open pages or not, and leaves what waits for the next one', async () => {
    const path = join(temporaryFolder(), 'posdesk.db');
    const visitor = createWebVisitor();
    const first = await startScripted(path);
    await visitor.send(first.publicUrl, 'hello');
    const page = await fetch(`${first.publicUrl}/chat/events`);
    first.child.kill('SIGTERM');
    expect(await first.exited).toBe(0);
    await page.body?.cancel().catch(() => {});
    const second = await startScripted(path);
    expect(await answered(visitor, second.publicUrl, 1)).toEqual(['merchant: hello', 'bot: echo: hello']);
  });
});
