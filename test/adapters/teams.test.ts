/** The Teams channel as a channel, against Microsoft's side on loopback. */

import { afterEach, beforeEach, vi } from 'vitest';
import {
  type ChannelUnderTest,
  describeChannel,
  type OpenChannel,
  type PlatformFault,
} from '#test/contracts/channel.contract.ts';
import { describeChannelInHouse } from '#test/contracts/channel-house.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import type { Failure, FakeTeams } from '#test/fixtures/fake-teams.ts';
import { buttonsOf, messageActivity, readableText, tapActivity } from '#test/fixtures/fake-teams-activity.ts';
import { serveTeams } from '#test/fixtures/fake-teams-channel.ts';

// The library prints the public key whenever it refuses a signature.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

function faultsOf(fake: FakeTeams): Readonly<Record<string, PlatformFault>> {
  const fault = (result: PlatformFault['result'], ...failures: readonly Failure[]): PlatformFault => ({
    arrange: () => fake.failNext(...failures),
    result,
  });
  return {
    'too many requests': fault('retry', { status: 429, retryAfter: '2' }),
    'a lost precondition': fault('retry', { status: 412 }),
    'a bad gateway': fault('retry', { status: 502 }),
    'a gateway timeout': fault('retry', { status: 504 }),
    'an outage': fault('retry', { status: 503 }),
    'no answer in time': fault('retry', { status: 0 }),
    'a blocked bot': fault('refused', { status: 403 }),
    'a deleted chat': fault('refused', { status: 404 }),
    'a malformed message': fault('refused', { status: 400 }),
    'a token that is never taken': fault('refused', { status: 401 }, { status: 401 }),
  };
}

function brokenRequests(fake: FakeTeams, post: Post): ChannelUnderTest['broken'] {
  const genuine = () => messageActivity(fake);
  const signed = (activity: unknown) => post(activity, fake.authorization());
  const claims = (changed: Readonly<Record<string, unknown>>) => () =>
    post(genuine(), fake.authorization({ claims: changed }));
  return {
    'no token': () => post(genuine(), undefined),
    'a token that is none': () => post(genuine(), 'Bearer abc'),
    'another scheme': () => post(genuine(), 'Basic dXNlcjpwYXNz'),
    'another key': () => post(genuine(), fake.authorization({ forged: true })),
    'another issuer': claims({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' }),
    'another bot': claims({ aud: '99999999-1111-4222-8333-444444444444' }),
    'another service': claims({ serviceurl: 'https://smba.trafficmanager.net/emea/' }),
    'an expired token': claims({ exp: Math.floor(Date.now() / 1000) - 3600 }),
    'no JSON': () => post('{"type":', fake.authorization()),
    'no activity': () => signed([]),
    'an object for a text': () => signed({ ...genuine(), text: { toString: 'x' } }),
    'no sender': () => signed({ ...genuine(), from: null }),
    'too much': () => signed({ ...genuine(), text: 'x'.repeat(300_000) }),
  };
}

type Post = (activity: unknown, authorization: string | undefined) => Promise<Response>;

const open: OpenChannel = async (desk) => {
  const { channel, fake, post: postWith, signed, sent, close } = await serveTeams(desk);
  const post: Post = (activity, authorization) =>
    postWith(activity, authorization === undefined ? {} : { Authorization: authorization });
  return {
    channel,
    send: ({ id, text, sentAtMs }) =>
      signed(
        messageActivity(fake, {
          id,
          text,
          ...(sentAtMs === undefined ? {} : { timestamp: new Date(sentAtMs).toISOString() }),
        }),
      ),
    async tap({ id, choiceId }) {
      const card = sent().at(-1);
      const button = buttonsOf(card?.activity ?? {}).find((one) => JSON.stringify(one.data).includes(choiceId));
      if (!card || !button) throw new Error('No such button was sent.');
      return await signed(tapActivity(fake, { id, cardId: card.id, button }));
    },
    photo({ id, name, media }) {
      const { attachment } = fake.putFile(name, media.bytes);
      const picture = { contentType: 'image/*', contentUrl: attachment };
      const twin = { contentType: 'text/html', content: '<p><img alt="image"></p>' };
      return signed(messageActivity(fake, { id, text: undefined, attachments: [picture, twin] }));
    },
    edit: ({ id, text }) =>
      signed(messageActivity(fake, { type: 'messageUpdate', id, text, channelData: { eventType: 'editMessage' } })),
    broken: brokenRequests(fake, post),
    ignored: {
      'somebody joined': () =>
        signed(messageActivity(fake, { type: 'conversationUpdate', membersAdded: [{ id: 'x' }] })),
      'somebody types': () => signed(messageActivity(fake, { type: 'typing' })),
      'a reaction': () => signed(messageActivity(fake, { type: 'messageReaction' })),
      'a deleted message': () => signed(messageActivity(fake, { type: 'messageDelete' })),
      'an app taken away': () => signed(messageActivity(fake, { type: 'installationUpdate', action: 'remove' })),
      'a type of the future': () => signed(messageActivity(fake, { type: 'hologram' })),
      'a message without words': () => signed(messageActivity(fake, { text: '', attachments: [null] })),
    },
    platform: {
      shown: () =>
        sent().map(({ activity }) => ({
          text: readableText(activity),
          choices: buttonsOf(activity).map(({ title }) => title),
        })),
      violations: () => [...fake.violations, ...fake.unauthorised],
      faults: faultsOf(fake),
      idempotent: false,
    },
    close,
  };
};

describeChannel('teams', open);
describeChannelInHouse('teams', open);
describeTranscripts('teams', open);
