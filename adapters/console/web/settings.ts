/** What somebody has chosen for this browser: language, colours, sound and notifications; kept in the browser. */

import { useEffect, useState } from 'preact/hooks';
import type { Script } from '../wire.ts';
import type { ConsoleLocale } from './wording.ts';

/** Colours: those of the device, or one kind whatever the device says. */
export type Theme = 'device' | 'light' | 'dark';

/** Everything that can be chosen. */
export interface Settings {
  readonly locale: ConsoleLocale;
  readonly theme: Theme;
  /** The script of Chinese that the agent reads and writes. */
  readonly script: Script;
  /** A short tone when a ticket comes in or a merchant answers. */
  readonly sound: boolean;
  /** A notification of the system for the same. */
  readonly notify: boolean;
  /** Single keys that act; whoever dictates or leans on the keyboard wants them off. */
  readonly shortcuts: boolean;
}

const KEY = 'posdesk-console';
/** The language under its name of earlier versions. */
const OLD_LOCALE_KEY = 'posdesk-console-locale';

let settings: Settings = readSettings();
const listeners = new Set<() => void>();

/** What is chosen now. */
export function currentSettings(): Settings {
  return settings;
}

/** Chooses something, for this browser and for good. */
export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still shows what was chosen until the page is closed.
  }
  applySettings();
  for (const listen of listeners) listen();
}

/** Draws again whenever something is chosen. */
export function useSettings(): Settings {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listen = (): void => redraw((count) => count + 1);
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, []);
  return settings;
}

/** Puts language and colours on the page itself. */
export function applySettings(): void {
  document.documentElement.lang = settings.locale;
  if (settings.theme === 'device') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

/** Two sets of words of the same shape; the result gives those of the language chosen. */
export function inWords<Set>(zh: Set, en: Set): () => Set {
  return () => (settings.locale === 'en' ? en : zh);
}

function readSettings(): Settings {
  const first = navigator.language.startsWith('en') ? 'en' : 'zh-Hans';
  const chosen: Partial<Record<keyof Settings, unknown>> = readJson();
  const locale = chosen.locale ?? readText(OLD_LOCALE_KEY);
  return {
    locale: locale === 'en' || locale === 'zh-Hans' ? locale : first,
    script: chosen.script === 'zh-Hant' || chosen.script === 'zh-Hans' ? chosen.script : firstScript(),
    theme: chosen.theme === 'light' || chosen.theme === 'dark' ? chosen.theme : 'device',
    sound: chosen.sound === true,
    notify: chosen.notify === true,
    shortcuts: chosen.shortcuts !== false,
  };
}

/** Browsers of Taiwan, Hong Kong and Macao read traditional characters. */
function firstScript(): Script {
  return /^zh-(Hant|TW|HK|MO)/i.test(navigator.language) ? 'zh-Hant' : 'zh-Hans';
}

function readJson(): Partial<Record<keyof Settings, unknown>> {
  try {
    const kept: unknown = JSON.parse(readText(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function readText(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
