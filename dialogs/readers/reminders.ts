/** Reads whether a merchant wants reminders of what ends: "不要再提醒", and its opposite. */

import type { Reader } from './reader.ts';

/** Only in its own words: whoever merely sounds tired of something keeps being reminded. */
export const readReminders: Reader = (hearing) => {
  if (hearing.cue('no-reminders')) return { kind: 'reminders', on: false };
  return hearing.cue('reminders-again') ? { kind: 'reminders', on: true } : undefined;
};
