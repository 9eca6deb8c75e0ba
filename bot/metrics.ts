/** What posdesk measures of itself, as Prometheus reads it. */

import type { Express } from 'express';
import type { ContentState } from './watch-content.ts';

/** One measured value. */
export interface Metric {
  /** Without the prefix `posdesk_`; a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** How the content stands. */
export function contentMetrics(state: ContentState): readonly Metric[] {
  const { revision, loadedAtMs, problems, reloads, failures } = state;
  return [
    { name: 'content_info', help: 'The content that is being served.', value: 1, labels: { revision } },
    { name: 'content_loaded_seconds', help: 'When it was loaded, in Unix time.', value: loadedAtMs / 1000 },
    {
      name: 'content_problems',
      help: 'What keeps the files as they are now from being served.',
      value: problems.length,
    },
    { name: 'content_reloads_total', help: 'Changes of the content that were taken.', value: reloads },
    { name: 'content_reload_failures_total', help: 'Changes of the content that were refused.', value: failures },
  ];
}

/** Answers `/metrics` with what `read` measures at that moment. */
export function addMetrics(app: Express, read: () => readonly Metric[]): void {
  app.get('/metrics', (_request, response) => {
    response.set('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8');
    response.send(read().map(renderMetric).join(''));
  });
}

function renderMetric({ name, help, value, labels = {} }: Metric): string {
  const kind = name.endsWith('_total') ? 'counter' : 'gauge';
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/["\\\n]/g, '\\$&')}"`);
  const shown = pairs.length > 0 ? `{${pairs.join(',')}}` : '';
  return `# HELP posdesk_${name} ${help}\n# TYPE posdesk_${name} ${kind}\nposdesk_${name}${shown} ${value}\n`;
}
