/** Slack keeps what every channel promises, against a stand-in that is slow, fails and refuses. */

import { describeChannel } from '#test/contracts/channel.contract.ts';
import { describeChannelInHouse } from '#test/contracts/channel-house.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import { openSlack } from '#test/fixtures/fake-slack-channel.ts';

describeChannel('slack', openSlack);
describeChannelInHouse('slack', openSlack);
describeTranscripts('slack', openSlack);
