/** A desk with four small walks but the real controls, phrases and devices, and a merchant who talks to it. */

import type { ReplyChoice } from '#dialogs/message.ts';
import { nameTicket } from '#dialogs/name-ticket.ts';
import { redact } from '#dialogs/redact.ts';
import { respond } from '#dialogs/respond.ts';
import { type DialogState, type Frame, newState } from '#dialogs/state.ts';
import type { DialogEvent, Effect } from '#dialogs/turn.ts';
import { compile } from '#knowledge/compile.ts';
import type { Guide } from '#knowledge/guide.ts';
import { readContent } from '#knowledge/read-content.ts';
import { merchantMessage, START_MS } from '#test/fixtures/merchant-message.ts';

/** When the merchant begins to write. */
export const NOW = START_MS;

const NETWORK = `
net-offline:
  title: { zh-Hans: 断网, zh-Hant: 斷網, en: Offline }
  priority: P2
  confusable: [net-sim]
  needs: [model, sn]
  impact: { zh-Hans: 刷不了卡, zh-Hant: 刷不了卡, en: Cannot take cards }
  prevention: { zh-Hans: 备一个热点。, zh-Hant: 備一個熱點。, en: Keep a hotspot ready. }
  examples: [断网了, 连不上网, pos没网, 斷網了, terminal is offline, no network]
  rules: [(断网|没网|连不上网|is offline|no network)]
  steps:
    - id: how-online
      ask: { zh-Hans: 用什么上网？, zh-Hant: 用什麼上網？, en: How does it go online? }
      slot: network
      choices:
        wifi: { label: { zh-Hans: WiFi, zh-Hant: WiFi, en: Wi-Fi }, go: next }
        cellular: { label: { zh-Hans: 流量卡, zh-Hant: SIM 卡, en: SIM card }, go: restart }
    - id: phone-online
      ask: { zh-Hans: 手机能打开网页吗？, zh-Hant: 手機能打開網頁嗎？, en: Does a phone open a web page? }
      again: { zh-Hans: 手机连同一个 WiFi 试试。, zh-Hant: 手機連同一個 WiFi 試試。, en: Try a phone on it. }
      choices:
        yes: next
        no: { label: { zh-Hans: 打不开, zh-Hant: 打不開, en: It does not }, accept: [手机*(不行|没网)], go: next }
    - id: restart
      do: { zh-Hans: 重启一下机器。, zh-Hant: 重啟一下機器。, en: Restart the terminal. }
      again: { zh-Hans: 长按电源键关机再开。, zh-Hant: 長按電源鍵關機再開。, en: Hold the power key. }
      title: { zh-Hans: 重启, zh-Hant: 重啟, en: Restart }
      tried: [重启(过|了)]
      check: { zh-Hans: 现在能收款了吗？, zh-Hant: 現在能收款了嗎？, en: Does it work now? }
    - id: hotspot
      do: { zh-Hans: 换手机热点试试。, zh-Hant: 換手機熱點試試。, en: Try a phone hotspot. }
      title: { zh-Hans: 换热点, zh-Hant: 換熱點, en: Hotspot }
    - { id: end, outcome: handoff }
net-sim:
  title: { zh-Hans: 读不到流量卡, zh-Hant: 讀不到 SIM 卡, en: SIM not detected }
  priority: P2
  examples: [提示无sim卡, 读不到流量卡, sim card not detected]
  rules: [(无sim卡|读不到流量卡|sim * not detected)]
  steps:
    - id: reseat
      do: { zh-Hans: 把卡重插一次。, zh-Hant: 把卡重插一次。, en: Reseat the SIM. }
      title: { zh-Hans: 重插卡, zh-Hant: 重插卡, en: Reseat SIM }
    - { id: end, outcome: handoff }
`;

const OTHERS = `
prn-blank:
  title: { zh-Hans: 打印空白, zh-Hant: 列印空白, en: Blank receipts }
  priority: P3
  needs: [model, sn]
  examples: [打出来是白的, 小票没有字, receipts are blank]
  rules: [(打出来是白|小票没有?字|receipts are blank)]
  steps:
    - id: paper-side
      do: { zh-Hans: 把纸翻个面。, zh-Hant: 把紙翻個面。, en: Turn the paper over. }
      title: { zh-Hans: 翻纸, zh-Hant: 翻紙, en: Paper side }
    - { id: end, outcome: handoff }
sec-scam-call:
  title: { zh-Hans: 疑似诈骗, zh-Hant: 疑似詐騙, en: Scam call }
  priority: P1
  needs: [sn]
  examples: [有人打电话要我交押金, 骗子打电话, scam call]
  rules: [(打电话*(押金|换机)|scam call)]
  steps:
    - id: paid
      ask: { zh-Hans: 付过钱没有？, zh-Hant: 付過錢沒有？, en: Did you pay? }
      choices: { yes: handoff, no: answered }
how-find-sn:
  title: { zh-Hans: 序列号在哪, zh-Hant: 序號在哪, en: Where is the serial }
  priority: P4
  informative: true
  examples: [序列号在哪看, sn在哪里, where is the serial number]
  rules: [(序列号|sn)*(在哪|哪里|怎么找), where * serial]
  steps:
    - id: label
      say: { zh-Hans: 背面标签上有。, zh-Hant: 背面標籤上有。, en: It is on the back label. }
      go: answered
`;

/** Files of the real content that name no symptom. */
const KEPT = /^(controls|cues|devices|synonyms|institution|phrases\.[\w-]+)\.yaml$/;

/** Compiles the desk; slow enough to be done once a file. */
export async function smallGuide(): Promise<Guide> {
  const real = (await readContent()).files.filter((file) => KEPT.test(file.name));
  const own = { 'symptoms/network.yaml': NETWORK, 'symptoms/others.yaml': OTHERS };
  const made = Object.entries(own).map(([name, text]) => ({ name, file: name, text }));
  const compiled = compile([...real, ...made]);
  if (compiled.kind === 'guide') return compiled.guide;
  throw new Error(compiled.problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n'));
}

/** What one line brought about. */
export interface Said {
  /** The bot's lines, joined. */
  readonly text: string;
  readonly choices: readonly ReplyChoice[];
  readonly state: DialogState;
  readonly effects: readonly Effect[];
  readonly trace: readonly string[];
  /** What now waits for the merchant, such as `ask phone-online`, `do restart`, `slot sn`, or `nothing`. */
  readonly at: string;
}

/** A merchant in one conversation. */
export interface Merchant {
  /** Types a line; `[label]` taps a button of the last reply, `>step:id` any button ever seen, `!name` sends a photo. */
  say(line: string): Said;
  /** Lets a timer or an agent act. */
  happen(event: DialogEvent): Said;
  readonly state: DialogState | undefined;
}

/** Begins a conversation with the desk, or takes one up; the clock moves on by 20 seconds a line. */
export function openTalk(guide: Guide, before?: DialogState): Merchant {
  let state = before;
  let choices: readonly ReplyChoice[] = [];
  let turn = 0;
  const happen = (event: DialogEvent): Said => {
    turn += 1;
    const result = nameTicket(respond(state, event, guide, NOW + turn * 20_000), 'T1001');
    state = result.state;
    const last = result.replies.at(-1);
    if (last) choices = last.kind === 'choices' ? last.choices : [];
    const text = result.replies.map((reply) => reply.text).join('\n');
    const trace = result.trace.map(({ by, says }) => `${by}: ${says}`);
    return { text, choices, state, effects: result.effects, trace, at: placeOf(state, guide) };
  };
  return {
    happen,
    say: (line) => happen(messageEvent(line, choices)),
    get state() {
      return state;
    },
  };
}

function messageEvent(line: string, choices: readonly ReplyChoice[]): DialogEvent {
  const tapped = line.startsWith('>') ? line.slice(1) : choices.find(({ label }) => `[${label}]` === line)?.id;
  if (line.startsWith('[') && tapped === undefined) {
    throw new Error(`no button ${line} among ${choices.map(({ label }) => label).join(' | ')}`);
  }
  const photo = line.startsWith('!') ? [{ kind: 'image' as const, name: line.slice(1), ref: line.slice(1) }] : [];
  const { text, found } = redact(tapped !== undefined || photo.length > 0 ? '' : line);
  const tap = tapped === undefined ? {} : { choiceId: tapped };
  const message = merchantMessage(text, { ...tap, attachments: photo });
  return { kind: 'message', message, sensitive: found };
}

/** Names what the top of the stack waits for. */
export function placeOf(state: DialogState, guide: Guide): string {
  const frame: Frame | undefined = state.frames.at(-1);
  if (!frame) return 'nothing';
  if (frame.kind === 'slot' || frame.kind === 'confirm') return `${frame.kind} ${frame.slot}`;
  if (frame.kind === 'result') return `result ${frame.step}`;
  if (frame.kind !== 'flow') return frame.kind;
  const step = guide.flows.get(frame.flow)?.steps.find(({ id }) => id === frame.step);
  return `${step?.kind ?? 'past'} ${frame.step}`;
}

/** A state with parts of its own, for tests that need no conversation. */
export function stateWith(guide: Guide, changes: Partial<DialogState> = {}): DialogState {
  return { ...newState(guide, 'zh-Hans', 'webchat'), ...changes };
}
