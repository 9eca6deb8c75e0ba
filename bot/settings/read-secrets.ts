/** Reads settings that belong together: all of them, or none. */

import { ConfigFault } from '../faults.ts';
import { type Environment, readValue } from './read-setting.ts';

/** The secrets of a channel or a sink, or undefined when none is set; some but not all is a fault that names the rest. */
export function readSecrets<Name extends string>(
  env: Environment,
  channel: string,
  names: readonly Name[],
): Readonly<Record<Name, string>> | undefined {
  const pairs = names.map((name) => [name, readValue(env, name)] as const);
  const missing = pairs.filter(([, value]) => value === undefined).map(([name]) => name);
  if (missing.length === names.length) return undefined;
  if (missing.length === 0) return Object.fromEntries(pairs) as Record<Name, string>;
  const set = names.filter((name) => !missing.includes(name));
  throw new ConfigFault({
    code: 'channel-incomplete',
    what: `${channel} is half set up: ${set.join(', ')} set, ${missing.join(', ')} missing`,
    remedy: `Set ${missing.join(' and ')} too, or unset ${set.join(' and ')} to leave ${channel} off.`,
  });
}

/** Settings that may be left out, without those that are. */
export function present<Settings extends object>(
  settings: Settings,
): { [K in keyof Settings]?: Exclude<Settings[K], undefined> } {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof Settings]?: Exclude<Settings[K], undefined> };
}
