/** `npm start`: what it prints, and one plain line for everything that keeps it from starting. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { leaveTrainedGuide } from '#test/fixtures/built-in-guide.ts';
import { outputWith, startProcess } from '#test/fixtures/server-process.ts';
import { temporaryFolder } from '#test/fixtures/temporary-folder.ts';

async function startMain(env: NodeJS.ProcessEnv) {
  const path = join(temporaryFolder(), 'posdesk.db');
  await leaveTrainedGuide(path);
  return startProcess('bot/main.ts', [], { PORT: '0', DESK_PORT: '0', DATABASE_URL: `file:${path}`, ...env });
}

async function faultOf(env: NodeJS.ProcessEnv): Promise<string> {
  const { exited, written } = await startMain(env);
  expect(await exited).toBe(1);
  expect(written.out).toBe('');
  expect(written.err.trimEnd()).not.toContain('\n');
  return written.err;
}

describe('npm start', () => {
  it('prints both addresses and a sign-in link, serves both, and stops when told', async () => {
    const server = await startMain({});
    const out = await outputWith(server, '/sign-in?token=');
    const [chat = '', desk = '', link = ''] = out.match(/http:\S+/g) ?? [];
    expect((await fetch(chat)).status).toBe(200);
    expect(await (await fetch(`${chat}healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${chat}readyz`)).json()).toEqual({ status: 'ready' });
    expect((await fetch(desk, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(link)).status).toBe(200);
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});

describe('a start that cannot be', () => {
  it('names a variable with a wrong value', async () => {
    expect(await faultOf({ PORT: 'eighty' })).toMatch(/PORT is "eighty".*Set PORT/);
  });

  it('names a port that is taken, and the variable to change', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resume) => other.once('listening', resume));
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    expect(await faultOf({ DESK_PORT: port })).toMatch(new RegExp(`^Port ${port} .*is taken.* DESK_PORT\\.`));
  });

  it('names content that does not compile by file, line and column', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'symptoms'));
    writeFileSync(join(folder, 'symptoms', 'mine.yaml'), 'my-symptom:\n  tilte: oops\n');
    expect(await faultOf({ CONTENT_DIR: folder })).toMatch(/mine\.yaml:\d+:\d+/);
  });

  it.skipIf(process.getuid?.() === 0)('names a folder that it may not write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    expect(await faultOf({ DATABASE_URL: `file:${folder}/posdesk.db` })).toContain('cannot be opened');
  });

  it('names a database path that leads through a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'data'), '');
    expect(await faultOf({ DATABASE_URL: `file:${folder}/data/posdesk.db` })).toContain('cannot be opened');
  });
});
