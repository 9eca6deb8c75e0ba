/** What the actions and outcomes of the audit log are called; the log itself keeps their short names. Pure. */

import type { ConsoleLocale } from '../wording.ts';

type Named = Readonly<Record<string, Readonly<Record<ConsoleLocale, string>>>>;

const named = (zh: string, en: string): Readonly<Record<ConsoleLocale, string>> => ({ 'zh-Hans': zh, en });

const ACTIONS: Named = {
  'ticket.list': named('看工单列表', 'listed tickets'),
  'ticket.view': named('看工单', 'opened a ticket'),
  'ticket.unmask': named('看完整电话', 'saw the whole phone number'),
  'ticket.claim': named('接单', 'claimed'),
  'ticket.assign': named('指派', 'assigned'),
  'ticket.transfer': named('转交', 'transferred'),
  'ticket.merge': named('合并', 'merged'),
  'ticket.note': named('写备注', 'wrote a note'),
  'ticket.reply': named('回复商户', 'replied'),
  'ticket.resolve': named('标为已解决', 'resolved'),
  'ticket.reopen': named('重新打开', 'reopened'),
  'ticket.handback': named('交还机器人', 'handed back'),
  'ticket.retryDelivery': named('重新发送', 'sent again'),
  'ticket.retrySink': named('重新推送到其他系统', 'sent to the other system again'),
  'ticket.setPriority': named('改优先级', 'set the priority'),
  'message.retry': named('再试一条消息', 'had a message tried again'),
  'message.discard': named('放弃一条消息', 'discarded a message'),
  'renewal.list': named('看续期列表', 'listed renewals'),
  'renewal.view': named('看续期申请', 'opened a renewal'),
  'renewal.photo': named('看续期材料照片', 'saw a photo of a renewal'),
  'renewal.submit': named('代交续期申请', 'sent a renewal in for the merchant'),
  'renewal.receive': named('收到纸质续期材料', 'took a paper of a renewal'),
  'renewal.begin': named('开始审核续期', 'began to review a renewal'),
  'renewal.ask-more': named('要求补续期材料', 'asked for more papers of a renewal'),
  'renewal.approve': named('通过续期', 'approved a renewal'),
  'renewal.reject': named('驳回续期', 'rejected a renewal'),
  'renewal.offer': named('提供上门时间', 'offered times for a visit'),
  'renewal.choose': named('选定上门时间', 'chose a time for a visit'),
  'renewal.dispatch': named('派工', 'sent a technician'),
  'renewal.complete': named('续期办完', 'completed a renewal'),
  'renewal.revoke': named('作废续期链接', 'revoked the link of a renewal'),
  'device-edit': named('改机器资料', 'changed a terminal'),
  'device-import': named('导入机器', 'imported terminals'),
  'device-bind': named('把机器和对话绑定', 'bound a terminal to a conversation'),
  'device-unbind': named('解除机器绑定', 'unbound a terminal'),
  'device-link': named('生成机器链接', 'made a link to a terminal'),
  'device-stickers': named('印机器贴纸', 'made stickers for terminals'),
  'device-revoke': named('作废机器贴纸和链接', 'revoked stickers and links of a terminal'),
  'report.view': named('看报表', 'read reports'),
  'audit.view': named('看审计记录', 'read the audit log'),
  'export.tickets': named('导出工单', 'exported tickets'),
  'account.list': named('看人员', 'listed people'),
  'account.invite': named('邀请', 'invited'),
  'account.link': named('生成登录链接', 'made a sign-in link'),
  'account.change': named('改人员', 'changed a person'),
  'account.role': named('改角色', 'changed a role'),
  'account.enable': named('启用', 'enabled'),
  'account.disable': named('停用', 'disabled'),
  'account.password': named('改密码', 'changed the password'),
  'account.totp': named('设置验证器', 'set up an authenticator'),
  'account.totp-shown': named('开始设置验证器', 'began to set up an authenticator'),
  'sign-in.link': named('用链接登录', 'signed in by a link'),
  'sign-in.password': named('用密码登录', 'signed in by a password'),
  'sign-in.oidc': named('单点登录', 'signed in by single sign-on'),
  'sign-in.revoke': named('让一个浏览器退出', 'signed a browser out'),
  'sign-out': named('退出', 'signed out'),
};

const OUTCOMES: Named = {
  ok: named('成功', 'done'),
  wrong: named('不对', 'wrong'),
  weak: named('密码太弱', 'too weak'),
  'too-many': named('试得太多', 'too many tries'),
  'code-wanted': named('要验证码', 'code wanted'),
  disabled: named('已停用', 'disabled'),
  empty: named('没有内容', 'empty'),
  closed: named('已结束', 'closed'),
  'not-closed': named('还没结束', 'not closed'),
  'not-found': named('没有', 'not found'),
  'not-allowed': named('角色不允许', 'role does not allow it'),
  'not-fresh': named('要重新验证身份', 'sign-in not fresh'),
  'not-claimed': named('还没接单', 'not claimed'),
  'not-refused': named('没有被拒收', 'was not refused'),
  'claimed-by-other': named('同事已接单', 'a colleague has it'),
  'other-merchant': named('不是同一商户', 'another merchant'),
  'unknown-agent': named('没有这位客服', 'no such agent'),
  'unknown-step': named('没有这个步骤', 'no such step'),
  'too-wide': named('范围太大', 'range too wide'),
  'no-match': named('对不上', 'did not match'),
  'not-now': named('现在不能这样做', 'not possible now'),
  incomplete: named('材料不齐', 'papers missing'),
  'no-visit': named('没有要上门', 'no visit needed'),
  'wrong-times': named('时间不对', 'wrong times'),
  'uploads-off': named('没有开放上传', 'uploads are off'),
};

/** The action in words; one without a name is called by its short name. */
export function actionName(action: string, locale: ConsoleLocale): string {
  return (Object.hasOwn(ACTIONS, action) ? ACTIONS[action]?.[locale] : undefined) ?? action;
}

/** The outcome in words; one without a name is called by its short name. */
export function outcomeName(outcome: string, locale: ConsoleLocale): string {
  return (Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome]?.[locale] : undefined) ?? outcome;
}
