/** Slack keeps what every channel promises, against a stand-in that is slow, fails and refuses. */

import type { PlatformFault } from '#test/contracts/channel.contract.ts';
import { describeChannel, type WireMessage } from '#test/contracts/channel.contract.ts';
import {
  type FakeFault,
  messageEvent,
  postEvent,
  postTap,
  SLACK,
  showMessage,
  signSlack,
  tapOn,
  timestampOf,
} from '#test/fixtures/fake-slack.ts';
import { serveSlack } from '#test/fixtures/fake-slack-channel.ts';

const json =
  (body: object): FakeFault =>
  (response) =>
    void response.json(body);
const status = (code: number, headers: Record<string, string> = {}): FakeFault => {
  return (response) => void response.status(code).set(headers).end('<html>no</html>');
};

const FAULTS: Readonly<Record<string, readonly [FakeFault, PlatformFault['result']]>> = {
  'too many calls': [status(429, { 'Retry-After': '3' }), 'retry'],
  'too many calls, without saying how long': [status(429), 'retry'],
  'too many calls, until a date': [status(429, { 'Retry-After': 'Fri, 20 Nov 2026 02:00:09 GMT' }), 'retry'],
  'trouble of its own': [json({ ok: false, error: 'internal_error' }), 'retry'],
  'status 500': [status(500), 'retry'],
  'status 503': [status(503), 'retry'],
  'a page instead of an answer': [(response) => void response.type('html').send('<html>Sign in</html>'), 'retry'],
  'no answer in time': ['hang', 'retry'],
  'the connection breaks': [(response) => void response.destroy(), 'retry'],
  'a redirect': [(response) => void response.redirect('http://127.0.0.1:9/'), 'retry'],
  'the channel is gone': [json({ ok: false, error: 'channel_not_found' }), 'refused'],
  'not in the channel': [json({ ok: false, error: 'not_in_channel' }), 'refused'],
  'the token was revoked': [json({ ok: false, error: 'token_revoked' }), 'refused'],
  'an error nobody knows': [json({ ok: false, error: 'brand_new_error' }), 'refused'],
};

describeChannel('slack', async (desk) => {
  const { channel, slack, url, close } = await serveSlack(desk);
  const signing = { atMs: desk.now() };
  const wire = ({ id, text, sentAtMs = desk.now() }: WireMessage) => ({ ts: timestampOf(id, sentAtMs), text });
  const plain = JSON.stringify(messageEvent({ ts: '1763604000.000001', text: '断网了' }));
  const post = (headers: Record<string, string>, body = plain): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });
  const signed = (body: string, changes: Record<string, string> = {}) =>
    post({ ...signSlack(body, signing), ...changes }, body);
  const event = (fields: Record<string, unknown>) => postEvent(url, messageEvent(fields), signing);
  return {
    channel,
    async send(message) {
      const { ts, text } = wire(message);
      slack.hear({ channel: SLACK.direct, ts, user: SLACK.merchant, text });
      return await event({ ts, text });
    },
    tap: ({ choiceId }) => {
      const offered = slack.posted.findLast(({ blocks }) => blocks?.some(({ type }) => type === 'actions'));
      if (!offered) throw new Error('Nothing was offered.');
      return postTap(url, tapOn(offered, choiceId), signing);
    },
    edit: (message) => {
      const { ts, text } = wire(message);
      const changed = { user: SLACK.merchant, ts, text, edited: { user: SLACK.merchant, ts: '1763604009.000000' } };
      const previous = { user: SLACK.merchant, ts, text: 'before' };
      const change = { subtype: 'message_changed', hidden: true, ts: '1763604009.000100', user: undefined };
      return event({ ...change, message: changed, previous_message: previous });
    },
    broken: {
      'no signature': () => post({}),
      'signature without timestamp': () => post({ 'X-Slack-Signature': `v0=${'a'.repeat(64)}` }),
      'short signature': () => signed(plain, { 'X-Slack-Signature': 'v0=abc' }),
      'signature that is not hexadecimal': () => signed(plain, { 'X-Slack-Signature': `v0=${'z'.repeat(64)}` }),
      'signature of another version': () => signed(plain, { 'X-Slack-Signature': `v1=${'a'.repeat(64)}` }),
      'wrong signature': () => signed(plain, { 'X-Slack-Signature': `v0=${'a'.repeat(64)}` }),
      'another secret': () => post(signSlack(plain, { ...signing, secret: 'f'.repeat(32) })),
      'another body': () => post(signSlack(`${plain} `, signing)),
      'five minutes and a second old': () => post(signSlack(plain, { atMs: desk.now() - 301_000 })),
      'five minutes and a second ahead': () => post(signSlack(plain, { atMs: desk.now() + 301_000 })),
      'timestamp in milliseconds': () => post(signSlack(plain, { atMs: desk.now() * 1_000 })),
      'timestamp that is no number': () => signed(plain, { 'X-Slack-Request-Timestamp': 'NaN' }),
      'no JSON': () => signed('{"type":'),
      'a list': () => signed('[]'),
      null: () => signed('null'),
      'an empty body': () => signed(''),
      'a form without payload': () => signed('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      'a body of a megabyte': () => signed(`"${'a'.repeat(1_000_000)}"`),
      'a compressed body': () => signed(plain, { 'Content-Encoding': 'gzip' }),
      'a GET': () => fetch(url, { headers: signSlack('', signing) }),
    },
    ignored: {
      'our own message': () => event({ ts: '1763604000.000002', text: '您好', user: SLACK.bot, bot_id: 'B1' }),
      'another app': () => event({ ts: '1763604000.000003', text: 'hi', bot_id: 'B2' }),
      'a deletion': () =>
        event({ subtype: 'message_deleted', ts: '1763604000.000004', deleted_ts: '1763604000.000001' }),
      'somebody joined': () => event({ subtype: 'channel_join', ts: '1763604000.000005', text: 'joined' }),
      'a line in a channel that is not for us': () =>
        event({ channel: SLACK.channel, channel_type: 'channel', ts: '1763604000.000006', text: 'lunch?' }),
      'an event we do not know': () => postEvent(url, messageEvent({ type: 'reaction_added', item: 'x' }), signing),
      'an event that is null': () => postEvent(url, { ...messageEvent({}), event: null }, signing),
      'a text that is an object': () => event({ ts: '1763604000.000007', text: { $ne: null } }),
      'a list two hundred thousand deep': () => signed(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
      'a prototype in the body': () => signed('{"__proto__":{"type":"event_callback"},"constructor":{"prototype":{}}}'),
      'a slash command': () =>
        signed('payload=%7B%22command%22%3A%22%2Fx%22%7D', { 'Content-Type': 'application/x-www-form-urlencoded' }),
      'an event of another app': () =>
        postEvent(url, messageEvent({ ts: '1763604000.000008', text: 'hi' }, { api_app_id: 'A0OTHER' }), signing),
    },
    platform: {
      shown: () => slack.posted.map(showMessage),
      violations: () => slack.violations,
      idempotent: true,
      faults: Object.fromEntries(
        Object.entries(FAULTS).map(([what, [fault, result]]) => [
          what,
          { result, arrange: () => slack.fail('chat.postMessage', fault) },
        ]),
      ),
    },
    close,
  };
});
