/** A visit to the console's page in a browser and against a desk in memory, new for each test of a file. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import type { TicketView } from '#adapters/console/wire.ts';
import type { DeskPermission } from '#adapters/desk-contract.ts';
import type { TranscriptLine } from '#dialogs/conversation.ts';
import { ticketLike } from '#test/fixtures/fake-tickets.ts';
import { type ConsolePage, openConsolePage } from './console-page.ts';
import { type ConsoleWorld, openConsoleWorld } from './console-world.ts';
import { createBrowsers, type LaunchedBrowser } from './launch-browser.ts';

/** The instant at which the visit begins, in epoch milliseconds. */
export const NOW = Date.now();
/** A ticket that nobody has claimed; its promise ends soon, and not before the tests of a file do on a slow machine. */
export const OPEN = ticketLike({ openedAtMs: NOW, updatedAtMs: NOW, answerDueMs: NOW + 14 * 60_000 });
/** A ticket of the agent whose page it is. */
export const OWN = ticketLike({ ...OPEN, status: 'claimed', agent: '小王' });

/** A line of a transcript. */
export function said(
  from: TranscriptLine['from'],
  text: string,
  seq = 1,
  more: Partial<TranscriptLine> = {},
): TranscriptLine {
  return { seq, atMs: NOW, from, text, ...more };
}

/** What a test does with the console. */
export interface ConsoleVisit {
  browser(): LaunchedBrowser;
  /** The desk of the running test. */
  world(): ConsoleWorld | undefined;
  /** The page of the running test. */
  agent(): ConsolePage | undefined;
  /** Serves a desk to an agent who may do this; everything when left out. */
  serve(may?: readonly DeskPermission[]): Promise<ConsoleWorld>;
  /** Opens a place of a desk, on a page of its own unless one is given. */
  look(at: ConsoleWorld, path?: string, page?: Page): Promise<ConsolePage>;
  /** Opens a ticket of a desk that has no other. */
  lookAt(view?: Partial<TicketView>, ticket?: typeof OWN): Promise<ConsolePage>;
}

/** Opens a browser for each test, with nothing in it of the tests before; a page that complained fails its test. */
export function useConsole(): ConsoleVisit {
  const browsers = createBrowsers();
  let browser: LaunchedBrowser | undefined;
  let world: ConsoleWorld | undefined;
  let agent: ConsolePage | undefined;

  beforeEach(async () => {
    browser = await browsers.open({ width: 1280, height: 860 });
  });
  afterAll(browsers.close);
  afterEach(async () => {
    const complaints = agent?.complaints ?? [];
    await browser?.close();
    await world?.close();
    agent = undefined;
    expect(complaints).toEqual([]);
  });

  const opened = (): LaunchedBrowser => {
    if (!browser) throw new Error('The browser is not open yet.');
    return browser;
  };
  const serve: ConsoleVisit['serve'] = async (may) => {
    world = await openConsoleWorld(may);
    return world;
  };
  const look: ConsoleVisit['look'] = async (at, path = '', page) => {
    agent = await openConsolePage(page ?? (await opened().pages.newPage()), `${at.url}/${path}`);
    await agent.page.waitForSelector('#sign-out');
    return agent;
  };
  return {
    browser: opened,
    world: () => world,
    agent: () => agent,
    serve,
    look,
    async lookAt(view = {}, ticket = OWN) {
      const desk = await serve();
      desk.put(ticket, view);
      const page = await look(desk, `#/${ticket.number}`);
      await page.page.waitForSelector('.ticket-head');
      return page;
    },
  };
}
