/** A real browser for tests, from npm packages alone: no system browser, library or font is needed. */

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext } from 'playwright-core';
import { chromium } from 'playwright-core';
import { makeOwnedFolder } from '#test/fixtures/owned-folder.ts';

/** How big the page is, and what the browser says it prefers. */
export interface BrowserOptions {
  readonly width: number;
  readonly height: number;
  /** BCP 47 tag that the browser asks for; `zh-CN` by default. */
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
}

/** An open browser; `close` ends it and forgets its profile. */
export interface LaunchedBrowser {
  readonly pages: BrowserContext;
  close(): Promise<void>;
}

/** For everything on a page, however busy the machine is. */
const WAIT_MS = 60_000;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** The browser's package holds a Linux binary for Intel processors; elsewhere its tests cannot run. */
export const browserRunsHere = process.platform === 'linux' && process.arch === 'x64';

/** Where this machine keeps temporary files; for the rest of the process, browsers are among its own. */
const PLACE = tmpdir();
let own: string | undefined;

/** The folder of everything that browsers of this process write. */
function useOwnFolder(): string {
  if (own !== undefined) return own;
  const folder = makeOwnedFolder('browser', PLACE);
  own = folder;
  // Whoever runs in here under another account has to get through.
  chmodSync(folder, 0o711);
  // Playwright makes folders of profiles where the process has its temporary files, and cannot be told of another place.
  process.env.TMPDIR = folder;
  // Of a killed process it goes with the next run's beginning.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Starts Chromium. The first call on a machine unpacks it (200 MB, some seconds). */
async function startChromium(): Promise<Browser> {
  const home = await unpackBrowser();
  const folder = useOwnFolder();
  return await chromium.launch({
    executablePath: join(home, 'chromium'),
    args: FLAGS,
    env: { ...definedOnly(process.env), ...browserEnvironment(home), XDG_CONFIG_HOME: folder },
  });
}

async function openProfile(browser: Browser, options: BrowserOptions): Promise<BrowserContext> {
  const pages = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    locale: options.locale ?? 'zh-CN',
    colorScheme: options.colorScheme ?? 'light',
  });
  pages.setDefaultTimeout(WAIT_MS);
  return pages;
}

/** Starts a browser with a fresh profile. */
export async function launchBrowser(options: BrowserOptions): Promise<LaunchedBrowser> {
  const browser = await startChromium();
  return { pages: await openProfile(browser, options), close: () => browser.close() };
}

/** Many browsers in one process: each has a profile of its own, with its cookies, storage and network. */
export interface Browsers {
  open(options: BrowserOptions): Promise<LaunchedBrowser>;
  /** Ends the process, which takes longer to start than most of what is done in it. */
  close(): Promise<void>;
}

/** None opened yet. */
export function createBrowsers(): Browsers {
  let starting: Promise<Browser> | undefined;
  return {
    async open(options) {
      starting ??= startChromium();
      const pages = await openProfile(await starting, options);
      return { pages, close: () => pages.close() };
    },
    async close() {
      await (await starting)?.close();
      starting = undefined;
    },
  };
}

/**
 * Unpacks the browser into a folder of the temp directory that is named after its version, and returns that folder.
 * Whoever loses a race uses the winner's folder: it appears by a rename, so it is never half full.
 */
async function unpackBrowser(): Promise<string> {
  const home = join(PLACE, `posdesk-chromium-${await packageVersion()}-${process.getuid?.() ?? 'any'}`);
  if (existsSync(join(home, 'chromium'))) return home;
  const fresh = makeOwnedFolder('unpack', PLACE);
  // The package adds the shared libraries that a bare machine lacks only where it believes to be on Lambda.
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'unpack-browser.ts')], {
    env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  await writeFile(join(fresh, 'fonts.conf'), fontSettings(join(home, 'fonts')));
  await putInPlace(fresh, home);
  return home;
}

async function putInPlace(fresh: string, home: string): Promise<void> {
  try {
    await rename(fresh, home);
  } catch {
    // Whatever looks after old temporary files may have left a part of it, which goes aside.
    if (!existsSync(join(home, 'chromium'))) {
      await rename(home, join(makeOwnedFolder('remains', PLACE), 'home'));
      await rename(fresh, home);
    }
    await rm(fresh, { recursive: true, force: true });
  }
}

async function packageVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest: unknown = JSON.parse(await readFile(join(entry, '..', '..', '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0';
}

function browserEnvironment(home: string): Record<string, string> {
  const libraries = join(home, 'al2023', 'lib');
  // A machine with its own fonts shows Chinese; a bare one gets the package's Latin font.
  return existsSync('/etc/fonts/fonts.conf')
    ? { LD_LIBRARY_PATH: libraries }
    : { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(home, 'fonts.conf') };
}

function fontSettings(folder: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
