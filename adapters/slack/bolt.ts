/** Bolt, loaded when it is first needed: importing it takes as long as opening the rest of posdesk's channels. */

import type { Logger } from '@slack/bolt';

const importBolt = () => import('@slack/bolt');

/** The library as a module. */
export type Bolt = Awaited<ReturnType<typeof importBolt>>;

let loading: Promise<Bolt> | undefined;

/** Loads Bolt once. */
export function loadBolt(): Promise<Bolt> {
  loading ??= importBolt();
  return loading;
}

/** What looks like a token of Slack's. */
const TOKEN = /\bx(?:ox[a-z]|app|oxe)[.-][\w.-]+/g;
const LONGEST = 200;

/**
 * A logger for Bolt and its clients, so that nothing goes to the console: warnings and errors are passed on, short and
 * without tokens, and what it would say while debugging is dropped, as that holds whole messages.
 */
export function createLibraryLogger(bolt: Bolt, warn: (event: string, fields: { says: string }) => void): Logger {
  const pass = (...parts: readonly unknown[]): void => {
    const words = parts.map((part) => (part instanceof Error ? part.name : String(part))).join(' ');
    warn('slack-library', { says: words.replaceAll(TOKEN, '***').slice(0, LONGEST) });
  };
  const drop = (): void => {};
  return {
    debug: drop,
    info: drop,
    warn: pass,
    error: pass,
    setLevel: drop,
    getLevel: () => bolt.LogLevel.ERROR,
    setName: drop,
  };
}
