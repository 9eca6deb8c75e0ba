/** The four platforms as stand-ins, each with a merchant who can write and tap. */

import type { Channel, Delivery } from '#adapters/contract.ts';
import { createWecomChannel } from '#adapters/wecom/channel.ts';
import type { ReplyChoice } from '#dialogs/message.ts';
import type { ChannelDesk, ChannelUnderTest, OpenChannel, Shown } from '#test/contracts/channel.contract.ts';
import { FAKE_WECOM, openFakeQyapi } from '#test/fixtures/fake-qyapi.ts';
import { PERSON, textFields } from '#test/fixtures/fake-qyapi-channel.ts';
import { openSlack } from '#test/fixtures/fake-slack-channel.ts';
import { buttonsOf, messageActivity, readableText, tapActivity } from '#test/fixtures/fake-teams-activity.ts';
import { serveTeams } from '#test/fixtures/fake-teams-channel.ts';
import { openWechat } from '#test/fixtures/fake-weixin-channel.ts';
import { listen } from '#test/fixtures/listen.ts';

type Opened = Pick<ChannelUnderTest, 'channel' | 'send' | 'tap' | 'close'> & {
  shown(): readonly Shown[];
  /** True where a tap becomes a line of the merchant; elsewhere our message changes. */
  readonly tapsSpeak: boolean;
};

/** A merchant on one platform. */
export interface Wire {
  readonly name: string;
  readonly channel: Channel;
  /** Sends words, or taps the button of this label when it stands under the last message; true when that is a line. */
  say(text: string): Promise<boolean>;
  /** What the merchant sees of the desk, in order and as it looks now. */
  shown(): readonly Shown[];
  close(): Promise<void>;
}

async function openTeams(desk: ChannelDesk): Promise<Opened> {
  const { channel, fake, signed, sent, close } = await serveTeams(desk);
  return {
    channel,
    tapsSpeak: false,
    send: ({ id, text }) => signed(messageActivity(fake, { id, text })),
    async tap({ id, choiceId }) {
      const card = sent().findLast(({ activity }) => buttonsOf(activity).length > 0);
      const button = buttonsOf(card?.activity ?? {}).find((one) => JSON.stringify(one.data).includes(choiceId));
      if (!card || !button) throw new Error('No such button was sent.');
      return await signed(tapActivity(fake, { id, cardId: card.id, button }));
    },
    shown: () =>
      sent().map(({ id, activity }) => {
        const now = fake.taken.findLast((one) => one.method === 'PUT' && one.id === id)?.activity ?? activity;
        return { text: readableText(now), choices: buttonsOf(now).map(({ title }) => title) };
      }),
    close,
  };
}

async function openWecom(desk: ChannelDesk): Promise<Opened> {
  const qyapi = await openFakeQyapi({ now: desk.now, outsideTests: true });
  const channel = createWecomChannel({ ...FAKE_WECOM, apiUrl: qyapi.url }, desk);
  const server = await listen(channel.handler);
  const write = (id: string, fields: ReturnType<typeof textFields>): Promise<Response> => {
    qyapi.kf.write(PERSON, { msgid: id, ...fields }, desk.now());
    return qyapi.callBack(server.url, PERSON.kfId);
  };
  return {
    channel,
    tapsSpeak: true,
    send: ({ id, text }) => write(id, textFields(text)),
    tap: ({ id, choiceId, label }) => write(id, textFields(label, choiceId)),
    shown: () => qyapi.kf.shown.map(({ text, choices }) => ({ text, choices: choices.map(({ label }) => label) })),
    async close() {
      await server.close();
      await qyapi.close();
    },
  };
}

/** The shared suites' way to open a channel, as a wire. */
async function fromSuite(open: OpenChannel, desk: ChannelDesk, tapsSpeak: boolean): Promise<Opened> {
  const under = await open(desk);
  return { ...under, tapsSpeak, shown: () => under.platform?.shown() ?? [] };
}

let sent = 0;

function nextId(): string {
  sent += 1;
  return `00000000-0000-4000-8000-${String(sent).padStart(12, '0')}`;
}

function wireOf({ channel, send, tap, tapsSpeak, shown, close }: Opened): Wire {
  let offered: readonly ReplyChoice[] = [];
  return {
    name: channel.name,
    shown,
    close,
    channel: {
      ...channel,
      deliver(delivery: Delivery) {
        offered = delivery.reply.kind === 'choices' ? delivery.reply.choices : [];
        return channel.deliver(delivery);
      },
    },
    async say(text) {
      const choice = offered.find(({ label }) => label === text);
      const taps = choice !== undefined && shown().at(-1)?.choices.includes(text) === true;
      const response =
        taps && tap
          ? await tap({ id: nextId(), choiceId: choice.id, label: text })
          : await send({ id: nextId(), text });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${channel.name} answered ${response.status}.`);
      return !taps || tapsSpeak;
    },
  };
}

/** Opens all four on a desk. */
export async function openWires(desk: ChannelDesk): Promise<readonly Wire[]> {
  const opened = [
    await fromSuite(openWechat(), desk, true),
    await openWecom(desk),
    await fromSuite(openSlack, desk, false),
    await openTeams(desk),
  ];
  return opened.map(wireOf);
}
