/**
 * Proves that no walk loses sales: whatever may wipe them stands behind a guard that asks about them, no other answer
 * than "none" leads past a guard, and no step tells to wipe anything without being marked.
 */

import type { Choice, DoStep, Flow, Step, Target, Wording } from './guide.ts';
import { LOCALES } from './guide.ts';
import type { ContentProblem } from './problem.ts';
import { toSimplified } from './text/simplify.ts';

type Flows = ReadonlyMap<string, Flow>;

/** Slots that say whether the terminal still holds sales; `no` is the only answer that clears the way. */
export const SALES_SLOTS: readonly string[] = ['unsettled', 'offlineSales'];

/** Guards that do not guard; whoever reads them may lose money, so they stop the desk. */
export function checkGuards(flows: Flows): readonly ContentProblem[] {
  const steps = [...flows.values()].flatMap((flow) => flow.steps).filter((step) => step.kind === 'do');
  const used = steps.filter((step) => step.destructive && step.guard !== undefined);
  const guards = new Set(used.map(({ guard }) => guard ?? ''));
  return [
    ...used.flatMap((step) => askedBySales(step, flows)),
    ...[...guards].flatMap((id) => {
      const guard = flows.get(id);
      return guard?.kind === 'procedure' ? [...strayStepsOf(guard), ...leaksOf(guard)] : [];
    }),
  ];
}

function askedBySales(step: DoStep, flows: Flows): readonly ContentProblem[] {
  const guard = flows.get(step.guard ?? '');
  if (guard === undefined || guard.steps.some(asksOfSales)) return [];
  const message = `the guard ${guard.id} of ${step.id} does not ask about sales`;
  const remedy = `Use unsettled-sales, or give the guard a question with the slot ${SALES_SLOTS.join(' or ')}.`;
  return [{ ...step.at, message, remedy }];
}

function asksOfSales(step: Step): boolean {
  return step.kind === 'ask' && SALES_SLOTS.includes(step.slot);
}

/** A guard is walked with what is known before it is entered, so it must be plain and whole in itself. */
function strayStepsOf(guard: Flow): readonly ContentProblem[] {
  const known = new Set(['next', 'done', 'resolved', 'handoff', 'answered', ...guard.steps.map(({ id }) => id)]);
  return guard.steps
    .filter((step) => {
      const plain = step.kind !== 'link' && step.kind !== 'collect' && step.kind !== 'lookup';
      return !plain || waysOf(step, false).some(({ target }) => !known.has(target));
    })
    .map((step) => ({
      ...step.at,
      message: `the guard ${guard.id} leads elsewhere at ${step.id}`,
      remedy: 'A guard asks, says, has something done or ends; it does not link, collect or go to another entry.',
    }));
}

/** A place in a guard, and whether it is certain there that no sales are at risk. */
interface Place {
  readonly index: number;
  readonly safe: boolean;
}

/** A way out of a step. */
interface Way {
  readonly target: Target;
  readonly safe: boolean;
  readonly says: string;
}

/** Every way through a guard that comes back to the step it guards without the sales being safe. */
function leaksOf(guard: Flow): readonly ContentProblem[] {
  const problems: ContentProblem[] = [];
  const seen = new Set<string>();
  const open: Place[] = [{ index: 0, safe: false }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const key = `${place.index} ${place.safe}`;
    const step = guard.steps[place.index];
    if (step === undefined || seen.has(key)) continue;
    seen.add(key);
    for (const { target, safe, says } of waysOf(step, place.safe)) {
      const index = indexOf(guard, place.index, target);
      if (index !== undefined && index < guard.steps.length) open.push({ index, safe });
      if (index !== undefined && index >= guard.steps.length && !safe) problems.push(leak(guard, step, says));
    }
  }
  return problems;
}

function leak(guard: Flow, step: Step, says: string): ContentProblem {
  return {
    ...step.at,
    message: `the guard ${guard.id} lets the destructive step happen after ${says} at ${step.id}`,
    remedy: 'Lead it to an outcome: handoff; only the answer no, or a step that made the sales safe, may go on.',
  };
}

/** Where a target stands in the guard; its length when the guard is over, nothing when the walk ends. */
function indexOf(guard: Flow, at: number, target: Target): number | undefined {
  if (target === 'next') return at + 1;
  if (target === 'resolved' || target === 'handoff' || target === 'answered') return undefined;
  const index = guard.steps.findIndex((step) => step.id === target);
  // `done`, and any other flow: what happens there is not proven, and it may come back.
  return index < 0 ? guard.steps.length : index;
}

function waysOf(step: Step, safe: boolean): readonly Way[] {
  const passed: readonly Way[] = step.when === undefined ? [] : [{ target: 'next', safe, says: 'being passed over' }];
  return [...passed, ...ownWays(step, safe)];
}

function ownWays(step: Step, safe: boolean): readonly Way[] {
  switch (step.kind) {
    case 'ask': {
      const asks = asksOfSales(step);
      const way = ({ id, go }: Choice): Way => ({
        target: go,
        safe: asks ? id === 'no' : safe,
        says: `the answer ${id}`,
      });
      return [...step.choices.map(way), { target: step.unsure, safe: asks ? false : safe, says: 'an unsure answer' }];
    }
    case 'do':
      return [
        ...step.results.map((result) => ({
          target: result.go,
          safe: safe || result.means === 'fixed',
          says: `the result ${result.id}`,
        })),
        { target: step.fixed, safe: true, says: 'success' },
        { target: step.failed, safe, says: 'a failure' },
        { target: step.cannot, safe, says: 'a refusal' },
      ];
    case 'branch':
      return [...step.branches.map(({ go }) => go), step.otherwise].map((target) => ({
        target,
        safe,
        says: 'a branch',
      }));
    case 'outcome':
      return [];
    case 'link':
      return [{ target: step.flow, safe, says: 'a link' }];
    default:
      return [{ target: step.go, safe, says: 'a sentence' }];
  }
}

/** Orders that may wipe sales. Tested clause by clause, so that "never reset" is no order. */
const WIPES =
  /恢复出厂|还原出厂|出厂设置|重置(一下)?(机器|终端|设备|pos|系统)|初始化|格式化|刷机|清(除|空)?(数据|流水|交易|批次)|签退|退出(登录|账号|商户)|注销(账号|商户|登录)|(重新|再)?(下载|下装|灌装?|更换|换)(主|终端|工作)?密钥|(重装|重新安装|卸载)(收款|支付|系统|固件)|factory[- ]?(reset|default|setting)|reset (the |your |it)?(terminal|device|machine|pos|system)|clear (the |all )?(data|batch|transactions|reversal)|\bwipe (the )?(terminal|device|data|memory)|sign(ing)? (out|off)\b|log(ging)? ?(out|off)\b|re-?key|(re)?load(ing)? (the )?(master |terminal )?keys?|(re|un)install (the )?(payment|system|firmware)/i;

/** Orders that change the software or close the batch: steps only, since a sentence may well speak of them. */
const CHANGES =
  /(点|按|选|做|装|安装|开始|进行|下载|手动)[^，。；：]{0,10}(更新|升级|固件|新版本)|(更新|升级)(一下|软件|系统|固件|驱动|应用|程序|到)|(点|按|选|做|进行|执行)[^，。；：]{0,8}(批?结算|日结|批结|批上送)|(start|install|run|tap|press|choose|do|begin)\b[^.,;]*\b(update|upgrade|firmware)|^(please )?(update|upgrade) |(close|settle) (the )?(batch|terminal)|(press|choose|tap|run|do) [^.,;]*\b(settle(ment)?|batch close|end of day)\b/i;

const DENIED =
  /[别別]|勿|不要|不用|不能|不得|禁止|之前|以前|\b(never|not|don'?t|doesn'?t|without|before|cannot|can'?t|avoid|instead of|leave|only we|asks? us)\b/i;

/** Steps and sentences that tell to wipe, and are not marked. */
export function checkUnmarked(flows: Flows): readonly ContentProblem[] {
  return [...flows.values()].flatMap((flow) => flow.steps.flatMap(unmarked));
}

function unmarked(step: Step): readonly ContentProblem[] {
  if (step.kind === 'do') {
    if (step.destructive) return [];
    const order = orderIn([step.do, step.again, step.title], [WIPES, CHANGES]);
    const remedy = 'Add destructive: true and guard: unsettled-sales.';
    return order === undefined ? [] : [{ ...step.at, message: `${step.id} may lose sales (${order})`, remedy }];
  }
  const said = step.kind === 'say' || step.kind === 'outcome' ? [step.say] : [];
  const order = orderIn(said, [WIPES]);
  const remedy =
    'Make it a do step with destructive: true and guard: unsettled-sales, or say that it must not be done.';
  return order === undefined
    ? []
    : [{ ...step.at, message: `${step.id} tells to do what may lose sales (${order})`, remedy }];
}

function orderIn(wordings: readonly (Wording | undefined)[], orders: readonly RegExp[]): string | undefined {
  const clauses = wordings
    .flatMap((wording) => (wording ? LOCALES.map((locale) => wording[locale]) : []))
    .flatMap((text) => text.split(/[,.;:!?，。；：！？、\n]/))
    .map((clause) => toSimplified(clause.trim()));
  return clauses.find((clause) => !DENIED.test(clause) && orders.some((order) => order.test(clause)));
}
