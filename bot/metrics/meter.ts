/** Counts and durations that add up while posdesk runs. */

import { type Metric, renderMetrics } from './prometheus.ts';

/** What is counted or timed, by name. Labels hold names of ours, never what people wrote. */
export interface Meter {
  /** Adds to a counter of the table below. */
  count(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Adds a duration in seconds to a histogram of the table below. */
  time(name: TimerName, seconds: number): void;
  /** Prometheus text. */
  render(): string;
}

const COUNTERS = {
  messages_total: 'Messages from merchants by what became of them.',
  deliveries_total: 'Tries to send a message to a merchant, by channel and how they ended.',
  match_decisions_total: 'What the matcher made of a text.',
  write_failures_total: 'Writes that the database refused, by kind.',
  shed_total: 'Requests turned away because of load, by reason.',
  checkpoints_given_up_total:
    'Times that checkpoints beside the event loop were given up; commits wait for them since.',
  sink_tries_total: 'Tries to tell a sink of a ticket, by sink and how they ended.',
} as const;

const TIMERS = {
  accept_seconds: 'From a message in our hands to COMMIT.',
  turn_seconds: 'One turn to COMMIT, with taking its message in where that is one.',
  answer_seconds: 'From a message in our hands to the COMMIT of its answer.',
} as const;

/** Names of counters. */
export type CounterName = keyof typeof COUNTERS;
/** Names of histograms. */
export type TimerName = keyof typeof TIMERS;

const BUCKETS: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Timings {
  /** Observations at or below each bucket, not added up. */
  readonly counts: number[];
  sum: number;
  count: number;
}

function renderTimer(name: TimerName, { counts, sum, count }: Timings): string {
  let below = 0;
  const buckets = BUCKETS.map((edge, at) => {
    below += counts[at] ?? 0;
    return `posdesk_${name}_bucket{le="${edge}"} ${below}\n`;
  });
  return [
    `# HELP posdesk_${name} ${TIMERS[name]}\n# TYPE posdesk_${name} histogram\n`,
    ...buckets,
    `posdesk_${name}_bucket{le="+Inf"} ${count}\nposdesk_${name}_sum ${sum}\nposdesk_${name}_count ${count}\n`,
  ].join('');
}

interface Counter extends Metric {
  value: number;
}

/** A meter at zero. */
export function createMeter(): Meter {
  const counters = new Map<string, Counter>();
  const timers = new Map<TimerName, Timings>();
  return {
    count(name, labels = {}, by = 1) {
      let key: string = name;
      for (const label in labels) key += `\n${label}\n${labels[label]}`;
      const counter = counters.get(key) ?? { name, help: COUNTERS[name], value: 0, labels };
      if (counter.value === 0) counters.set(key, counter);
      counter.value += by;
    },
    time(name, seconds) {
      const timings = timers.get(name) ?? { counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      const at = BUCKETS.findIndex((edge) => seconds <= edge);
      if (at >= 0) timings.counts[at] = (timings.counts[at] ?? 0) + 1;
      timings.sum += seconds;
      timings.count += 1;
      timers.set(name, timings);
    },
    render() {
      // A line each from the start, so that alerts see a zero and not nothing.
      const zeros = (Object.keys(COUNTERS) as CounterName[])
        .filter((name) => ![...counters.values()].some((metric) => metric.name === name))
        .map((name) => ({ name, help: COUNTERS[name], value: 0 }));
      const histograms = (Object.keys(TIMERS) as TimerName[]).map((name) =>
        renderTimer(name, timers.get(name) ?? { counts: [], sum: 0, count: 0 }),
      );
      return renderMetrics([...counters.values(), ...zeros]) + histograms.join('');
    },
  };
}
