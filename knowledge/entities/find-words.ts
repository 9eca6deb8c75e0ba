/** Finds facts that are said in words: network, carrier, how many terminals, and what the screen says. */

import { mayBeSaid } from '#knowledge/match/says-any.ts';
import { mention, type Scan } from './scan.ts';

type Phrases = readonly (readonly [value: string, pattern: RegExp])[];

const NETWORKS: Phrases = [
  [
    'wifi',
    /wi[- ]?fi|(?<![a-z])wlan|无[线限](?:网络?|上网)|无线(?=连|上|不|断|信号|密码|名)|歪发|外fai|wu ?xian ?(?:wang|lian)|wireless(?! charg)|hotspot(?= to)/g,
  ],
  [
    'cellular',
    /流量(?!费)|流量费(?=到期|停|还|在|怎么交|去哪)|刘亮卡|物联(?:网)?卡|数据卡|数据流量|停机保号|卡槽\d?无卡|liu ?liang ?ka|[二两三四五]g(?![a-z0-9])|(?<![\d.])[2345]g(?![a-z0-9]|赫)(?! ?(?:频|wi-?fi|信号的wi-?fi|band))|gprs|sim(?:卡|咔| ?card)?(?![a-z])|移动数据|移动网络|行动(?:网[络路]|数据|上网)|蜂窝|插卡上网|里[面头]有(?:一?张)?(?:小?卡)|内置卡|(?<!银行的?)小卡(?!片|机)|插卡(?:的|嘅|嗰|那|这|呢)*(?:台|部|种|机)|(?:老|旧)?2季(?=退|网|的)|(?:显示|图标)(?:是|个|只有)?[ghe](?![a-z])|没(?:有)?插新卡|插卡(?=,不是银行)|cellular|mobile data|data (?:sim|plan|card|fee|bundle)/g,
  ],
  [
    'ethernet',
    /网线|网[络路]线(?!路)|宽带(?:的?那[根条])?线|以太网?|乙太|网口|有线(?!索|下)(?:网络?)?|水晶头|wang ?xian(?=[ ,](?!luo)|$)|ethernet|(?<![a-z])lan(?![a-z]| ya)|network cable/g,
  ],
  [
    'dialup',
    /电话[线口]|拨(?:号|电话(?:的|那种|上网))|拨不通|座机线|线[路陆]忙|忙音|dian ?hua ?xian|bo ?hao ?(?=shi|bu|bo)|dial-?up|phone (?:line|jack|socket)(?! to (?:you|support))|no dial tone|line busy/g,
  ],
  [
    'bluetooth',
    /[蓝兰][牙芽]|(?<![a-z])lan ?ya(?![a-z])|蓝灯|搜索设备|(?:手机|app里?)[^,，。]{0,8}(?:搜|找)(?:不到|不着|唔到)[^,，。]{0,6}(?:刷卡器|读卡器|设备|小机器|机器)|跟手机配对|bluetooth/g,
  ],
];
/** What a terminal shows or does on one kind of network; it tells only where none is named. */
const SIGNS_OF_NETWORKS: Phrases = [
  ['wifi', /身份验证错误|已保存|光猫/g],
  [
    'cellular',
    /无服务|搜[索寻]网[络路]|(?:信号|signal) ?(?:只有|就|只剩)[一两]格|(?:one|two|1|2) bars?(?! of (?:battery|charge|power))/g,
  ],
  [
    'bluetooth',
    /(?:won't|not|can't|cannot|doesn't|won't re) ?pair|pair(?:ing)? (?:with|to) (?:my |the )?phone|(?:断|连|搜)[^,，。]{0,6}[,， ]?手机是|换了?(?:个|部|台)?新?手机[^,，。]{0,2}[,， ]?[^,，。]{0,3}(?:就|也)?(?:连不上|搜不到|配不上)/g,
  ],
];
/** Answers that mean a network only when it was asked for. */
const ASKED_NETWORKS: Phrases = [
  [
    'cellular',
    /走数据|(?:走|靠)卡|(?:换成|用|插|是|有)(?:的|着)?(?:是)?(?:一?张)?(?:手机|电话)?卡|^卡$|(?<![a-z])sim(?![a-z])/g,
  ],
  ['wifi', /(?<!没连|不用|没有|不是)无线|路由|热点/g],
  ['ethernet', /插线|^线$|(?<![a-z])(?:cable|wired)(?![a-z])/g],
];
const BOTH = /有时候?.{1,8}有时|都有|都能用|都可以|都插|两种|both/;
/** What is said of several alike. */
const EITHER = /[和跟还、与][^,，。]{0,8}都/;

const CARRIERS: Phrases = [
  [
    'mobile',
    /中国移动|中移(?:动|物联)|移动(?=信号|的?卡|[2-5]g|宽带|营业|客服|流量|网信号)|(?<![可能会没别不再被往向]|来回|随便|一|自由)移动(?!支付|端|pos|刷卡|收款|收银|终端|数据|网络|设备|到|一下|过|了|不[了动]|机|办公|电源|硬盘|位|式|版|应用|互联|app|鼠标|公司的?机|餐车|厨房|摊|货|商[户铺贩]|店|车|售|厕|空调)|(?<![a-z])yi ?dong(?= ?(?:ka|liu|4g|5g|xin|de ka|wang))|cmcc|china mobile|(?<!\d)10086(?!\d)/g,
  ],
  ['unicom', /联通(?!性)|(?<![a-z])lian ?tong(?![a-z])|china unicom|(?<!\d)10010(?!\d)/g],
  [
    'telecom',
    /(?<!中华)电信(?!商|业|公司?们|运营|诈骗|网络诈骗)|(?<![a-z])dian ?xin(?= ?(?:ka|liu|4g|5g|wang|de ka))|china telecom|(?<!\d)10000号/g,
  ],
  ['广电', /广电(?!总局)/g],
  ['中华电信', /中华电信|中华電信/g],
  ['Vodafone', /vodafone/g],
  ['T-Mobile', /t-?mobile/g],
  ['Verizon', /verizon/g],
  ['AT&T', /at&t/g],
];

const MANY = '(?:[两二三四五六七八九十几多]|\\d{1,2}|所有|全部|每一?|全店|整个店|各)';
const SCOPES: Phrases = [
  [
    'one',
    /(?:就|只有|只|单独|仅|光)(?:这|那|我|有)?一?(?:这|那)?一?[台部个](?!都)|(?<![记觉懂舍])得[呢這这依]一?部|其[他它]的?(?:机器|机子|台|几台)?都?(?:是)?(?:好|正常|没事|没问题|能用|可以)|别的(?:机器|机子)?都?(?:好|正常|能用)|另外?(?:的|那|一|几|两)+台?(?:机器|机子)?(?:都|是|也)?(?:好|正常|能用|没事)|(?:隔壁|旁边|附近|对面|邻居|别家|周围)(?:的?(?:店|家|那家|机器|机子|pos机?))*(?:都|也|倒|还|倒是)?(?:是)?(?:能用|能刷|正常|没事|没问题|好好的|好的|有网)|(?:only|just) (?:this|the|that)? ?one|the others? (?:are|is|work)|next door (?:is|works) (?:fine|ok)/g,
  ],
  [
    'all',
    new RegExp(
      `${MANY}(?:的)?(?:[台部](?:机器|机子|pos机?)?|机器|机子|pos机?)(?:都|全|一起|同时)|全都(?:不行|坏|用不了|连不上|没网)|店里(?:的)?(?:机器)?(?:全|都)(?:不|没|坏)|(?:all|every|both)(?: of)?(?: the| our| my)? ?(?:them|terminals?|machines?|devices?|readers?|ones)`,
      'g',
    ),
  ],
];
/** Next door too; asked for the merchant's own terminals it answers something else. */
const AREA: Phrases = [
  [
    'all',
    /(?:隔壁|旁边|附近|对面|邻居|别家|周围|整条街|整个商场|一条街)(?:的?(?:店|家|那家|几家|摊位|机器|机子|pos机?))*(?:也|都|全)+(?:是)?(?:不|没|断|坏|用不了|刷不了|连不上|上不了|这样|一样)|(?:next door|the neighbou?rs?|shops? around|whole street|whole mall) (?:is|are|has|have|also|too)[a-z ]{0,12}(?:down|offline|no |same|not |too|also)/g,
  ],
];
const ASKED_SCOPES: Phrases = [
  ['one', /一台|一个|这台|这个|(?<![a-z])one(?![a-z])/g],
  ['all', /都|全部|所有|(?<![a-z])all(?![a-z])|(?<![a-z])both(?![a-z])/g],
];

/** Words before a phrase that deny it. */
const DENIED =
  /(?:不是|别(?:跟我|再)?(?:讲|说|提|扯)|没有?用?|不用|没插|没连|没接|并非|不走|又?不靠|(?<![a-z])(?:not|no|without|isn't|don't use)(?: on| the| a| using)*)\s*$/;
/** Words before a phrase that make it a network of the past. */
const FORMER = /(?:原来|以前|之前|原先|本来)(?:用|走|连|是)?的?(?:是)?\s*$/;
/** Words before a phrase that make it the network of the merchant's phone or computer. */
const OF_OTHER = /(?:手机|电脑|鼠标|耳机)(?:是|用|连|走|开|又|也|都|没有?|里|上)*的?\s*$/;
/** Words behind a phrase that say that nothing is the matter with it. */
const WELL =
  /^[^,，。;；]{0,3}?(?:能连|能用|能上|可以|没问题|没事|正常|是好的|好好的|ok(?![a-z])|(?:is |are )?(?:fine|working|works|good|ok))/;
/** Words before a phrase that make it the one that is to be left. */
const LEFT = /(?:从|由|from)\s*$/;
/** Words before a phrase that make it the one in use. */
const IN_USE = /(?:用的?是?|走的?是?|连的?是?|插的?是?|靠|通过|on|using|via)\s*$/;

const SCREEN =
  /(?:(?:屏幕|机器|画面|上面)?(?:上面?)?(?:一直|老是?|就|还是?|又|总是?)?(?:显示|提示|弹出|弹了个|跳出|写着|写|报错|报(?![修警备案名价得给过了]))(?:说|的是|了|出)?|(?:^|[,，。;； ])(?:它|机器|屏幕|就|一直|老)?说|(?:^|[ ,])(?:it |screen |terminal |display )?(?:keeps )?(?:says?|shows?|displays?|reads|showing|saying)(?![a-z]))\s*[:：]?\s*["“「『']?([^,，。!！?？;；\n"”」』]{2,40})/g;
const SCREENS: readonly RegExp[] = [SCREEN];
/** A code alone is kept as a code. */
const ONLY_CODE = /^(?:resp(?:onse)?|code|error|代码|应答码|错误码|错误)?[\s:：]*[a-z]?\d{1,3}$/i;
/** What comes before words that are not on the screen, or that somebody says. */
const NOT_SHOWN =
  /(?:[不没别]|没有|不再|不会|(?<![a-z])(?:not|never|no longer|\w+n'?t|cannot|can'?t|won'?t)(?: even| really)?)\s*$/;
const SOMEBODY =
  /电话|来电|短信|微信|有人|业务员|推销|客服|对方|师傅|老板|他们?|她们?|(?<![a-z])(?:he|she|they|someone|somebody|guy|man|lady|woman|caller|call(?:s|ed|ing)?|sms|text|email|mail|rang|customer)(?![a-z])/;
/** A screen does not speak of the merchant's things as the merchant does. */
const OWN_WORDS = /^(?:我|咱|俺|(?:my|our|i|we|me|that i|that my)(?![a-z]))/;
const QUOTED = /["“「『]([^"”」』\n]{2,60})["”」』]/g;

/** Finds them all. Where several networks are named and none is the one in use, each is only a guess. */
export function findWords(on: Scan, normal: string): void {
  findNetworks(on);
  const unclear = on.asked === 'network' && BOTH.test(on.text);
  if (!unclear && !on.found.some(({ kind }) => kind === 'network')) findSpelledOtherwise(on, normal);
  for (const [value, start, end] of hits(on.text, CARRIERS)) mention(on, 'carrier', value, start, end, 0.8);
  findScopes(on);
  findScreenText(on);
}

function findNetworks(on: Scan): void {
  const asked = on.asked === 'network';
  if (BOTH.test(on.text) && asked) return;
  const sure = hits(on.text, NETWORKS).filter((hit) => !isDenied(on.text, hit) && !isOfModel(on, hit));
  const current = sure.filter(([, start]) => !FORMER.test(on.text.slice(Math.max(0, start - 8), start)));
  const former = asked ? [] : sure;
  const named = current.length > 0 ? current : former.length > 0 ? former : hits(on.text, SIGNS_OF_NETWORKS);
  const all = named.length > 0 || !asked ? named : hits(on.text, ASKED_NETWORKS);
  const ofTerminal = all.filter((hit) => !isOfOther(on.text, hit));
  const own = ofTerminal.length > 0 ? ofTerminal : all.filter((hit) => asked || !isDataOfOther(on.text, hit));
  const left = own.filter(([, start]) => LEFT.test(on.text.slice(Math.max(0, start - 6), start)));
  const inUse =
    left.length > 0 ? left : own.filter(([, start]) => IN_USE.test(on.text.slice(Math.max(0, start - 8), start)));
  const troubled = (inUse.length > 0 ? inUse : own).filter(([, , end]) => !WELL.test(on.text.slice(end, end + 16)));
  const chosen = troubled.length > 0 ? troubled : inUse.length > 0 ? inUse : own;
  const kinds = [...new Set(chosen.map(([value]) => value))];
  // Unasked, what is named first is what the message is about.
  const first = kinds.length === 1 ? 0.8 : BOTH.test(on.text) || EITHER.test(on.text) ? 0.4 : 0.5;
  kinds.forEach((kind, place) => {
    const [, start, end] = chosen.find(([value]) => value === kind) as Hit;
    const sure = asked && kinds.length === 1 ? 0.9 : asked || place > 0 ? 0.4 : first;
    mention(on, 'network', kind, start, end, sure);
  });
}

const isOfOther = (text: string, [, start]: Hit): boolean => OF_OTHER.test(text.slice(Math.max(0, start - 8), start));
/** A phone's mobile data is its own; its wifi is the shop's, and the terminal's too. */
const isDataOfOther = (text: string, hit: Hit): boolean => hit[0] === 'cellular' && isOfOther(text, hit);

/** SumUp 3G is a model. */
function isOfModel(on: Scan, [, start, end]: Hit): boolean {
  return on.found.some((one) => one.kind === 'model' && start < one.end && end > one.start);
}

/** Without a verb it tells the trouble: no wifi since this morning. */
const NO_WIFI = /(?<!(?:have|has|had|got|is|are|there's|with|using|use) )\bno\s*$/;
/** "No SIM" is what a terminal says that lives on one; other networks that are denied are not in use. */
function isDenied(text: string, [value, start, end]: Hit): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  if (value === 'cellular' && text.slice(start, end).startsWith('sim') && !/(?:不是|not the)\s*$/.test(before))
    return false;
  if (value === 'wifi' && NO_WIFI.test(before)) return false;
  return DENIED.test(before);
}

/** Misspelt or in pinyin: the cleaned text tells, but not where. */
function findSpelledOtherwise(on: Scan, normal: string): void {
  const models = on.found.flatMap(({ kind, text }) => (kind === 'model' ? [text.toLowerCase()] : []));
  const rest = models.reduce((text, model) => text.replaceAll(model, ' '), normal);
  const all = hits(rest, NETWORKS).filter((hit) => !isDenied(rest, hit) && !isDataOfOther(rest, hit));
  const [first] = all;
  if (first && all.every(([value]) => value === first[0])) mention(on, 'network', first[0], 0, on.raw.length, 0.7);
}

function findScopes(on: Scan): void {
  const own = hits(on.text, SCOPES);
  const sure = own.length > 0 || on.asked === 'scope' ? own : hits(on.text, AREA);
  const all = sure.length > 0 || on.asked !== 'scope' ? sure : hits(on.text, ASKED_SCOPES);
  const first = all[0];
  if (first) mention(on, 'scope', first[0], first[1], first[2], 0.8);
}

function findScreenText(on: Scan): void {
  const quoted = [...on.text.matchAll(QUOTED)].map((match) => [match, 0.7] as const);
  const said = mayBeSaid(SCREENS, (pattern) => pattern, on.text)
    .flatMap((pattern) => [...on.text.matchAll(pattern)])
    .filter((match) => isOnScreen(on.text, match))
    .map((match) => [match, 0.6] as const);
  const [match, confidence] = [...quoted, ...said][0] ?? [];
  if (!match || !confidence) return;
  const start = match.index + match[0].lastIndexOf(match[1] ?? '');
  const shown = on.raw.slice(start, start + (match[1] ?? '').length);
  const value = tidyScreenText(shown);
  const at = start + shown.indexOf(value);
  if (value.length >= 2 && /\p{L}/u.test(value) && !ONLY_CODE.test(value))
    mention(on, 'screenText', value, at, at + value.length, confidence);
}

/** Whether the terminal shows the words, and not somebody says them; what is denied is not shown either. */
function isOnScreen(text: string, match: RegExpExecArray): boolean {
  const before = text.slice(0, match.index).trimEnd();
  if (NOT_SHOWN.test(before)) return false;
  if (/屏幕|机器|画面|它|screen|terminal|display/.test(match[0].slice(0, match[0].indexOf(match[1] ?? ''))))
    return true;
  const spoken = /^[^a-z]{0,8}(?:说|says?|saying)|(?:^|[ ,])(?:keeps )?(?:says?|saying)/.test(match[0]);
  return !(spoken && (OWN_WORDS.test(match[1] ?? '') || SOMEBODY.test(before)));
}

/** How a merchant goes on after the words on the screen. */
const WHAT_COMES_ON_TOP =
  /(?<=.{2})(?:而且|并且|还有|另外|然后|顺便|同时|所以|结果|但是|可是|不过)|\s+(?:also|plus|but|so|then|(?:and|while) (?:also|the|my|our|it|i|we|no|then|now|another))\s/iu;

/** What the screen shows beside its words: "the wifi name but says saved". */
const SHOWN_BESIDE =
  /^(?:the|my|our|an?)\s[^,]{1,30}?\s(?:but|and)\s(?:(?:it|then|still|also|just|only)\s)*(?:says?|shows?|reads|displays?)\s+(?=\S)/iu;

/** What follows a pause before Chinese, what is told besides, and the merchant's own question, are no longer on the screen. */
function tidyScreenText(said: string): string {
  const [first = ''] = said
    .trim()
    .replace(SHOWN_BESIDE, '')
    .split(/\s+(?=\p{Script=Han})/u)
    .flatMap((words) => words.split(WHAT_COMES_ON_TOP));
  return first.replace(/(?:怎么办|怎么弄|咋办|咋整|咋弄|是啥意思|什么意思|是什么).*$/u, '').trim();
}

type Hit = readonly [value: string, start: number, end: number];

function hits(text: string, phrases: Phrases): readonly Hit[] {
  const all: Hit[] = [];
  for (const [value, pattern] of mayBeSaid(phrases, ([, pattern]) => pattern, text)) {
    for (const match of text.matchAll(pattern)) all.push([value, match.index, match.index + match[0].length]);
  }
  return all.sort((a, b) => a[1] - b[1]);
}
