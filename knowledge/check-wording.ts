/** Looks at every text a merchant may read: languages, length, placeholders, and what must not stand in it. */

import type { SeenWording, WordingUse } from './compile-values.ts';
import { LOCALES, type Locale } from './guide.ts';
import type { ContentProblem } from './problem.ts';

type Advice = Pick<ContentProblem, 'message' | 'remedy'>;

/** Placeholders that the dialog fills besides slots. */
const FILLED_BY_DIALOG: readonly string[] = [
  'institution',
  'hotline',
  'website',
  'hours',
  'ticketNumber',
  'answerDue',
  'renewalMaterials',
  'renewalLink',
  'portalLink',
  'fees',
  'updateNotice',
  'quizScore',
  'page.maintenance',
  'page.updates',
  'page.backup',
  'page.contingency',
  'page.training',
  'page.agreement',
];

/** Placeholders that stay empty at an institution that has not configured them. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set([
  'institution',
  'hotline',
  'website',
  'renewalMaterials',
  'renewalLink',
  'portalLink',
  'fees',
]);

/** Longest texts in columns: a Chinese character takes two, a Latin letter one. */
const MOST_COLUMNS: Readonly<Record<WordingUse, number>> = {
  sentence: 180,
  question: 180,
  label: 40,
  title: 40,
  phrase: 400,
  'phrase-label': 40,
};
const ENGLISH_ALLOWANCE = 1.6;

/** Frequent characters that traditional Chinese does not have. */
const SIMPLIFIED_ONLY =
  /[们这说话请问让时间现网络号码显电关开机总线换还没过对应该难听见觉边进运选连远迟适键钮银锁错门闭问闻阅队际险随题颜页项须顾预领频额马验鸡鱼龙单卖买东业两严丧个丰临为丽举义乐习书乱争亏云亚产亲亿仅从仓仪价众优伙会伟传伤体债倾储儿兑党兰兴养写军农冲决况冻净减凤凭击划刘则刚创删别剂剧劝办务动励劳势区医华协压厂厅历厌县参双发变叠叶吗启员呜响园围国图圆圣场坏块坚坛声处备复够头夹夺奋妇孙学宁宝实宠审宽对寻导寿将尔尘尝层属岁币师帐帮带库庆庐应废张强归录忆态总恋恶悬惊惯愿戏战户扑执扩扫扬担拥择挂挥损捡据摄数断无旧显晓暂机权条来极构标栈栏树样档检欢欧残毕气汇汉沟没泪洁浅测济浏涨渐温湿满滚灭灯灵炉点烧热爱爷状独猎环现电画疗监盘码确碍礼离种积称稳穷竞笔筛签简类紧红约级纯纸线组细织终经结绕给络绝统继续维综绿缓编缩缴网罗罚职联聪胜脉脑脚脸腾节芯苏苹范荐荣药获营虑虽补装规视览触誉计认讨让训议记讲许论设访证评识诉诊词译试诚话询该详语误说请诸读课谁调谈谢负财责败货质贩贫购费资赔赖赚赛赞赶趋车轨转轮软轻载较辆输辑边达迁过运还这进远违连迟适选递遥]/;

/** What is wrong with one wording. `slots` are the names that some step fills. */
export function checkWording(seen: SeenWording, slots: ReadonlySet<string>): readonly ContentProblem[] {
  const advice = [
    ...missing(seen),
    ...LOCALES.flatMap((locale) => inLanguage(seen, locale)),
    ...placeholders(seen, slots),
  ];
  return advice.map((one) => ({ ...seen.at, ...one }));
}

function missing({ written, use }: SeenWording): readonly Advice[] {
  // A phrase that is missing in one of the three files is reported with its key.
  if (use === 'phrase' || use === 'phrase-label') return [];
  return LOCALES.filter((locale) => written[locale] === undefined).map((locale) => ({
    message: `${locale} is missing`,
    remedy: locale === 'zh-Hant' ? 'Run npm run -s content -- fill-hant, then read what it wrote.' : 'Translate it.',
  }));
}

function inLanguage({ written, use }: SeenWording, locale: Locale): readonly Advice[] {
  const text = written[locale];
  if (text === undefined) return [];
  const most = MOST_COLUMNS[use] * (locale === 'en' ? ENGLISH_ALLOWANCE : 1);
  const found = FORBIDDEN.find(({ sign }) => sign.test(text));
  const simplified = locale === 'zh-Hant' ? SIMPLIFIED_ONLY.exec(text)?.[0] : undefined;
  return [
    ...(columnsOf(text) > most ? [tooLong(locale, use, most)] : []),
    ...(found
      ? [{ message: `${locale} holds ${found.what}: ${found.sign.exec(text)?.[0]}`, remedy: found.remedy }]
      : []),
    ...(simplified
      ? [
          {
            message: `zh-Hant has the simplified character ${simplified}`,
            remedy: 'Write it in traditional characters.',
          },
        ]
      : []),
    ...(locale === 'en' && /\p{Script=Han}/u.test(text)
      ? [{ message: 'en has Chinese characters', remedy: 'Say it in English.' }]
      : []),
  ];
}

/** The width of a text as a list shows it. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/.test(sign) ? 2 : 1), 0);
}

function tooLong(locale: Locale, use: WordingUse, most: number): Advice {
  const limit = locale === 'en' ? `${most} letters` : `${most / 2} characters`;
  return {
    message: `${locale} is longer than ${limit}`,
    remedy: MOST_COLUMNS[use] === 40 ? 'Shorten it: it stands on a button.' : 'Shorten it, or make two steps of it.',
  };
}

const ELSEWHERE = 'Such facts stand in institution.yaml only; write {hotline} or {website}.';

const FORBIDDEN: readonly { readonly sign: RegExp; readonly what: string; readonly remedy: string }[] = [
  { sign: /https?:|www\.|\b[a-z0-9-]+\.(com|cn|net|org)\b/i, what: 'a link', remedy: ELSEWHERE },
  {
    sign: /(?<!\d)(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|(?!96110|95516)9[56]\d{3}|100(86|10|00|11))(?!\d)/,
    what: 'a phone number',
    remedy: ELSEWHERE,
  },
  {
    sign: /[¥¥$€]\s*\d|\d+\s*(元|块钱|塊錢|rmb|cny|yuan|dollars?)(?![a-z])/i,
    what: 'a price',
    remedy: 'Prices change; leave the amount out.',
  },
  { sign: /(密码|密碼|password)[^,。,.]{0,6}\d{4,}/i, what: 'a password', remedy: 'Never write default passwords.' },
];

function placeholders({ written, use }: SeenWording, slots: ReadonlySet<string>): readonly Advice[] {
  const sets = LOCALES.flatMap((locale) => {
    const text = written[locale];
    return text === undefined ? [] : [new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ''))];
  });
  const names = new Set(sets.flatMap((set) => [...set]));
  const unknown =
    use === 'phrase' || use === 'phrase-label'
      ? []
      : [...names].filter((name) => !slots.has(name) && !FILLED_BY_DIALOG.includes(name));
  const uneven = [...names].filter((name) => sets.some((set) => !set.has(name)));
  return [
    ...unknown.map((name) => ({
      message: `nothing fills {${name}}`,
      remedy: 'Use the slot of a question, or correct the name.',
    })),
    ...uneven.map((name) => ({
      message: `{${name}} does not stand in every language`,
      remedy: 'Use the same placeholders in all three.',
    })),
    ...(use === 'question' && mayVanish(written['zh-Hans'] ?? '') ? [VANISHES] : []),
  ];
}

const VANISHES: Advice = {
  message: 'this question is left out where the institution has not configured its name, hotline or website',
  remedy: 'Move the placeholder to a sentence of its own.',
};

/** True when every sentence has a placeholder that may stay empty. */
function mayVanish(text: string): boolean {
  const sentences = text.match(/[^。!?!?\n]+/g) ?? [];
  return sentences.every((sentence) => [...MAY_BE_EMPTY].some((name) => sentence.includes(`{${name}}`))) && text !== '';
}
