/** Reads the place in a list by which people choose: "2", "第二个", "the first one", "last one". */

const HAN = ['一', '二', '三', '四', '五', '六', '七'];
const PLACES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(HAN.map((sign, at) => [sign, at + 1])),
  头: 1,
  首: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
};

// No word is made of others and none begins another, so that a text can be read in one way only.
const BEFORE_ZH = '(?:(?:我|就|应该|是|那|还|好像|点|按|选择?|要|属于),?)*';
const AFTER_ZH = '(?:选项|情况|答案)?(?:那个|那种|这个|这种)?(?:的|吧|啊|呀|那个|咯|喽|嘛|谢谢)?';
const SIGNED = new RegExp(
  `^${BEFORE_ZH}(?:第([1-7一二三四五六七])(?:个|项|号|种|条|样|款)?|(?:no\\.? ?|#)?([1-7一二三四五六七])(?:th|st|nd|rd|个|项|号)?)${AFTER_ZH}$`,
);
const HEAD = new RegExp(
  `^${BEFORE_ZH}(?:最)?(头|首|前面?的?|上面?的?)(?:那)?(?:一)?(?:个|项|种|条)(?:选项|情况)?(?:的|吧|啊)?$`,
);
const TAIL = new RegExp(
  `^${BEFORE_ZH}(?:最后面?的?|最后|末尾|最下面?的?|最下|后面的?|下面的?)(?:那)?(?:一)?(?:个|项|种|条)(?:选项|情况)?(?:的|吧|啊)?$`,
);
const NAMED =
  /^(?:i |it |it's |its |is |i'd |say |ok |um |well |guess |think |choose |pick |take |would |the )*(?:the )?(?:option|number|no\.?|answer|choice|#)? ?#?([1-7](?:st|nd|rd|th)?|one|two|three|four|five|six|seven|first|second|third|fourth|fifth|sixth|seventh)(?: one| option| choice| answer)?(?: please| i think| i guess| thanks)?$/;
const LAST =
  /^(?:i |it |it's |its |is |i'd |say |ok |um |well |guess |think |choose |pick |take |would |the )*(?:the )?(?:very )?(?:last|bottom|final)(?: one| option| choice| answer)?(?: please| i think| i guess| thanks)?$/;
const TOP =
  /^(?:it's |its |the |choose |pick |take )*(?:the )?top(?: one| option| choice| answer)?(?: please| i think| i guess)?$/;

/**
 * The place that a message (`Utterance.normal`) names in a list, from 1, and -1 for the last; `undefined` unless it
 * says nothing else.
 */
export function readOrdinal(normal: string): number | undefined {
  const [, nth, plain] = SIGNED.exec(normal) ?? NAMED.exec(normal) ?? [];
  const sign = nth ?? plain;
  if (sign !== undefined) return PLACES[sign] ?? Number.parseInt(sign, 10);
  if (HEAD.test(normal) || TOP.test(normal)) return 1;
  return TAIL.test(normal) || LAST.test(normal) ? -1 : undefined;
}

/** The entry of a list that stands at the place; `undefined` where the list is shorter. */
export function atPlace<T>(list: readonly T[], place: number): T | undefined {
  return place < 0 ? list.at(place) : list[place - 1];
}
