/** The official account as a channel like all others. */

import { describeChannel } from '#test/contracts/channel.contract.ts';
import {
  type AccountOptions,
  eventFields,
  MERCHANT,
  messageFields,
  openAccount,
} from '#test/fixtures/fake-weixin-account.ts';
import type { Fields } from '#test/fixtures/fake-weixin-caller.ts';

/** More than any test sends: quotas have tests of their own. */
const QUOTAS = { message: 1_000, tap: 1_000 };
const SEND = '/cgi-bin/message/custom/send';

function describeAccount(name: string, options: AccountOptions): void {
  describeChannel(name, async (desk) => {
    const account = await openAccount(desk, { quotas: QUOTAS, ...options });
    const { weixin, caller } = account;
    const textFields = (id: string, text: string, atMs = desk.now()): Fields => ({
      ...messageFields('text', id, atMs),
      Content: text,
    });
    const post = async (fields: Fields, counts: 'message' | 'tap') => {
      weixin.act(MERCHANT, counts);
      return caller.post(fields);
    };
    const genuine = textFields('broken', 'hello');
    const fault = (
      how: Parameters<typeof weixin.fail>[0]['how'],
      result: 'retry' | 'held' | 'refused' | 'delivered',
    ) => ({
      arrange: () => weixin.fail({ path: SEND, how }),
      result,
    });
    const old = String(Math.floor(desk.now() / 1000) - 301);
    const ahead = String(Math.floor(desk.now() / 1000) + 301);
    const xml = (body: string) => () => caller.post(genuine, { body });
    return {
      channel: account.channel,
      send: ({ id, text, sentAtMs }) => post(textFields(id, text, sentAtMs), 'message'),
      tap: ({ id, choiceId, label }) => post({ ...textFields(id, label), bizmsgmenuid: choiceId }, 'tap'),
      broken: {
        'no signature': () => caller.post(genuine, { query: { signature: undefined } }),
        'a wrong signature': () => caller.post(genuine, { query: { signature: '0'.repeat(40) } }),
        'a short signature': () => caller.post(genuine, { query: { signature: 'ab' } }),
        'no timestamp': () => caller.post(genuine, { query: { timestamp: undefined } }),
        'another nonce': () => caller.post(genuine, { query: { nonce: 'x' } }),
        'a signature of yesterday': () => caller.post(genuine, { timestamp: old }),
        'a signature of tomorrow': () => caller.post(genuine, { timestamp: ahead }),
        'a timestamp that is none': () => caller.post(genuine, { timestamp: 'NaN' }),
        'a timestamp in milliseconds': () => caller.post(genuine, { timestamp: String(desk.now()) }),
        'an empty body': xml(''),
        'a body that is no XML': xml('{"hello":1}'),
        'an entity bomb': xml('<!DOCTYPE a [<!ENTITY b "c">]><xml><Content>&b;</Content></xml>'),
        'half a message': xml('<xml><FromUserName>x</FromUserName>'),
        'too much': xml(`<xml><Content>${'x'.repeat(70_000)}</Content></xml>`),
        'nobody as sender': () => caller.post({ ...genuine, FromUserName: '../../etc' }),
        'a wrong check of the address': () => caller.verify('echo', { query: { signature: 'no' } }),
      },
      ignored: {
        'a type of the future': () => caller.post(messageFields('hologram', '1', desk.now())),
        'an event that is none of ours': () => caller.post(eventFields('TEMPLATESENDJOBFINISH', '', desk.now())),
        'a click on a link': () => caller.post(eventFields('VIEW', 'https://example.com', desk.now())),
        'somebody who leaves': () => caller.post(eventFields('unsubscribe', '', desk.now())),
        'an empty text': () => caller.post({ ...genuine, Content: '' }),
      },
      platform: {
        shown: () =>
          weixin.seen(MERCHANT).map(({ text, choices }) => ({ text, choices: choices.map((one) => one.label) })),
        violations: () => weixin.violations,
        idempotent: false,
        faults: {
          'system busy': fault({ errcode: -1 }, 'retry'),
          'called too often': fault({ errcode: 45011 }, 'retry'),
          'window closed': fault({ errcode: 45015 }, 'held'),
          'quota used': fault({ errcode: 45047 }, 'held'),
          'not a follower': fault({ errcode: 43004 }, 'refused'),
          'daily limit': fault({ errcode: 45009 }, 'refused'),
          'no answer in time': fault('hang', 'retry'),
          'a broken line': fault('drop', 'retry'),
          'no JSON': fault('nonsense', 'retry'),
          'status 502': fault({ status: 502 }, 'retry'),
          'an expired token': { arrange: () => weixin.expireTokens(42001), result: 'delivered' },
          'a token that somebody else replaced': { arrange: () => weixin.expireTokens(40001), result: 'delivered' },
          'no token to be had': {
            arrange() {
              weixin.expireTokens(42001);
              weixin.fail({ path: '/cgi-bin/stable_token', how: { errcode: 40164 } });
            },
            result: 'retry',
          },
        },
      },
      close: () => account.close(),
    };
  });
}

describeAccount('wechat with encryption', { mode: 'aes' });
describeAccount('wechat in plain mode', { mode: 'plain' });
describeAccount('wechat in compatible mode', { mode: 'compatible' });
describeAccount('wechat without menus', { menus: false });
