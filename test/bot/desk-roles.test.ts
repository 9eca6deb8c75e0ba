/** Who may do what at the desk, what the audit log keeps of it, and what leaves the desk. */

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { DeskAction, DeskRole, DeskUser } from '#adapters/desk-contract.ts';
import { maskPhones } from '#bot/desk/mask.ts';
import { csvCell } from '#bot/desk/ticket-csv.ts';
import { START_MS } from '#test/fixtures/merchant-message.ts';
import { openTicket } from '#test/fixtures/open-ticket.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';
import { plainDraft, scriptedRespond } from '#test/fixtures/scripted-dialog.ts';

const MINUTE = 60_000;
const DAY = { fromMs: START_MS - 86_400_000, toMs: START_MS + 86_400_000 };
const ROLES: readonly DeskRole[] = ['viewer', 'agent', 'lead', 'operator', 'admin'];

function user(role: DeskRole, name: string = role): DeskUser {
  return { name, role, signedInAtMs: START_MS };
}

async function withTicket() {
  const running = await runPipeline({
    respond: (state, event, guide, now) => {
      const result = scriptedRespond(state, event, guide, now);
      const draft = plainDraft({
        contactPhone: '13800138000',
        merchantWords: '=HYPERLINK("http://evil","13912345678")',
      });
      const effects = result.effects.map((effect) => (effect.kind === 'openTicket' ? { ...effect, draft } : effect));
      return { ...result, effects };
    },
  });
  await running.say('ticket');
  return running;
}

const ACTIONS: readonly DeskAction[] = [
  { kind: 'claim' },
  { kind: 'assign', agent: 'x' },
  { kind: 'transfer', agent: 'x' },
  { kind: 'merge', into: 'T1002' },
  { kind: 'note', text: 'x' },
  { kind: 'reply', text: 'x' },
  { kind: 'resolve' },
  { kind: 'reopen' },
  { kind: 'handback' },
  { kind: 'retryDelivery', lineSeq: 1 },
  { kind: 'setPriority', priority: 'P1', reason: 'x' },
];

describe('roles', () => {
  it.each(ACTIONS)('keep those who only look from $kind, whatever the way in (CVE-2026-40591)', async (action) => {
    const { desk, store } = await withTicket();
    for (const role of ['viewer', 'operator'] as const) {
      expect(await desk.act(user(role), 'T1001', action)).toEqual({ kind: 'refused', reason: 'not-allowed' });
    }
    expect(await store.ticket('T1001')).toMatchObject({ status: 'open' });
    const [entry] = await store.auditEntries({ limit: 1 });
    expect(entry).toMatchObject({ user: 'operator', action: `ticket.${action.kind}`, outcome: 'not-allowed' });
  });

  it('say the same of a ticket that is not there to everybody who may look (CVE-2026-115725)', async () => {
    const { desk } = await withTicket();
    for (const role of ROLES) {
      expect(await desk.ticket(user(role), 'T4711')).toEqual({ kind: 'refused', reason: 'not-found' });
    }
  });

  it('decide who reads figures, the audit log and exports', async () => {
    const { desk } = await withTicket();
    const allowed = async (ask: (who: DeskUser) => Promise<unknown>) => {
      const answers = await Promise.all(ROLES.map(async (role) => [role, await ask(user(role))] as const));
      return answers.filter(([, answer]) => !JSON.stringify(answer).includes('"refused"')).map(([role]) => role);
    };
    expect(await allowed((who) => desk.reports(who, DAY))).toEqual(['lead', 'operator', 'admin']);
    expect(await allowed((who) => desk.audit(who, { limit: 1 }))).toEqual(['operator', 'admin']);
    expect(await allowed((who) => desk.exportTickets(who, DAY))).toEqual(['lead', 'admin']);
  });
});

describe('phone numbers', () => {
  it('are masked for those who do not call merchants, everywhere in the answer', async () => {
    const { desk } = await withTicket();
    const seen = await openTicket(desk, 'T1001', user('viewer'));
    expect(seen.masked).toBe(true);
    expect(JSON.stringify(seen)).not.toMatch(/13800138000|13912345678/);
    expect(JSON.stringify(await desk.tickets(user('viewer'), { limit: 5 }))).not.toContain('13800138000');
    expect((await openTicket(desk, 'T1001', user('agent'))).ticket.contactPhone).toBe('13800138000');
  });

  it('are shown to operators only on purpose, with a fresh sign-in, and that is written down', async () => {
    const { desk, store, advance } = await withTicket();
    expect(await desk.ticket(user('viewer'), 'T1001', true)).toMatchObject({ reason: 'not-allowed' });
    expect(await desk.ticket(user('operator'), 'T1001', true)).toMatchObject({
      ticket: { contactPhone: '13800138000' },
    });
    expect((await store.auditEntries({ limit: 1 }))[0]).toMatchObject({ action: 'ticket.unmask', outcome: 'ok' });
    advance(5 * MINUTE);
    expect(await desk.ticket(user('operator'), 'T1001', true)).toMatchObject({ reason: 'not-fresh' });
  });

  it('are told from serials and other numbers', () => {
    expect(maskPhones('call 138 0013 8000 or +86 13800138000')).toBe('call 138****8000 or 138****8000');
    expect(maskPhones('SN 0138001380001 ICCID 89860013800138000123')).toBe(
      'SN 0138001380001 ICCID 89860013800138000123',
    );
  });
});

describe('the audit log', () => {
  it('keeps every action, look, export and refusal, in a chain that holds', async () => {
    const { desk, store } = await withTicket();
    const agent = user('agent');
    await desk.act(agent, 'T1001', { kind: 'claim' });
    await desk.act(agent, 'T1001', { kind: 'reply', text: 'a secret word' });
    await desk.ticket(agent, 'T1001');
    await desk.ticket(agent, 'T1001');
    await desk.exportTickets(user('lead'), DAY);
    await desk.act(user('agent', 'other'), 'T1001', { kind: 'resolve' });
    const page = await desk.audit(user('admin'), { limit: 100 });
    if ('kind' in page) throw new Error(page.reason);
    expect(page.entries.map(({ user: who, action, outcome }) => `${who} ${action} ${outcome}`)).toEqual([
      'other ticket.resolve claimed-by-other',
      'lead export.tickets ok',
      'agent ticket.view ok',
      'agent ticket.reply ok',
      'agent ticket.claim ok',
    ]);
    expect(page.chain).toEqual({ entries: 5 });
    expect(JSON.stringify(await store.auditEntries({ limit: 100 }))).not.toContain('a secret word');
  });

  it('cannot be changed by way of the database, and shows when it was changed around it', async () => {
    const { desk, store, path } = await withTicket();
    for (const text of ['one', 'two', 'three']) await desk.act(user('agent'), 'T1001', { kind: 'note', text });
    const database = new DatabaseSync(path);
    expect(() => database.exec("update audit set user_name = 'nobody' where seq = 2")).toThrow('only grows');
    expect(() => database.exec('delete from audit')).toThrow('only grows');
    database.exec('drop trigger audit_no_update');
    database.exec("update audit set user_name = 'nobody' where seq = 2");
    expect(await store.verifyAudit()).toMatchObject({ brokenAt: 2 });
    database.exec("update audit set user_name = 'agent' where seq = 2");
    expect(await store.verifyAudit()).toEqual({ entries: 3 });
    database.exec('drop trigger audit_no_delete');
    database.exec('delete from audit where seq = 3');
    expect(await store.verifyAudit()).toMatchObject({ brokenAt: 3 });
    database.close();
  });

  it('stays one chain when many act at once', async () => {
    const { desk, store } = await withTicket();
    const notes = Array.from({ length: 20 }, (_, index) => ({ kind: 'note', text: `n${index}` }) as const);
    await Promise.all(notes.map((note, index) => desk.act(user('agent', `a${index}`), 'T1001', note)));
    expect(await store.verifyAudit()).toEqual({ entries: 20 });
  });
});

describe('the export', () => {
  it('makes no formula of what merchants wrote (CVE-2014-3524)', async () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n@x']) {
      expect(csvCell(text)).toMatch(/^"'/);
    }
    expect([csvCell('plain'), csvCell('a,b'), csvCell('say "hi"'), csvCell(undefined), csvCell(-5)]).toEqual([
      'plain',
      '"a,b"',
      '"say ""hi"""',
      '',
      '-5',
    ]);
    const { desk } = await withTicket();
    const csv = await desk.exportTickets(user('lead'), DAY);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""13912345678"")"`);
    expect(String(csv).split('\r\n')).toHaveLength(3);
  });

  it('needs a sign-in of the last five minutes and a range that ends', async () => {
    const { desk, advance } = await withTicket();
    expect(await desk.exportTickets(user('lead'), { fromMs: 0, toMs: START_MS })).toMatchObject({ reason: 'too-wide' });
    advance(5 * MINUTE);
    expect(await desk.exportTickets(user('lead'), DAY)).toMatchObject({ reason: 'not-fresh' });
    expect(await desk.exportTickets({ name: 'lead', role: 'lead' }, DAY)).toMatchObject({ reason: 'not-fresh' });
  });
});

describe('a card number in pieces', () => {
  it('is masked in the search and the history of a ticket too, once the second piece shows what the first one was', async () => {
    const { say, store, path, desk } = await runPipeline({
      respond: (state, event, guide, now) => {
        const text = event.kind === 'message' ? event.message.text : '';
        const draft = plainDraft({ merchantWords: text, screenText: text });
        const effect =
          state === undefined
            ? ({ kind: 'openTicket', draft: plainDraft(), answerDueMs: now + 1 } as const)
            : ({ kind: 'updateTicket', draft } as const);
        return { ...scriptedRespond(state, event, guide, now), effects: [effect] };
      },
    });
    await say('hello');
    await say('4111 1111 11');
    expect((await store.tickets({ search: '4111 1111 11', limit: 5 })).map(({ number }) => number)).toEqual(['T1001']);
    await say('11 1111');
    expect(await store.tickets({ search: '4111 1111 11', limit: 5 })).toEqual([]);
    expect(JSON.stringify(await openTicket(desk))).not.toContain('4111 1111 11');
    const database = new DatabaseSync(path);
    const rows = database.prepare('select changes from ticket_events').all();
    expect(JSON.stringify(rows)).toContain('screenText');
    expect(JSON.stringify(rows)).not.toContain('4111 1111 11');
    database.close();
  });
});
