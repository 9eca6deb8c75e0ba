/** The page of an application: reads it, draws it, and sends what the merchant does. */

import type { RenewalPage } from '#adapters/renewal-contract.ts';
import { byId, element } from '#adapters/web/dom.ts';
import type { Locale } from '#knowledge/guide.ts';
import { type Answer, chooseVisit, readPage, removePhoto, sayApplicant, sendIn, sendPhoto } from './ask-server.ts';
import { drawPage, type PageActions } from './draw-page.ts';
import { shrinkPhoto } from './shrink-photo.ts';
import { type Fault, WORDS } from './wording.ts';

/** How often a page that stands open looks for what agents have done. */
const LOOK_MS = 15_000;
const SAID_MS = 6_000;
const LOCALES: readonly string[] = ['zh-Hans', 'zh-Hant', 'en'] satisfies readonly Locale[];

let page: RenewalPage | undefined;
let locale: Locale = navigator.language.startsWith('en')
  ? 'en'
  : /hant|tw|hk|mo/i.test(navigator.language)
    ? 'zh-Hant'
    : 'zh-Hans';
let chosen = false;
let standing: Fault | undefined;
let sending: ReadonlySet<string> = new Set();
let hush: ReturnType<typeof setTimeout> | undefined;

const actions: PageActions = {
  onApplicant: (applicant) => void take(sayApplicant(applicant)),
  onPhotos: (material, files) => void sendAll(material, files),
  onRemove: (paper) => void take(removePhoto(paper)),
  onSubmit: () => void take(sendIn()),
  onVisit: (slot) => void take(chooseVisit(slot)),
};

function say(fault: Fault): void {
  const place = byId('said', HTMLParagraphElement);
  place.textContent = WORDS[locale].faults[fault];
  place.hidden = false;
  clearTimeout(hush);
  hush = setTimeout(() => {
    place.hidden = true;
  }, SAID_MS);
}

function show(): void {
  const words = WORDS[locale];
  document.documentElement.lang = locale;
  document.title = words.title;
  for (const one of document.querySelectorAll<HTMLButtonElement>('#languages button')) {
    one.setAttribute('aria-pressed', String(one.dataset.locale === locale));
  }
  byId('name', HTMLHeadingElement).textContent = page?.name[locale] || words.title;
  byId('number', HTMLParagraphElement).textContent = page ? words.number(page.number) : '';
  const main = byId('page', HTMLElement);
  if (!page) {
    const words = standing === undefined ? '…' : WORDS[locale].faults[standing];
    main.replaceChildren(element('p', { class: 'card fault', role: 'alert' }, words));
    return;
  }
  const focus = focusKey();
  main.replaceChildren(...drawPage({ page, locale, sending }, actions));
  if (focus !== undefined) main.querySelector<HTMLElement>(focus)?.focus();
}

/** Where the keyboard was, so that drawing anew does not lose it. */
function focusKey(): string | undefined {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement && at.dataset.material !== undefined)
    return `[data-material="${at.dataset.material}"]`;
  if (at instanceof HTMLInputElement && at.name === 'applicant') return `[name=applicant][value=${at.value}]`;
  return at?.id ? `#${at.id}` : undefined;
}

/** A fault of a page that could not be read at all stands in its place; any other is said beside it. */
function showFault(fault: Fault): void {
  if (page) {
    say(fault);
    return;
  }
  standing = fault;
  show();
}

async function take(asked: Promise<Answer>): Promise<boolean> {
  const answer = await asked;
  if (answer.kind === 'fault') {
    showFault(answer.fault);
    if (answer.fault === 'no-link' || answer.fault === 'expired') return false;
    // What was refused may have changed meanwhile.
    if (answer.fault !== 'failed') await look();
    return false;
  }
  if (!page && !chosen) locale = answer.page.language;
  page = answer.page;
  show();
  return true;
}

async function look(): Promise<void> {
  const answer = await readPage();
  if (answer.kind === 'fault') return answer.fault === 'failed' && page ? undefined : showFault(answer.fault);
  if (!page && !chosen) locale = answer.page.language;
  const changed = JSON.stringify({ ...answer.page, linkUntilMs: 0 }) !== JSON.stringify({ ...page, linkUntilMs: 0 });
  page = answer.page;
  if (changed) show();
}

async function sendAll(material: string, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  sending = new Set([...sending, material]);
  show();
  for (const file of files) {
    if (!(await take(sendPhoto(material, await shrinkPhoto(file))))) break;
  }
  sending = new Set([...sending].filter((one) => one !== material));
  show();
}

byId('languages', HTMLFieldSetElement).addEventListener('click', ({ target }) => {
  const wanted = target instanceof HTMLButtonElement ? target.dataset.locale : undefined;
  if (wanted === undefined || !LOCALES.includes(wanted)) return;
  chosen = true;
  locale = wanted as Locale;
  show();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void look();
});
setInterval(() => {
  if (document.visibilityState === 'visible' && page && sending.size === 0) void look();
}, LOOK_MS);
void look();
