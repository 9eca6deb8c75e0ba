/** The papers of an application; photos are shown only on demand, as each look is audited. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { OpenedRenewal, ReviewAction } from '#adapters/renewal-contract.ts';
import type { RenewalMaterial } from '#knowledge/guide.ts';
import { html, type Markup } from '../html.ts';
import { currentSettings } from '../settings.ts';
import { may } from '../signed-in.ts';
import { paperAddress } from './renewal-api.ts';
import { say } from './renewal-words.ts';

/** What a part of the page gets. */
export interface RenewalPartProps {
  readonly opened: OpenedRenewal;
  readonly busy: boolean;
  /** Resolves to whether it was done. */
  readonly onAct: (action: ReviewAction) => Promise<boolean>;
}

/** The list of papers. */
export function RenewalPapers({ opened, busy, onAct }: RenewalPartProps): Markup {
  const [shown, setShown] = useState(false);
  const photos = opened.renewal.papers.filter(({ photo }) => photo).length;
  return html`<section class="panel">
    <header class="papers-head">
      <h3>${say().papers}</h3>
      ${photos === 0 || shown || !may('work') ? null : html`<button type="button" id="show-papers" title=${say().showHint} onClick=${() => setShown(true)}>${say().show} (${photos})</button>`}
    </header>
    ${opened.uploads ? null : html`<p class="soft">${say().uploadsOff}</p>`}
    <ul class="papers">${opened.materials.map((material) => h(Material, { key: material.id, material, opened, busy, onAct, shown }))}</ul>
    ${shown ? html`<p class="soft">${say().showHint}</p>` : null}
  </section>`;
}

function Material({
  material,
  opened,
  busy,
  onAct,
  shown,
}: RenewalPartProps & { readonly material: RenewalMaterial; readonly shown: boolean }): Markup {
  const { renewal, missing, actions } = opened;
  const { locale } = currentSettings();
  const papers = renewal.papers.filter((paper) => paper.material === material.id);
  const photos = papers.filter(({ photo }) => photo);
  const byHand = papers.filter(({ photo }) => !photo);
  const valid = papers.filter(({ refused }) => !refused).length;
  const isWanted = missing.includes(material.id);
  const state = isWanted
    ? valid > 0 && valid < material.least
      ? say().partly(valid, material.least)
      : say().wanted
    : material.optional && papers.length === 0
      ? say().optional
      : '';
  const title = material.title[locale];
  return html`<li class="paper" data-id=${material.id}>
    <div class="paper-head">
      <span>${title}</span>
      <span class=${isWanted ? 'bad-text' : 'soft'}>${state}</span>
      <span class="soft">${papers.length > 0 ? `× ${papers.length}` : say().missing}</span>
      ${actions.includes('receive') && may('work') ? html`<button type="button" class="small" disabled=${busy} onClick=${() => void onAct({ kind: 'receive', material: material.id })}>${say().receive}</button>` : null}
    </div>
    ${byHand.map(({ id, by = '' }) => html`<p class="soft" key=${id}>${say().onPaper(by)}</p>`)}
    ${
      shown && photos.length > 0
        ? html`<div class="paper-photos">${photos.map(
            ({ id, refused }, index) =>
              html`<a key=${id} class=${refused ? 'refused' : ''} title=${refused ? say().refused : ''} href=${paperAddress(renewal.number, id)} target="_blank" rel="noopener"><img src=${paperAddress(renewal.number, id)} alt="${title} ${index + 1}" loading="lazy" /></a>`,
          )}</div>`
        : null
    }
  </li>`;
}
