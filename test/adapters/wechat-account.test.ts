/** Photos, reminders, rights and the check of an official account. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { Delivery } from '#adapters/contract.ts';
import { createFakeDesk } from '#test/fixtures/fake-desk.ts';
import {
  type AccountOptions,
  type FakeAccount,
  MERCHANT,
  messageFields,
  openAccount,
} from '#test/fixtures/fake-weixin-account.ts';
import { type AgentAct, actAsAgent } from '#test/fixtures/fake-weixin-agent.ts';
import { fc } from '#test/fixtures/properties.ts';
import { runPipeline } from '#test/fixtures/running-pipeline.ts';

const START = Date.UTC(2026, 10, 23, 2, 0, 0);

async function open(options: AccountOptions = {}, now: () => number = () => START) {
  const desk = createFakeDesk(now);
  const account = await openAccount(desk, options);
  onTestFinished(() => account.close());
  return { ...account, desk };
}

const photo = (id: string) => ({ ...messageFields('image', id, START), PicUrl: 'http://127.0.0.1:9/x', MediaId: id });

describe('a photo', () => {
  it('is on the shelf before the message is stored', async () => {
    const { desk, weixin, caller } = await open();
    weixin.putMedia('m1', 'image/jpeg', Uint8Array.of(0xff, 0xd8, 1));
    expect((await caller.post(photo('m1'))).ok).toBe(true);
    expect(desk.received).toMatchObject([
      { text: '', attachments: [{ kind: 'image', name: 'photo.jpg', ref: 'media:1' }] },
    ]);
    expect(desk.shelf.get('media:1')).toEqual({ bytes: Buffer.from([0xff, 0xd8, 1]), contentType: 'image/jpeg' });
  });

  it.each(['unknown', 'slow', 'down', 'full'])(
    'that cannot be fetched (%s) is named as such and the message kept',
    async (how) => {
      const { desk, weixin, caller } = await open();
      if (how !== 'unknown') weixin.putMedia('m1', 'image/jpeg', Uint8Array.of(1));
      if (how === 'slow') weixin.fail({ path: '/cgi-bin/media/get', how: 'hang' });
      if (how === 'down') weixin.fail({ path: '/cgi-bin/media/get', how: 'drop' });
      if (how === 'full') Object.assign(desk.media, { put: () => Promise.reject(new Error('disk full')) });
      expect((await caller.post(photo('m1'))).ok).toBe(true);
      expect(desk.received).toMatchObject([
        { attachments: [{ kind: 'image', ref: 'wechat:m1', name: 'photo (未能取到 · could not be fetched)' }] },
      ]);
      expect(desk.warnings).toContain('wechat-media-not-fetched');
    },
  );

  it('keeps its place before the words that follow it', async () => {
    const { desk, weixin, caller } = await open({ patience: { mediaMs: 80 } });
    weixin.fail({ path: '/cgi-bin/media/get', how: 'hang' });
    const slow = caller.post(photo('m1'));
    await expect.poll(() => weixin.calls.get('/cgi-bin/media/get'), { interval: 1 }).toBe(1);
    await caller.post({ ...messageFields('text', 'after', START), Content: '这是标签' });
    await slow;
    expect(desk.received.map((one) => one.text)).toEqual(['', '这是标签']);
  });

  it('is fetched again with a new token when the old one has ended', async () => {
    const { desk, weixin, caller } = await open();
    weixin.putMedia('m1', 'image/png', Uint8Array.of(1));
    await caller.post(photo('m1'));
    weixin.expireTokens();
    weixin.putMedia('m2', 'image/png', Uint8Array.of(2));
    await caller.post(photo('m2'));
    expect(desk.received.map((one) => one.attachments[0]?.ref)).toEqual(['media:1', 'media:2']);
    expect(weixin.calls.get('/cgi-bin/stable_token')).toBe(2);
  });
});

describe('a merchant to whom we may not write any more', () => {
  const LISTS = {
    '/cgi-bin/template/get_all_private_template': {
      template_list: [{ template_id: 'T1', content: '{{first.DATA}}\n单号：{{keyword1.DATA}}\n{{remark.DATA}}' }],
    },
    '/wxaapi/newtmpl/gettemplate': {
      data: [
        {
          priTmplId: 'S1',
          content: '问题:{{thing1.DATA}}\n时间:{{time2.DATA}}\n说明:{{thing3.DATA}}\n状态:{{phrase4.DATA}}',
        },
        { priTmplId: 'S2', content: '金额:{{amount1.DATA}}' },
      ],
    },
  };
  const delivery = (text: string): Delivery => ({
    id: text,
    conversationId: `wechat-${MERCHANT}` as Delivery['conversationId'],
    senderId: MERCHANT,
    reply: { kind: 'text', text },
    attempt: 1,
  });

  it.each([
    ['T1', '您的机器问题有新回复\n回任意一句话即可查看\n回任意一句话即可查看'],
    ['S1', '您的机器问题有新回复\n2026-11-23 10:00\n回任意一句话即可查看\n有新回复'],
  ])('is reminded by template %s, and the answer is held', async (templateId, seen) => {
    const { channel, weixin } = await open({ templateId, templates: LISTS });
    const result = await channel.deliver(delivery('您好，这是答复。'));
    expect(result).toMatchObject({ kind: 'refused' });
    weixin.act(MERCHANT, 'message');
    weixin.fail({ path: '/cgi-bin/message/custom/send', how: { errcode: 45015 } });
    const held = await channel.deliver(delivery('您好，这是答复。'));
    expect(held).toMatchObject({ kind: 'held', reason: expect.stringContaining('a reminder was sent') });
    expect(weixin.seen(MERCHANT)).toEqual([{ text: seen, choices: [], via: 'template' }]);
  });

  it('is reminded in the language of the answer', async () => {
    const { channel, weixin } = await open({ templateId: 'T1', templates: LISTS });
    weixin.act(MERCHANT, 'message');
    for (const text of ['Please restart the terminal.', '請重新啟動機器。']) {
      weixin.fail({ path: '/cgi-bin/message/custom/send', how: { errcode: 45047 } });
      await channel.deliver(delivery(text));
    }
    expect(weixin.seen(MERCHANT).map(({ text }) => text.split('\n')[0])).toEqual([
      'New answer for you',
      '您的機器問題有新回覆',
    ]);
  });

  it.each([
    ['none is set', undefined, undefined],
    ['the account has none of that name', 'T9', 'wechat-template-not-found'],
    ['it has a field that we cannot fill', 'S2', 'wechat-template-not-usable'],
  ])('is not reminded when %s, and the answer is held all the same', async (_what, templateId, warning) => {
    const { channel, weixin, desk } = await open({ templates: LISTS, ...(templateId ? { templateId } : {}) });
    weixin.act(MERCHANT, 'message');
    weixin.fail({ path: '/cgi-bin/message/custom/send', how: { errcode: 45015 } });
    const held = await channel.deliver(delivery('答复'));
    expect(held).toMatchObject({ kind: 'held', reason: expect.not.stringContaining('reminder') });
    expect(desk.warnings).toEqual(warning ? [warning] : []);
    expect(weixin.seen(MERCHANT)).toEqual([]);
  });
});

describe('an answer after 48 hours', () => {
  const templates = {
    '/cgi-bin/template/get_all_private_template': {
      template_list: [{ template_id: 'T1', content: '{{thing1.DATA}}' }],
    },
  };

  it.each([true, false])('waits for the merchant, who is reminded if there is a template: %s', async (hasTemplate) => {
    let account: FakeAccount | undefined;
    const pipeline = await runPipeline({
      async openChannel(desk) {
        account = await openAccount(desk, { templates, ...(hasTemplate ? { templateId: 'T1' } : {}) });
        return account.channel;
      },
    });
    if (!account) throw new Error('no account');
    const { weixin, caller } = account;
    onTestFinished(() => account?.close());
    const write = async (words: string) => {
      const fields = { ...messageFields('text', words, pipeline.forChannels.now()), Content: words };
      await weixin.bring(caller, fields, 'message');
      await pipeline.settle();
    };
    await write('ticket');
    const [ticket] = await pipeline.store.tickets({ limit: 1 });
    const act = (what: AgentAct) => actAsAgent(pipeline.desk, ticket?.number ?? '', what);
    await act('claim');
    pipeline.advance(49 * 3_600_000);
    const before = weixin.seen(MERCHANT).length;
    for (const reply of ['请换电池。', '换好告诉我。']) await act({ reply });
    await pipeline.settle();
    const reminder = hasTemplate ? ['您的机器问题有新回复'] : [];
    const seen = () =>
      weixin
        .seen(MERCHANT)
        .map(({ text }) => text)
        .slice(before);
    expect(seen()).toEqual(reminder);
    await write('在吗');
    expect(seen()).toEqual([...reminder, '请换电池。', '换好告诉我。']);
    expect(weixin.violations).toEqual([]);
  });
});

describe('the check of an account', () => {
  const summary = (findings: readonly { ok: boolean; what: string }[] | undefined) =>
    findings?.map(({ ok, what }) => `${ok ? 'ok' : 'not'} ${what.split(' · ')[1]?.split(':')[0]}`);

  it('is content when everything works', async () => {
    const { channel, caller } = await open({}, Date.now);
    await caller.verify('echo');
    expect(summary(await channel.check?.())).toEqual([
      'ok access token',
      'ok customer-service interface',
      'ok calls from WeChat',
      'ok clock',
    ]);
  });

  it('says what to do about each thing that does not', async () => {
    const { channel, weixin } = await open({ customerService: false }, () => Date.now() - 3_600_000);
    const findings = await channel.check?.();
    expect(summary(findings)).toEqual([
      'ok access token',
      'not customer-service interface',
      'not calls from WeChat',
      'not clock',
    ]);
    expect(findings?.every(({ ok, remedy }) => ok === (remedy === undefined))).toBe(true);
    weixin.expireTokens();
  });

  it.each([
    [40164, 'allow-list'],
    [40125, 'WECHAT_APP_SECRET'],
    [40013, 'WECHAT_APP_ID'],
  ])('explains code %i of the token', async (errcode, word) => {
    const { channel, weixin } = await open();
    weixin.fail({ path: '/cgi-bin/stable_token', how: { errcode } });
    const [token] = (await channel.check?.()) ?? [];
    expect(token).toMatchObject({ ok: false, remedy: expect.stringContaining(word) });
  });
});

describe('the address', () => {
  it('answers the check of the console with its echo, as text, in every mode', async () => {
    for (const mode of ['plain', 'aes'] as const) {
      const { caller } = await open({ mode });
      const response = await caller.verify('<b>1616140317555161061');
      expect([response.status, await response.text()]).toEqual([200, '<b>1616140317555161061']);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('tells nobody what is wrong with a call, and the operator once a minute', async () => {
    const { caller, desk } = await open();
    const genuine = { ...messageFields('text', '1', START), Content: 'a' };
    const forgeries = [
      { query: { signature: '0'.repeat(40) } },
      { query: { msg_signature: '0'.repeat(40) } },
      { query: { msg_signature: undefined } },
      { appId: 'wxffffffffffffffff' },
      { plain: true },
      { body: '<xml><Encrypt>AAAA</Encrypt></xml>' },
      { timestamp: '1' },
    ];
    const answers = new Set<string>();
    for (const forgery of forgeries) {
      const response = await caller.post(genuine, forgery);
      answers.add(`${response.status} ${await response.text()}`);
    }
    expect([...answers]).toEqual(['401 {"error":{"code":"not-genuine","message":"This call is not from WeChat."}}']);
    expect(desk.received).toEqual([]);
    expect(desk.warnings).toEqual(['wechat-refused', 'wechat-refused', 'wechat-refused']);
  });

  it('never answers with a fault of its own, whatever is sent and signed', async () => {
    const { caller, desk } = await open({ mode: 'plain' });
    const element = fc.tuple(fc.constantFrom('MsgType', 'MsgId', 'Content', 'Event', 'x', '__proto__'), fc.string());
    const xml = fc.array(element).map((pairs) => `<xml>${pairs.map(([n, v]) => `<${n}>${v}</${n}>`).join('')}</xml>`);
    const query = fc.dictionary(
      fc.constantFrom('signature[]', 'nonce[a]', 'msg_signature', 'encrypt_type'),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(xml, fc.string()), query, async (body, more) => {
        const response = await caller.post({}, { body, query: more });
        expect([200, 401]).toContain(response.status);
        expect(await response.text()).not.toMatch(/<html|\bat .+:\d+:\d+/i);
      }),
      { numRuns: 150 },
    );
    expect(desk.received).toEqual([]);
  });

  it('takes a clock that is off by less than five minutes', async () => {
    const { caller, desk } = await open();
    const atS = (difference: number) => ({ timestamp: String(START / 1000 + difference) });
    for (const [id, difference] of [
      ['1', 299],
      ['2', -299],
    ] as const) {
      const fields = { ...messageFields('text', id, START), Content: id };
      expect((await caller.post(fields, atS(difference))).ok).toBe(true);
    }
    expect(desk.received).toHaveLength(2);
  });
});
