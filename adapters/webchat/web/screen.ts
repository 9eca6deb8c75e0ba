/** Everything the merchant sees except the text field. */

import { byId, element } from '#adapters/web/dom.ts';
import { type Entry, updateList } from '#adapters/web/update-list.ts';
import type { Locale } from '#knowledge/guide.ts';
import type { PageLine } from '../wire.ts';
import { createAnnouncer } from './announce.ts';
import { drawDay, drawLine, drawOutgoing } from './draw-line.ts';
import type { Outgoing } from './outbox.ts';
import { awaitsBot, chosenAnswer, type Lines, lastSeq, openQuestion, servedBy, unconfirmed } from './timeline.ts';
import { WORDS, type Words } from './wording.ts';

/** All that decides what the page looks like. */
export interface View {
  readonly lines: Lines;
  readonly outgoing: readonly Outgoing[];
  readonly locale: Locale;
  readonly connection: 'connecting' | 'open' | 'lost';
  /** True when there are earlier lines to read. */
  readonly earlier: boolean;
  readonly historyRead: boolean;
  /** How often an agent was said to be writing since the last answer. */
  readonly writingSigns: number;
}

/** What the merchant can do on the screen. */
export interface ScreenActions {
  onChoose(choice: { readonly id: string; readonly label: string }): void;
  onStarter(text: string): void;
  onLocale(locale: Locale): void;
  onEarlier(): void;
  onRetry(id: string): void;
  onRemove(id: string): void;
}

/** The screen. */
export interface Screen {
  show(view: View): void;
  scrollToEnd(): void;
  /** Lets `change` add lines above without moving the ones in sight. */
  keepPlace(change: () => void): void;
}

/** Near enough to the end to follow new messages. */
const NEAR_END_PX = 120;
/** A bot that has not answered by then is not typing. */
const TYPING_MS = 12_000;
/** An agent who writes on says so again before. */
const AGENT_TYPING_MS = 25_000;
/** A short interruption is no news. */
const BANNER_DELAY_MS = 1500;

/** Takes over the page. */
export function createScreen(actions: ScreenActions): Screen {
  const scroll = byId('scroll', HTMLElement);
  const log = byId('log', HTMLElement);
  const newest = byId('newest', HTMLButtonElement);
  const showTyping = createTyping(scroll);
  const showBanner = createBanner();
  const showTitle = createTitle();
  const showWelcome = createWelcome(actions);
  const announce = createAnnouncer(byId('news', HTMLElement));
  const scrollToEnd = (): void => {
    scroll.scrollTop = scroll.scrollHeight;
    newest.hidden = true;
  };
  const atEnd = (): boolean => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
  byId('earlier', HTMLButtonElement).addEventListener('click', actions.onEarlier);
  newest.addEventListener('click', scrollToEnd);
  scroll.addEventListener('scroll', () => {
    if (atEnd()) newest.hidden = true;
  });
  for (const button of languageButtons()) {
    button.addEventListener('click', () => actions.onLocale(button.dataset.locale as Locale));
  }
  return {
    show(view) {
      const words = WORDS[view.locale];
      const wasAtEnd = atEnd();
      const known = log.childElementCount;
      const hadFocus = log.contains(document.activeElement);
      showLabels(view, words);
      showTitle(view);
      showBanner(view.connection === 'lost', words);
      showWelcome(view, words);
      updateList(log, entriesFor(view, words, actions));
      announce(view.lines, view.historyRead, words);
      if (hadFocus && document.activeElement === document.body) focusAfterChoice(log);
      showTyping(typingIn(view), words);
      if (wasAtEnd) scrollToEnd();
      else if (log.childElementCount > known) newest.hidden = false;
    },
    scrollToEnd,
    keepPlace(change) {
      const fromEnd = scroll.scrollHeight - scroll.scrollTop;
      change();
      scroll.scrollTop = scroll.scrollHeight - fromEnd;
      newest.hidden = true;
    },
  };
}

function entriesFor(view: View, words: Words, actions: ScreenActions): readonly Entry[] {
  const open = openQuestion(view.lines, view.outgoing);
  const entries: Entry[] = [];
  let day = '';
  for (const [index, line] of view.lines.entries()) {
    const date = new Date(line.atMs).toDateString();
    if (date !== day) entries.push({ key: `day ${date}`, look: words.lang, draw: () => drawDay(line.atMs, words) });
    day = date;
    const timed = !goesOn(line, view.lines[index + 1]);
    entries.push(entryForLine(line, { open: line === open, timed }, view, actions));
  }
  for (const outgoing of unconfirmed(view.lines, view.outgoing)) {
    const { onRetry: retry, onRemove: remove } = actions;
    entries.push({
      key: outgoing.message.id,
      look: `${outgoing.state} ${words.lang}`,
      draw: () => drawOutgoing(outgoing, words, { retry, remove }),
    });
  }
  return entries;
}

/** True when the same speaker goes on within the minute. */
function goesOn(line: PageLine, next: PageLine | undefined): boolean {
  return next?.from === line.from && Math.floor(next.atMs / 60_000) === Math.floor(line.atMs / 60_000);
}

function entryForLine(
  line: PageLine,
  { open, timed }: { readonly open: boolean; readonly timed: boolean },
  view: View,
  actions: ScreenActions,
): Entry {
  const words = WORDS[view.locale];
  const chosenId = line.choices === undefined ? undefined : chosenAnswer(view.lines, line);
  return {
    // A message that was on its way keeps its element when it arrives.
    key: line.messageId ?? `line ${line.seq}`,
    look: `line ${words.lang} ${open} ${timed} ${chosenId ?? ''}`,
    draw: () => drawLine(line, words, { open, timed, chosenId, onChoose: actions.onChoose }),
  };
}

function showLabels(view: View, words: Words): void {
  document.documentElement.lang = words.lang;
  byId('name', HTMLElement).textContent = nameOf(view);
  byId('status', HTMLElement).textContent = statusOf(view, words);
  byId('status', HTMLElement).className = view.connection;
  byId('transcript', HTMLElement).setAttribute('aria-label', words.log);
  byId('privacy', HTMLElement).textContent = words.privacy;
  byId('newest', HTMLElement).textContent = words.newest;
  byId('earlier', HTMLElement).textContent = words.earlier;
  byId('earlier', HTMLElement).hidden = !view.earlier;
  byId('languages', HTMLElement).setAttribute('aria-label', words.language);
  for (const button of languageButtons()) {
    button.setAttribute('aria-pressed', String(button.dataset.locale === view.locale));
  }
}

function statusOf(view: View, words: Words): string {
  if (view.connection !== 'open') return words.connecting;
  const by = servedBy(view.lines);
  return by === 'bot' ? words.online : words.servedBy(by.agent);
}

/** The institution's own name, or a neutral one when it has given none. */
function nameOf({ locale }: View): string {
  const names: unknown = JSON.parse(byId('service-name', HTMLMetaElement).content || '{}');
  const name: unknown = typeof names === 'object' && names !== null ? Reflect.get(names, locale) : undefined;
  return typeof name === 'string' && name !== '' ? name : WORDS[locale].serviceName;
}

function languageButtons(): readonly HTMLButtonElement[] {
  return [...byId('languages', HTMLElement).querySelectorAll('button')];
}

function createWelcome(actions: ScreenActions): (view: View, words: Words) => void {
  const welcome = byId('welcome', HTMLElement);
  let shownIn = '';
  return (view, words) => {
    welcome.hidden = !view.historyRead || view.lines.length > 0 || view.outgoing.length > 0;
    if (shownIn === words.lang) return;
    shownIn = words.lang;
    byId('welcome-title', HTMLElement).textContent = words.welcomeTitle;
    byId('welcome-text', HTMLElement).textContent = words.welcomeText;
    const starters = words.starters.map(({ label, text }) => {
      const button = element('button', { type: 'button', class: 'starter' }, label);
      button.addEventListener('click', () => actions.onStarter(text));
      return button;
    });
    byId('starters', HTMLElement).replaceChildren(...starters);
  };
}

/** The title counts the answers that came while the page was out of sight. */
function createTitle(): (view: View) => void {
  let seenSeq = 0;
  return (view) => {
    if (document.visibilityState === 'visible' || seenSeq === 0) seenSeq = lastSeq(view.lines);
    const unseen = view.lines.filter((line) => line.seq > seenSeq && line.from !== 'merchant').length;
    document.title = unseen > 0 ? `(${unseen}) ${nameOf(view)}` : nameOf(view);
  };
}

/** Who is typing, as far as that shows: since which sign, and for how long without another one. */
interface Typing {
  readonly since: string;
  readonly forMs: number;
  readonly scrolls: boolean;
}

function typingIn({ lines, outgoing, writingSigns }: View): Typing | undefined {
  // Whoever reads further up stays there; whoever has just written is at the end.
  if (writingSigns > 0) return { since: `agent ${writingSigns}`, forMs: AGENT_TYPING_MS, scrolls: false };
  const since = `${lines.length}/${outgoing.length}`;
  return awaitsBot(lines, outgoing) ? { since, forMs: TYPING_MS, scrolls: true } : undefined;
}

function createTyping(scroll: HTMLElement): (shown: Typing | undefined, words: Words) => void {
  const typing = byId('typing', HTMLElement);
  let shownSince = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (shown, words) => {
    typing.firstElementChild?.replaceChildren(words.typing);
    if (shown === undefined) {
      shownSince = '';
      typing.hidden = true;
      return clearTimeout(timer);
    }
    if (shownSince === shown.since) return;
    shownSince = shown.since;
    typing.hidden = false;
    if (shown.scrolls) scroll.scrollTop = scroll.scrollHeight;
    clearTimeout(timer);
    timer = setTimeout(() => {
      typing.hidden = true;
    }, shown.forMs);
  };
}

function createBanner(): (lost: boolean, words: Words) => void {
  const banner = byId('banner', HTMLElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (lost, words) => {
    const text = lost ? words.offline : words.cookiesOff;
    if (banner.textContent !== text) banner.textContent = text;
    if (lost) {
      timer ??= setTimeout(() => {
        banner.hidden = false;
      }, BANNER_DELAY_MS);
    } else {
      clearTimeout(timer);
      timer = undefined;
      banner.hidden = navigator.cookieEnabled;
    }
  };
}

/** A tapped choice takes its focus with it; with a keyboard the text field is next, on a phone it would pop up keys. */
function focusAfterChoice(log: HTMLElement): void {
  const next = matchMedia('(pointer: fine)').matches ? byId('text', HTMLTextAreaElement) : log;
  next.focus({ preventScroll: true });
}
