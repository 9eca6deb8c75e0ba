/** The manifest that operators paste asks for what the code uses, and the guides name what there is. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BOT_EVENTS, BOT_SCOPES } from '#adapters/slack/permissions.ts';

const folder = new URL('../../docs/channels/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const manifest = parse(read('slack-manifest.yaml'));

describe('the manifest of the Slack app', () => {
  it('asks for the permissions and events that the code uses, and for no others', () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(BOT_SCOPES));
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(BOT_EVENTS);
  });

  it('sends events and taps to the path of the channel', () => {
    const { event_subscriptions: events, interactivity } = manifest.settings;
    for (const url of [events.request_url, interactivity.request_url])
      expect(new URL(url).pathname).toBe('/slack/events');
    expect(interactivity.is_enabled).toBe(true);
  });

  it('lets merchants write to the app, and keeps the token as it is', () => {
    expect(manifest.features.app_home).toMatchObject({
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    // A rotated token would end what was set up here after half a day.
    expect(manifest.settings.token_rotation_enabled).toBe(false);
  });

  it('keeps to the lengths that Slack takes', () => {
    expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
    expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
  });

  it('is what both guides tell to paste', () => {
    for (const guide of ['slack.md', 'slack.zh.md']) {
      expect(read(guide)).toContain('(slack-manifest.yaml)');
      for (const name of ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'])
        expect(read(guide)).toContain(name);
    }
  });
});
