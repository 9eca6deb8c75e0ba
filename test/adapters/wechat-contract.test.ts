/** The official account as a channel like all others. */

import { describeChannel } from '#test/contracts/channel.contract.ts';
import { describeChannelInHouse } from '#test/contracts/channel-house.contract.ts';
import { describeTranscripts } from '#test/contracts/channel-transcripts.contract.ts';
import { openWechat } from '#test/fixtures/fake-weixin-channel.ts';

/** More than any test of the suite sends: quotas have tests of their own, and the written conversations. */
const quotas = { message: 1_000, tap: 1_000 };

describeChannel('wechat with encryption', openWechat({ quotas, mode: 'aes' }));
describeChannel('wechat in plain mode', openWechat({ quotas, mode: 'plain' }));
describeChannel('wechat in compatible mode', openWechat({ quotas, mode: 'compatible' }));
describeChannel('wechat without menus', openWechat({ quotas, menus: false }));
describeChannelInHouse('wechat', openWechat());
describeTranscripts('wechat', openWechat());
