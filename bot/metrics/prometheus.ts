/** Measured values in Prometheus' text form. Pure. */

/** One measured value. */
export interface Metric {
  /** Without the prefix `posdesk_`; a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Prometheus text; values of one name stand together under one heading. */
export function renderMetrics(metrics: readonly Metric[]): string {
  return [...Map.groupBy(metrics, (metric) => metric.name)]
    .map(([name, values]) => {
      const kind = name.endsWith('_total') ? 'counter' : 'gauge';
      const lines = values.map(({ labels, value }) => `posdesk_${name}${renderLabels(labels)} ${value}\n`);
      return `# HELP posdesk_${name} ${values[0]?.help ?? ''}\n# TYPE posdesk_${name} ${kind}\n${lines.join('')}`;
    })
    .join('');
}

/** Labels in braces; nothing when there are none. */
function renderLabels(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
