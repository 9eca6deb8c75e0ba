/** What the Slack app must be allowed to do, and which events it subscribes to; the manifest asks for the same. */

/** Permissions of the bot token, by what they are for. */
export const BOT_SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'to hear when somebody calls it in a channel',
  'channels:history': 'to read the thread in a public channel',
  'chat:write': 'to answer',
  'files:read': 'to fetch photos of the terminal',
  'groups:history': 'to read the thread in a private channel',
  'im:history': 'to read direct messages',
  'mpim:history': 'to read the thread in a group message',
  'users:read': 'to greet people in the language they have Slack in',
};

/** Events that Slack brings. */
export const BOT_EVENTS: readonly string[] = [
  'app_home_opened',
  'app_mention',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
];

/** What Socket Mode needs of the app token. */
export const APP_TOKEN_SCOPE = 'connections:write';
