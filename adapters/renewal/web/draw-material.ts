/** Draws one material: what it is, its photos, and the button to add one. */

import { element } from '#adapters/web/dom.ts';
import type { RenewalMaterial } from '#knowledge/guide.ts';
import { photoAddress } from './ask-server.ts';
import type { Drawn } from './drawn.ts';
import { WORDS } from './wording.ts';

/** What can be done with photos. */
export interface PaperActions {
  readonly onPhotos: (material: string, files: readonly File[]) => void;
  readonly onRemove: (paper: string) => void;
}

const PHOTOS = 'image/jpeg,image/png,image/webp,image/*';

function drawPhoto(paper: string, title: string, place: number, drawn: Drawn, onRemove: PaperActions['onRemove']) {
  const words = WORDS[drawn.locale];
  const picture = element('img', {
    src: photoAddress(paper),
    alt: words.photoNamed(title, place),
    width: '84',
    height: '84',
    loading: 'lazy',
  });
  if (!drawn.page.open) return element('li', { class: 'photo' }, picture);
  const remove = element(
    'button',
    { type: 'button', class: 'remove', 'aria-label': words.removeNamed(title, place) },
    '×',
  );
  remove.addEventListener('click', () => onRemove(paper));
  return element('li', { class: 'photo' }, picture, remove);
}

function drawAdd(material: RenewalMaterial, count: number, drawn: Drawn, onPhotos: PaperActions['onPhotos']) {
  const words = WORDS[drawn.locale];
  const input = element('input', {
    type: 'file',
    accept: PHOTOS,
    multiple: material.pages - count > 1,
    'data-material': material.id,
  });
  input.addEventListener('change', () => {
    onPhotos(material.id, [...(input.files ?? [])].slice(0, material.pages - count));
    input.value = '';
  });
  const label = count === 0 ? words.add : words.more;
  return element('label', { class: 'add' }, input, element('span', {}, label));
}

/** How many photos of those that a material wants at least are there; `undefined` where none is, or enough are. */
export function sayPart({ id, least }: RenewalMaterial, { page, locale }: Drawn): string | undefined {
  const have = page.papers.filter(({ material }) => material === id).length;
  return have > 0 && have < least ? WORDS[locale].partly(have, least) : undefined;
}

/** One material of the list. */
export function drawMaterial(material: RenewalMaterial, drawn: Drawn, actions: PaperActions): HTMLElement {
  const { page, locale, sending } = drawn;
  const words = WORDS[locale];
  const title = material.title[locale];
  const papers = page.papers.filter((paper) => paper.material === material.id);
  const photos = papers.filter(({ photo }) => photo);
  const isWanted = page.missing.includes(material.id);
  const onPaper = papers.length > photos.length ? words.onPaper : words.done;
  const wanted = sayPart(material, drawn) ?? words.wanted;
  const state = isWanted ? wanted : papers.length > 0 ? onPaper : material.optional ? words.optional : '';
  const mark = `mark ${isWanted ? 'wanted' : papers.length > 0 ? 'done' : ''}`;
  const more = page.open && page.uploads && photos.length < material.pages && !sending.has(material.id);
  return element(
    'li',
    { class: 'card material', 'data-id': material.id },
    element('div', { class: 'material-head' }, element('h3', {}, title), element('span', { class: mark }, state)),
    material.hint === undefined || !page.open || !page.uploads
      ? undefined
      : element('p', { class: 'hint' }, material.hint[locale]),
    photos.length === 0
      ? undefined
      : element(
          'ul',
          { class: 'photos' },
          ...photos.map(({ id }, index) => drawPhoto(id, title, index + 1, drawn, actions.onRemove)),
        ),
    sending.has(material.id) ? element('p', { class: 'sending', role: 'status' }, words.sending) : undefined,
    more ? drawAdd(material, photos.length, drawn, actions.onPhotos) : undefined,
  );
}
