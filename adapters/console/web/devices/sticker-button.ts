/** Makes stickers for terminals, and opens the sheet to print. */

import { useState } from 'preact/hooks';
import type { StickerPlace } from '../../device-office.ts';
import { html, type Markup } from '../html.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { useAnswer } from '../use-answer.ts';
import { fetchPlaces, makeStickers } from './device-api.ts';
import { deviceWords } from './words.ts';

interface StickerButtonProps {
  readonly serials: readonly string[];
  readonly label: string;
  readonly onMade: (() => void) | undefined;
}

/** A browser opens a page only on a press, so the sheet is a link once it is made. */
export function StickerButton({ serials, label, onMade }: StickerButtonProps): Markup {
  const places = useAnswer('sticker places', fetchPlaces, false).value?.places ?? ['web'];
  const [place, setPlace] = useState<StickerPlace>('web');
  const [state, setState] = useState<{ readonly busy?: true; readonly sheet?: string; readonly code?: string }>({});
  const say = deviceWords();
  const make = async (): Promise<void> => {
    setState({ busy: true });
    const made = await makeStickers(serials, place);
    setState(made.kind === 'done' ? { sheet: made.value } : { code: made.code });
    onMade?.();
  };
  const { busy, sheet, code } = state;
  return html`<span class="line">
    ${
      places.length > 1
        ? html`<select aria-label=${say.stickers} value=${place} onChange=${(event: Event) => setPlace((event.currentTarget as HTMLSelectElement).value as StickerPlace)}>
          ${places.map((one) => html`<option key=${one} value=${one}>${say.places[one]}</option>`)}
        </select>`
        : null
    }
    <button type="button" disabled=${busy === true} onClick=${() => void make()}>${label}</button>
    ${sheet === undefined ? null : html`<a href=${sheet} target="_blank" rel="noopener">${say.open}</a>`}
    ${code === undefined ? null : html`<span class="problem" role="alert">${problemInWords({ code })}</span>`}
  </span>`;
}
