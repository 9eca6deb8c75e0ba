/** Leaves out whom the merchant heard it from, who came, and where the writer is: none of these is the trouble. */

import { fails, tellsTrouble } from './split-parts.ts';

/** Who said what follows: the desk's own people, asked or calling back, and those of the shop. A pause may stand before it. */
const TOLD_BY: readonly RegExp[] = [
  /^(?:我|我们|俺|刚才?|昨天|前天|今天|上午|之前|已经|也|都)*(?:打|问|找)(?:了|过)?(?:你们|咱们|你家)?的?(?:电话|热线|客服电话|客服热线|客服)(?:去|来)?(?:问|咨询)?(?:了|过)?(?:客服|你们|一下)?[ ,]{0,2}(?:他们?|她|客服|对方|人家)?(?:就|也|都)?(?:说|讲|告诉我)(?:是|的是)?(?=.{3,})/u,
  /^(?:i |we |i've |already |just )*(?:called|rang|phoned|asked|contacted) (?:your |the )?(?:support|hotline|helpline|customer service|help ?desk|service line)(?: (?:before|today|yesterday|already))?[ ,]{0,2}(?:and )?(?:they|he|she) (?:said|say|says|told (?:me|us))(?: that)? (?=[a-z' ]{4,})/u,
  /(?<=^|,)(?:你们的?|那边)?客服(?:昨天|今天|后来|已经|刚才?)?(?:回电|回访|回复|答复)(?:话|我)?(?:时)?(?:说|讲|告诉我)?(?=.{3,})/u,
  /^我?(?:们|的)?(?:老板娘?|店长|店员|同事|员工|收银员?|老婆|老公|媳妇|爸|妈|店里人?)(?:刚才?|今天|早上|昨天)*(?:打|来)了?个?电话(?:来|过来|给我|跟我)*(?:说|讲),?(?=.{2,})/u,
  /^(?:(?:my|our|the) (?:wife|husband|boss|manager|colleague|cashier|staff|partner|son|daughter|mother|father|mum|mom|dad)|(?:someone|somebody) (?:at|from|in) (?:my|our|the) (?:shop|store|restaurant|team|staff))(?: just| has| have)* (?:called|rang|phoned)(?: me)?(?: and)?(?: said| says| saying| to say)?(?: that)?[ ,]{1,2}(?=[a-z' ]{4,})/u,
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
/** Whom they asked without telling what was said, and how they came by the terminal. */
const ASKED: readonly RegExp[] = [
  /^(?:我|我们|刚|刚才|已经|也|都)*(?:打|问|找)(?:了|过)?(?:运营商|移动|联通|电信|宽带|营业厅|物业|银行)(?:的)?(?:电话|客服)?(?:问)?(?:了|过)?$/u,
  /^(?:我|我们|刚|才|今年|去年)*接手.{0,6}(?:店|店面|机器|机子)$/u,
];
/** Where the writer is, while others stand at the terminal. */
const AWAY: readonly RegExp[] = [
  /^(?:但|可)?(?:我|俺|老板娘?)(?:人|现在|这会儿?|今天|刚好)*(?:在(?:外面|外地|外头|路上|家里?|老家|进货)|不在(?:店里?|现场|旁边|家)|出(?:门|差|去)了?)$/u,
  /^(?:but )?(?:i am|i'm|im) (?:not (?:there|at the (?:shop|store))|away|out(?: of town)?|at home|on the road)(?: right now| now| today)?$/u,
];
const AND_STILL = /^(.{4,60}?) (?:and|but) (?=(?:it |it's |there |still |now |the |no )+\S)/u;

/** The clauses of a normalised text without them; visits, trades and places stay where nothing else tells a trouble. */
export function dropBackground(clauses: readonly string[]): readonly string[] {
  const told = TOLD_BY.reduce((text, pattern) => text.replace(pattern, ''), clauses.join(',')).split(',');
  const cut = told.flatMap((clause) => {
    const before = AND_STILL.exec(clause);
    return before && isVisit(before[1] ?? '') ? [before[1] ?? '', clause.slice(before[0].length)] : [clause];
  });
  const rest = cut.filter((clause) => !isVisit(clause.trim()));
  return rest.some((clause) => clause.length > 2 && (tellsTrouble(clause) || fails(clause))) && rest.length < cut.length
    ? rest
    : told;
}

const isVisit = (clause: string): boolean =>
  [...VISITS, ...TRADES, ...ASKED, ...AWAY].some((pattern) => pattern.test(clause));
