/** Leaves out whom the merchant asked before, and who came: neither is a call by strangers nor a question after a visit. */

import { tellsTrouble } from './split-parts.ts';

/** The merchant asked the desk's own people, who said what follows. */
const ASKED: readonly RegExp[] = [
  /^(?:我|我们|俺|刚才?|昨天|前天|今天|上午|之前|已经|也|都)*(?:打|问|找)(?:了|过)?(?:你们|咱们|你家)?的?(?:电话|热线|客服电话|客服热线|客服)(?:去|来)?(?:问|咨询)?(?:了|过)?(?:客服|你们|一下)?[ ,]{0,2}(?:他们?|她|客服|对方|人家)?(?:就|也|都)?(?:说|讲|告诉我)(?:是|的是)?(?=.{3,})/u,
  /^(?:i |we |i've |already |just )*(?:called|rang|phoned|asked|contacted) (?:your |the )?(?:support|hotline|helpline|customer service|help ?desk|service line)(?: (?:before|today|yesterday|already))?[ ,]{0,2}(?:and )?(?:they|he|she) (?:said|say|says|told (?:me|us))(?: that)? (?=[a-z' ]{4,})/u,
];

/** Somebody whom the merchant knows of came or changed something, and it is not the trouble. */
const VISITS: readonly RegExp[] = [
  /^(?:你们的?|咱们的?|昨天|前天|今天|上周|上个?月|早上|刚才?|之前|已经|那个){0,3}(?:师傅|技术员|工程师|技术|维修师傅|维修员)(?:昨天|前天|今天|上周|早上|刚才?|之前|都|也|才|已经){0,2}(?:来|上门|过来)?(?:换|修|看|检测|检查|弄|调|装|来)(?:过|了|好|完)(?:机器|新机|一台|一次|一遍|一回|了|的|走了?|以后|之后){0,3}$/u,
  /^(?:师傅|技术员|工程师)?(?:来)?(?:修|检测|检查|保养|换)过了?$/u,
  /^(?:your |the |a )?(?:technician|engineer|repair ?man|service guy)(?: has| had| just| already)* (?:came|come|was here|visited|replaced|fixed|inspected|looked at|checked|swapped|repaired)(?: (?:it|here|by|over|in|the (?:terminal|machine|reader|unit)|last (?:week|month)|yesterday|today|this morning|already|and left|to (?:swap|replace|fix|inspect|check) (?:it|the [a-z]+)))*$/u,
];
/** What shop it is, before the trouble. */
const TRADES: readonly RegExp[] = [
  /^(?:我|我们|咱|俺)?(?:这里?|这边|家)?(?:是|开)?(?:个|一?家|的是)?[^不没无坏丢换退]{2,7}(?:店|行|公司|厂|馆|院|园|所|站|场|摊|铺|档)的$/u,
  /^(?:停车场?|幼儿园|学校|景区|物业|小区|医院|食堂|酒店|加油站){1,2}(?:收费|收银|结账)(?:处|站|亭|台|口)?(?:的)?$/u,
];
/** The desk called back: what it said is no tale of strangers. */
const CALLED_BACK =
  /(?<=^|,)(?:你们的?|那边)?客服(?:昨天|今天|后来|已经|刚才?)?(?:回电|回访|回复|答复)(?:话|我)?(?:时)?(?:说|讲|告诉我)?(?=.{3,})/u;
const AND_STILL = /^(.{4,60}?) (?:and|but) (?=(?:it |it's |there |still |now |the |no )+\S)/u;

/** The clauses without them; unchanged where nothing that tells a trouble would be left. */
export function dropBackground(clauses: readonly string[]): readonly string[] {
  const [first = ''] = clauses;
  const asked = joinAsked(first, clauses.slice(1));
  const cut = asked.flatMap((clause) => {
    const before = AND_STILL.exec(clause);
    return before && isVisit(before[1] ?? '') ? [before[1] ?? '', clause.slice(before[0].length)] : [clause];
  });
  const rest = cut.filter((clause) => !isVisit(clause.trim()));
  return rest.some((clause) => clause.length > 2 && (tellsTrouble(clause) || FAILS.test(clause))) &&
    rest.length < cut.length
    ? rest
    : asked;
}

const FAILS = /\b(?:offline|errors?|hangs?|loose)\b|报错|报(?=[0-9a-z])/u;

const isVisit = (clause: string): boolean => [...VISITS, ...TRADES].some((pattern) => pattern.test(clause));

/** "I called support, they said" may have a pause in it. */
function joinAsked(first: string, after: readonly string[]): readonly string[] {
  const whole = [first, ...after].join(',').replace(CALLED_BACK, '');
  for (const pattern of ASKED) {
    const told = pattern.exec(whole);
    if (told) return whole.slice(told[0].length).split(',');
  }
  return whole.split(',');
}
