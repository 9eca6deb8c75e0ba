/** The fields of a terminal, for those who may edit the register. */

import { useState } from 'preact/hooks';
import type { DeviceProblem, DeviceRow } from '../../device-office.ts';
import { html, type Markup } from '../html.ts';
import { problemInWords } from '../ticket/problem-in-words.ts';
import { saveDevice } from './device-api.ts';
import { deviceWords, STATUSES } from './words.ts';

const FIELDS = [
  'serial',
  'model',
  'merchant',
  'store',
  'mid',
  'tid',
  'contractEndsOn',
  'simEndsOn',
  'certificateEndsOn',
  'approvalEndsOn',
  'iccid',
  'carrier',
  'firmware',
] as const;

interface State {
  readonly problems?: readonly DeviceProblem[];
  readonly said?: string;
  readonly failed?: string;
}

interface DeviceFormProps {
  readonly device: DeviceRow | undefined;
  readonly onSaved: (() => void) | undefined;
}

/** Without a device it adds one. */
export function DeviceForm({ device, onSaved }: DeviceFormProps): Markup {
  const [state, setState] = useState<State>({});
  const say = deviceWords();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const values = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
    const fields = { ...(device ? { serial: device.serial } : {}), ...Object.fromEntries(values) };
    const outcome = await saveDevice(fields, device?.updatedAtMs ?? 0);
    if (outcome.kind === 'refused') {
      setState({ failed: outcome.code === 'changed-meanwhile' ? say.changed : problemInWords(outcome) });
      return;
    }
    const saved = outcome.value;
    if (saved.kind === 'wrong') return setState({ problems: saved.problems });
    if (saved.kind === 'changed') return setState({ failed: say.changed });
    setState({ said: say.saved });
    if (!device) location.hash = `#/devices/${saved.device.serial}`;
    onSaved?.();
  };
  const isDay = (name: string): boolean => name.endsWith('On');
  return html`<form class="fields" onSubmit=${(event: Event) => void save(event)}>
    ${FIELDS.map(
      (name) => html`<label key=${name}><span>${say.fields[name]}</span>
        <input name=${name} type=${isDay(name) ? 'date' : 'text'} maxlength="120" required=${name === 'serial'} disabled=${name === 'serial' && device !== undefined} defaultValue=${device?.[name] ?? ''} /></label>`,
    )}
    <label><span>${say.fields.status}</span>
      <select name="status" defaultValue=${device?.status ?? 'active'}>
        ${STATUSES.map((one) => html`<option key=${one} value=${one} selected=${one === (device?.status ?? 'active')}>${say.statuses[one]}</option>`)}
      </select>
    </label>
    <p class="line"><button type="submit">${say.save}</button> ${state.said === undefined ? null : html`<span role="status">${state.said}</span>`}</p>
    ${state.failed === undefined ? null : html`<p class="problem" role="alert">${state.failed}</p>`}
    ${state.problems?.map(({ column, message }) => html`<p class="problem" role="alert" key=${column}>${(say.fields as Record<string, string>)[column] ?? column}: ${message}</p>`)}
  </form>`;
}
