/** Serves the printable pages to whoever has a merchant's link. */

import { readFileSync } from 'node:fs';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { pageHeaders } from '#adapters/serve-page.ts';
import { localDay, sayDay } from '#dialogs/opening-hours.ts';
import { LOCALES, type Locale } from '#knowledge/guide.ts';
import type { MerchantFacts, PreventionDependencies } from './contract.ts';
import { makeSheet } from './make-sheet.ts';
import { openPage, type PageRef } from './page-link.ts';
import { renderSheet } from './render-sheet.ts';
import type { Sheet } from './sheet.ts';
import { type Words, wordsIn } from './wording.ts';

/** Where the pages are on the public listener. */
export const PAGES_PATH = '/p';

const STYLE_PATH = `${PAGES_PATH}/page.css`;
const NAMES: Readonly<Record<Locale, string>> = { 'zh-Hans': '简体', 'zh-Hant': '繁體', en: 'English' };
const ANSWER = /^quiz\d$/;

/** The routes below `PAGES_PATH`: the style sheet, and one page for each token. */
export function createPreventionRoutes(dependencies: PreventionDependencies): RequestHandler {
  const style = readFileSync(new URL('./page.css', import.meta.url), 'utf8');
  const router = Router();
  router.use(pageHeaders);
  router.get('/page.css', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').type('css').send(style);
  });
  router.get('/:token', (request, response, next) => {
    show(dependencies, request, response).catch(next);
  });
  return router;
}

async function show(dependencies: PreventionDependencies, request: Request, response: Response): Promise<void> {
  const { guide, now, secret, factsOf } = dependencies;
  const token = String(request.params.token ?? '');
  const ref = openPage(token, secret, now());
  const facts = ref && (await factsOf(ref.conversationId));
  const locale = chosenLocale(request) ?? facts?.locale ?? 'zh-Hans';
  const words = wordsIn(guide(), locale);
  const today = localDay(guide().institution.hours.timeZone, now());
  const sheet = ref && facts ? makeOne(ref, facts, words, today, request) : expired(words);
  const html = renderSheet(sheet, {
    locale,
    stylePath: STYLE_PATH,
    foot: [words.say('made-on', { day: sayDay(today, locale) }), words.say('print-hint')],
    languages: guide().institution.languages.map((one) => ({
      href: `?lang=${one}`,
      name: NAMES[one],
      current: one === locale,
    })),
  });
  response
    .status(ref && facts ? 200 : 404)
    .set('Cache-Control', 'no-store')
    .set('X-Robots-Tag', 'noindex')
    .type('html')
    .send(html);
}

function makeOne({ page }: PageRef, facts: MerchantFacts, words: Words, today: string, request: Request): Sheet {
  const answers = Object.fromEntries(
    Object.entries(request.query).flatMap(([name, value]) =>
      ANSWER.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
    ),
  );
  return makeSheet(page, { words, facts, today, answers });
}

function chosenLocale(request: Request): Locale | undefined {
  return LOCALES.find((locale) => locale === request.query.lang);
}

function expired(words: Words): Sheet {
  return { title: words.say('expired.title'), lead: words.say('expired'), blocks: [] };
}
