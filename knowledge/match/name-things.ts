/** Tells whether a text is about the terminal or plainly about something else that a shop owns. */

const TERMINAL =
  /刷卡机|刷卡器|读卡器|收银机|收款机|机器|机子|[0-9一二三四五六七八九十]号(?:机|收银)|(?<!我)新机|pos|终端|手刷|电签|(?:音箱|喇叭)(?!.{0,10}(?:放歌|音乐|听歌|唱歌|电脑))|小票|打印纸|付款码|流量卡|结算卡|(?<![a-z])(?:terminal|card machine|card reader|reader|merchant|receipt|payout|settlement)/;
/** What a shop or a household owns besides, and other people's accounts, cards, bills and trades. */
const OTHER = new RegExp(
  [
    '电动车|电瓶车|汽车|车险|轿车|摩托|三轮车|单车|自行车|货车|叉车|机车(?!号)|电单车|的士|出租车|网约车|打车|地铁|公交(?!.{0,3}刷不)|停车|违章|罚单|驾照',
    '(?<!用|连|跟|和)(?:苹果|我的|我|个)手机(?!号|上|能|可以|连|付|收|银|里|有|支付|网|说|显示|.{0,3}[拍碰贴靠刷挥扫感])|手机(?:充电(?!头|器)|充不|贴膜|壳|尾插|屏碎|银行)|iphone(?!.{0,6}(?:pay|扫|付))|我(?:的)?手机(?:的)?(?:流量|欠费|停机|卡欠费)|家里的?(?:宽带|网|wifi|电脑)|平板|ipad|电脑|笔记本|耳机|手表|充电宝|充电桩|扫描仪|考勤机|打卡机|取号机|售货机|洗车机|娃娃机|税控|开票软件|杀毒|域名|游戏|道闸|停车场|u盘|硬盘|鼠标|投影|相机|音响|电子秤|点钞机|验钞|监控|复印机|传真',
    '冰箱|冰柜|空调(?!水)|冷气|洗衣机|烘干机|热水器|电饭煲|微波炉|烤箱|电磁炉|油烟机|饮水机|净水|消毒柜|风扇|暖气|电灯|灯泡|灯管|咖啡机|奶茶机|封口机|制冰机|榨汁机|豆浆机|绞肉机|切片机|和面机|蒸(?:箱|柜)|展示柜|炉子|炉灶|电锅|空气炸|加湿器|除湿机|吸尘器|吹风机|跑步机|学习机|遥控|机顶盒|收音机|鱼缸|发电机|水泵|扫地机|路灯|招牌|灯箱|电表|水表|贩卖机|游戏机|电视|电梯|卷帘门|门锁|门铃|门禁|水管|马桶|水龙头|下水道|煤气|燃气|水费|电费|话费|停水|停气|小区|物业费',
    '健身卡|公交卡|地铁卡|校园卡|饭卡|加油卡|洗车卡|美容卡|油卡|水卡|电卡|悠游卡|八达通|一卡通|健康证|(?:食品|经营|卫生|烟草|消防)许可|居住证|房产证|结婚证|驾驶证|行驶证|医保|社保|公积金|护照|签证|身份证丢|户口|退税|个税|工资条?(?!卡)|养老金|保险(?!丝|柜)|信用卡(?:额度|账单|还款|逾期|分期)',
    '微信号|微信(?:密码|被封|零钱|转账)|支付宝(?:密码|账号|登)|手机银行|网银|抖音|淘宝|拼多多|京东|美团(?!.{0,4}(?:收|券|码))|饿了么|快手|直播间|红包|零钱提现|余额宝|对公账户(?=去|怎么开|在哪开)|开(?:个|一个)?对公账户|银行(?:几点|上班|下班|开门|排队|利息|存款|理财)|存款|利息|理财|银行网点|哪个网点',
    '快递(?:到|显示|单|员|柜|放|站)|外卖|包裹丢|网课|作业|孩子|小孩|幼儿园|老师|考试|成绩|高考|暑假工|年费卡|会员(?!卡).{0,3}(?:到期|续费|怎么退)|酒席|订位|订桌|高铁|火车|机票|酒店预|招聘|招人|买菜|卖菜|房租|房贷|车贷|贷款|股票|基金|彩票|量房|全屋定制|装修报价|招商|加盟|跳码|自选商户|猫粮|狗粮|宠物|发烧|感冒|挂号|减肥',
    "(?<![a-z])(?:gmail|e-?mail password|hotmail|laptop|tablet|fridge|freezer|oven|kettle|heater|coffee (?:machine|maker)|espresso|vending machine|microwave|washing machine|dryer|dishwasher|vacuum|air con(?:ditioner|ditioning)?|television|my tv|headphones?|smart ?watch|camera|scooter|bicycle|bike|car won't|my car|parking|taxi|bus card|metro card|gym|facebook|instagram|tiktok|netflix|amazon|uber|flight|passport|visa for|homework|essay|poem|joke|bitcoin|lottery|mortgage|my kid|my son|my daughter|my dog|my cat|landlord|electricity bill|water bill|phone bill|online banking)(?![a-z])",
  ].join('|'),
);

/** Things with a screen, a battery, paper or a lock of their own: their trouble is the one that is told, … */
const OWN_TROUBLE =
  /快递柜|(?:打车|叫车|约车|代驾|买菜|订票|视频|音乐|游戏|炒股|相亲|招聘)(?:软件|平台|app)|背景音乐|放歌|听歌|唱歌|房贷|车贷|按揭|网贷|花呗|借呗|白条|(?:招|聘)(?:不招)?(?:个|几个)?(?:业务员|店员|服务员|收银员|学徒|小工|洗碗|厨师|兼职|临时工|员工|人)(?!.{0,6}(?:按|点|说|弄))|(?:开|我的?|做)(?:个|了)?(?:淘宝|拼多多|京东|抖音|快手|闲鱼|网|微)店|满减|直播带货|(?:微信|支付宝)(?:登录|登陆)?密码|电动车|电瓶车|汽车|轿车|摩托|自行车|(?<!刷)(?:平板|电脑|笔记本)|ipad|macbook|鼠标|耳机|充电宝|扫描仪|考勤机|打卡机|取号机|售货机|洗车机|娃娃机|税控|开票软件|u盘|硬盘|投影|相机|电子秤|点钞机|复印机|传真|(?:家用|家里的?|办公室?的?|惠普|佳能|爱普生|hp|a4)的?打印机|打印机.{0,6}(?:hp|a4|墨)|冰箱|冰柜|冷气|洗衣机|烘干机|热水器|电饭煲|微波炉|烤箱|电磁炉|油烟机|饮水机|净水|消毒柜|风扇|咖啡机|奶茶机|封口机|制冰机|展示柜|遥控|机顶盒|收音机|电视(?!机支架)|电梯|卷帘门(?!被)|门锁|门铃|门禁|健身卡|公交卡|地铁卡|校园卡|饭卡|加油卡|油卡|水卡|电卡|一卡通|八达通|悠游卡|健康证|医保卡?|社保卡?|公积金|护照|驾照|身份证(?:丢|到期|过期)|火车票|高铁|机票|12306|icloud|手机电池|手机屏|尾插|(?<![a-z])(?:my|the) phone(?:'s)? (?:battery|screen|charger)|(?<![a-z])(?:laptop|fridge|freezer|oven|kettle|coffee (?:machine|maker)|vending machine|microwave|washing machine|dryer|dishwasher|headphones?|home printer|hp printer)(?![a-z])/;
/** … unless the terminal took harm from them, or is used with them. */
const TOUCHES =
  /滴|漏水|砸|压|碰倒|掉下来|浇|淋|旁边|干扰|刷卡器|读卡器|收款|收银|客人|顾客|付款|扣款|(?<![a-z])(?:fell on|leaked on|spilled on|next to|pay(?:ing|ment)?)(?![a-z])/;
/** Where the merchant trades, who is there, what happened, and whose cards and wallets are taken. */
const SETTING = new RegExp(
  [
    '的士|出租车|网约车|公交(?!卡)|地铁(?!卡)|停车场|停车|酒店|健身房|外卖|加盟|代理商?|彩票|停电|跳闸|漏水|停水|小区|楼上|楼下|家里|快递|包裹|顺丰',
    '孩子|小孩|儿子|女儿|幼儿园|老师|狗|猫|美团|饿了么|京东|抖音|拼多多|淘宝|支付宝|微信|招商|招行|建设银行|信用卡|话费|手表|手环|平板|ipad|音响',
    '(?<![a-z])(?:gym|taxi|parking|bike|landlord|amazon|uber|smart ?watch|tablet|my (?:kid|son|daughter|dog|cat)|camera)(?![a-z])',
  ].join('|'),
  'g',
);
/** What only goes wrong with taking payments, … */
const PAYING =
  /收(?:款|银)|收(?:不到|不了|唔到)(?:钱|款)?|刷了?(?:没|不|被)|(?:刷|碌)(?:卡)?(?:失败|不[了出过上]|唔[到]|没通过|老?被拒)|刷了?卡|扫码|扫不|付不了|付款|(?<!打开)支付(?!宝)|结算|到账|没到(?=$|,|账|卡)|打印|小票|单子打|签到|预授权|操作密码|法人|(?<![a-z])(?:take|taking|accept) (?:any )?(?:cards?|payments?)|(?<![a-z])(?:payments?|cards?|swipes?) (?:is |are |was |were |does |do |don't |doesn't |not |all |keeps? )*(?:declined|fail\w*|rejected|refused|work|not)|paid out|payouts?/;
/** … and a part of the terminal, where nothing else is named that has such a part. */
const PART =
  /屏幕?|触屏|按键|键盘|卡槽|电池|开机|开不了机|不开机|充不|充电|摔|砸|泡|进水|没网|断网|连不上|wifi|apn|(?<![a-z])(?:screen|button|battery|dropped|knocked it|spilled|on it|charge|offline|wifi|network)(?![a-z])/;
/** A wallet that takes no payment, alone or beside another that does: customers pay with it at this till. */
const WALLET_FAILS = new RegExp(
  [
    '^(?:只有|怎么|客人|顾客|的|用)*@(?:支付)?(?:也|都|又|就|突然|一直|老是|怎么)?(?:(?:付|刷|收|支付)[不唔](?:了|上|到|成|出去)|(?:不能|没法|无法)(?:付|收|支付|付款|收款))(?:款|钱)?了?(?:怎么办|咋办|怎么弄|怎么回事)?$',
    '@.{0,3}(?:[不唔][行能了到]|失败).{0,4}@.{0,2}(?:可以|能|行|没问题|正常|得|好)',
    '@.{0,2}(?:可以|能|行|没问题|正常|得).{0,4}@.{0,3}(?:[不唔][行能了到]|失败)',
  ]
    .join('|')
    .replaceAll('@', '(?:微信|支付宝|云闪付)'),
);
/** How far a text speaks of other things than the terminal. */
export type Foreignness = -1 | 0 | 1 | 2;

/**
 * 1 for something else, 2 for its trouble, -1 for the terminal, whatever is named beside it, 0 where neither is named.
 * A shop's trade, the people in it and whose card it is say nothing against a trouble with payments.
 */
export function foreignness(text: string): Foreignness {
  if (TERMINAL.test(text) || WALLET_FAILS.test(text)) return -1;
  if (OWN_TROUBLE.test(text) && !TOUCHES.test(text)) return 2;
  if (!OTHER.test(text)) return 0;
  const rest = text.replace(SETTING, '');
  const owned = OTHER.test(rest);
  if (PAYING.test(rest) && !owned) return -1;
  return PART.test(rest) && !owned ? 0 : 1;
}
