/** The button that saves the tickets of a range as a file; it asks who one is when that was long ago. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import type { TimeRange } from '#adapters/desk-contract.ts';
import { fetchExport } from '../api.ts';
import { ProveWho } from '../frame/prove-who.ts';
import { saveFile } from '../frame/save-file.ts';
import { html, type Markup } from '../html.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';

/** The button. */
export function Export({ range, label }: { readonly range: TimeRange; readonly label: string }): Markup {
  const [state, setState] = useState<{ readonly busy?: true; readonly code?: string }>({});
  const save = async (): Promise<void> => {
    setState({ busy: true });
    const outcome = await fetchExport(range);
    if (outcome.kind === 'refused') return setState({ code: outcome.code });
    setState({});
    saveFile('tickets.csv', 'text/csv', outcome.value);
  };
  const { busy, code } = state;
  return html`<span class="export">
    <button type="button" disabled=${busy === true} onClick=${() => void save()}>${label}</button>
    ${code === undefined || code === 'not-fresh' ? null : html`<span class="problem" role="alert">${problemInWords({ code })}</span>`}
    ${code === 'not-fresh' ? h(ProveWho, { onProven: () => void save(), onCancel: () => setState({}) }) : null}
  </span>`;
}
