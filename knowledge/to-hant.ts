/** Converts simplified wording into the traditional characters and words of a Taiwanese counter. */

import { Converter } from 'opencc-js/cn2t';

/** Words that the general converter gets wrong at a payment counter; replaced before it, on simplified text. */
const BEFORE: readonly (readonly [string, string])[] = [
  ['签购单', '簽單'],
  ['小票', '簽單'],
  ['电源适配器', '變壓器'],
  ['适配器', '變壓器'],
  ['冲正', '沖正'],
  ['接口', '插孔'],
  ['卡槽', '卡槽'],
  ['后台', '後台'],
  ['重启', '重新啟動'],
  ['触摸屏', '觸控螢幕'],
  ['U盘', 'USB 隨身碟'],
  ['宽带', '寬頻'],
  ['光猫', '數據機'],
  ['猫', '數據機'],
  ['流量卡', 'SIM 卡'],
  ['闪退', '閃退'],
  ['激活', '開通'],
  ['到账', '入帳'],
  ['账号', '帳號'],
  ['账户', '帳戶'],
  ['对账', '對帳'],
  ['账单', '帳單'],
  ['账', '帳'],
  ['短信', '簡訊'],
  ['配置', '設定'],
  ['应答码', '回應碼'],
  ['营业执照', '營業執照'],
  ['数据线', '傳輸線'],
  ['移动网络', '行動網路'],
  ['移动数据', '行動數據'],
  ['芯片', '晶片'],
  ['扫码', '掃碼'],
  ['质量', '品質'],
  ['反馈', '回報'],
  ['截图', '截圖'],
  ['发票', '發票'],
  ['点一下', '點一下'],
  ['发卡', '發卡'],
  ['回复', '回覆'],
  ['点击', '點一下'],
  // The general converter takes these for other words that are written with the same simplified character.
  ['天后', '天後'],
  ['干了', '乾了'],
  ['晾干', '晾乾'],
  ['干软布', '乾軟布'],
  ['干布', '乾布'],
  ['网线', '網路線'],
];

/** Put right afterwards, on traditional text. */
const AFTER: readonly (readonly [string, string])[] = [
  ['臺', '台'],
  ['打印', '列印'],
  ['程式碼', '代碼'],
  ['反饋', '回報'],
  ['賬', '帳'],
  // 只有 behind 是 is read as a measure word.
  ['是隻', '是只'],
  ['標簽', '標籤'],
  ['公佈', '公布'],
  ['溼', '濕'],
  ['“', '「'],
  ['”', '」'],
];

let convert: ((text: string) => string) | undefined;

/** The traditional wording of a simplified one; Latin text, digits and `{placeholders}` stay as they are. */
export function toHant(text: string): string {
  // Its tables take megabytes, and a desk that starts from trained content converts nothing.
  const converter = convert ?? Converter({ from: 'cn', to: 'twp' });
  convert = converter;
  return replaceAll(converter(replaceAll(text, BEFORE)), AFTER).replace(/(?<=\p{Script=Han})(?=SIM 卡)/gu, ' ');
}

function replaceAll(text: string, table: readonly (readonly [string, string])[]): string {
  return table.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}
