/** Calls the agent when a ticket comes in or a merchant answers: a tone, a notification, for those who want them. */

import type { Ticket } from '#dialogs/ticket.ts';
import { ticketLink } from '../route.ts';
import { currentSettings } from '../settings.ts';
import { agentTexts } from '../tickets.ts';

/** Tickets an agent is called for: new or reopened ones, and one's own that the merchant has moved. Pure. */
export function ticketsToTell(before: readonly Ticket[], after: readonly Ticket[], user: string): readonly Ticket[] {
  const known = new Map(before.map((ticket) => [ticket.number, ticket]));
  return after.filter((ticket) => {
    const old = known.get(ticket.number);
    const waits = ticket.status === 'open' || ticket.status === 'reopened';
    if (old === undefined) return waits;
    if (waits && old.status !== ticket.status) return true;
    return ticket.agent === user && old.status === 'waiting' && ticket.status === 'claimed';
  });
}

/** Calls for these tickets, as loudly as the agent wants it. */
export function tell(tickets: readonly Ticket[]): void {
  const [first] = tickets;
  if (first === undefined) return;
  const { sound, notify, locale } = currentSettings();
  if (sound) playTone();
  if (!notify || !document.hidden || Notification.permission !== 'granted') return;
  const body = agentTexts(first, locale).summary.split('\n')[0] ?? '';
  const notification = new Notification(`${first.priority} ${first.number}`, { body, tag: first.number });
  notification.addEventListener('click', () => {
    window.focus();
    location.hash = ticketLink(first.number);
    notification.close();
  });
}

/** Asks the browser for leave to notify; true when it is given. */
export async function askToNotify(): Promise<boolean> {
  return 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
}

/** Two short soft notes; a browser that cannot play them stays silent. */
export function playTone(): void {
  try {
    playNotes(new AudioContext());
  } catch {
    // The title and the queue still tell.
  }
}

function playNotes(audio: AudioContext): void {
  [660, 880].forEach((frequency, index) => {
    const note = audio.createOscillator();
    const loudness = audio.createGain();
    const start = audio.currentTime + index * 0.16;
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.0001, start);
    loudness.gain.exponentialRampToValueAtTime(0.12, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.15);
    note.connect(loudness).connect(audio.destination);
    note.start(start);
    note.stop(start + 0.16);
  });
  setTimeout(() => void audio.close(), 1000);
}
