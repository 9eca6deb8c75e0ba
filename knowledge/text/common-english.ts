/** Everyday English words that spelling correction leaves alone, and the short forms of hurried typing. */

/** Words of four letters and more that nobody should take for a slip. */
export const COMMON_ENGLISH: readonly string[] =
  `able about above accept account across action active actually address afraid after again against agree ahead allow
  almost alone along already also although always among amount angry annoyed another answer anybody anymore anyone
  anything anyway apart apologize apply appear april area arrive asking aunt away awful baby back basic bathroom
  battery beach beauty because become been before began begin behind believe belong below bent best better between
  bike bill birth birthday black blank blow blue board body book boot born borrow boss both bother bottle bottom bought box
  break breakfast bright bring broke broken brother brought brown build built burn burning business busy button buyer
  cable cafe cake call came camera cancel capital careful carry case cash cashier catch cause cell cent central certain chain
  chair chance change channel charge cheap check chicken child children choice choose city class clean clear click close
  closed cloth clothes coat code coffee cold color colour come coming common company complain complete confused control
  cook cool copy corner correct cost could count counter country couple course cover crash crazy crowd cry customer
  daily damage dance dark date daughter dead deal dear death december decide deep delay deliver deny depend desk
  detail died different dinner direct dirty discount dish doctor does dollar done door double down draw dream dress
  drink drive driver drop during each early earn earth easy edge effect eight either else empty end engine english
  enough enter entire error even evening event ever every everybody everyone everything exact exactly example except
  excuse expect expensive explain extra face fact fail fair fall false family famous fancy fast father fault fear
  february feel feet fell felt female field fifty fight figure file fill film final finally find fine finger finish
  fire first fish five flash flat flight floor flower follow food football force forget form fort forty forward found
  four free french fresh friday friend from front fruit full funny future game garden gave general gift girl give glad
  glass goes going gold gone good grand great green grey ground group grow guess guest guide hair half hall hand
  handle happen happy hard hate have having head health hear heard heart heat heavy held hell help here hers hide high
  hill hint history hold hole holiday home honest hope horse hospital host hotel hour house however huge human hundred
  hungry hurry hurt husband idea idle include india inside instead into invite issue item itself january join joke july
  jump june just keep kept kept keys kick kill kind king kitchen knew know known lady lamp land large last late later
  laugh lawyer lead leak leaking learn least leave left legal lend less lesson letter level life lift light like likely
  line link list listen little live loan local lock long look lord lose loss lost loud love lover lower luck lunch
  lying machine made magic main make male manage manager many march mark market married master match mate matter maybe
  mean meant meat medicine meet meeting member mental menu message metal middle might mile milk million mind mine
  minute miss missing mobile model moment monday money month moon more morning most mother move movie much music must
  myself name near nearby nearly need needed negative neighbor neither nephew never news next nice night nine ninety
  nobody noise none noon normal north nose note nothing notice november number nurse october offer office often okay
  once ones online only open opened opening order other others ought outside oven over owner pack page paid pain paint
  pair paper pardon parent park part partner party pass past path patient people perfect perhaps person phone photo
  piano pick picture piece pink pizza place plain plan plane plant plate play player please plenty plug pocket point
  police policy polite pool poor popular possible post potato pound power practice prefer present press pretty price
  print prison private prize probably problem process product program promise proper prove public pull push quarter
  question quick quickly quiet quite rain raise rang rate rather reach read ready real really reason receive recent
  red reduce refuse regular relax remain remember remind remove rent repair repeat reply report request require rest
  restaurant result return rice rich ride right ring rise risk river road rock roll roof room rose round rule run rush
  sad safe safety said salary sale salt same sand sang saturday save says scale scan scanning scared scene school score
  screen search seat second secret section security seem seen self sell send sense sent september serious serve service
  seven several shall shape share sharp sheet ship shirt shock shoe shoot shop short should shoulder shout show shower
  shut sick side sign silver similar simple since sing single sink sister site size skill skin sleep slept slip slow
  small smart smell smile smoke snow social soft sold some somebody someone something sometimes somewhere song soon
  sorry sort sound soup south space spain speak special speed spell spend spent spill spoke spot spring square staff
  stage stairs stand star start state station stay steal step stick still stock stole stone stood stop store storm
  story strange street strong student study stuff stupid style such sudden suddenly sugar suggest summer sunday
  supply suppose sure surprise sweet swim switch system table take taken talk tall tape task taste taxi teach teacher
  team tell telling term test text than thank that their them then there these they thick thin thing things think
  thinks third thirty this those though thought thousand three threw through throw thursday ticket tight till time
  tiny tire tired title today together told tomorrow tonight took tool tooth total touch toward town track trade train
  travel tree trial tried trip trouble truck true trust truth trying tuesday turn twelve twenty twice type uncle under
  understand unit until upon upset used useful user using usual usually vacation value very video view village visit
  voice wait walk wall want warm warn wash washing waste watch water weak wear weather website wednesday week weekend
  weight welcome well went were west what whatever wheel when where whether which while white whole whom whose wide
  wife wild will wind window wine wing winter wire wish with within without woman women wonder wonderful wood word wore
  work worker world worry worse worst worth would write wrong wrote yard year yellow yesterday young your yours
  yourself youth zero`.split(/\s+/);

/** What is typed in a hurry, and what it stands for. Only whole words. */
export const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    arent: "aren't",
    cant: "can't",
    couldnt: "couldn't",
    didnt: "didn't",
    doesnt: "doesn't",
    dont: "don't",
    hasnt: "hasn't",
    havent: "haven't",
    im: "i'm",
    isnt: "isn't",
    ive: "i've",
    pls: 'please',
    plz: 'please',
    r: 'are',
    shouldnt: "shouldn't",
    teh: 'the',
    thats: "that's",
    u: 'you',
    ur: 'your',
    wasnt: "wasn't",
    wat: 'what',
    werent: "weren't",
    whats: "what's",
    wheres: "where's",
    wont: "won't",
    wouldnt: "wouldn't",
  }),
);

/** Shorter words that are no slip of others, in English text. */
export const COMMON_SHORT_ENGLISH: readonly string[] =
  `ad add age ago aid aim air all am an and any app apt are arm art as ask at ate bad bag ban bar bat be bed bet bid big
  bin bit box boy bug bus but buy by bye can cap car cat ceo cry cup cut dad day did die dig do dog dot dr dry due ear eat
  egg end era eve eye fan far fat fee few fit fix fly for fox fun gap gas get god got gun guy had has hat he her hey hi him
  his hit hot how i ice id if ill in ink is it its jam jar jet job joy key kid lab lap law lay led leg let lie lip lot low
  mad man map mat may me met mix mob mom mr mrs mud mum my net new no nor not now nut odd of off oh oil ok old on one or
  our out owe own pan pay pen per pet pie pin pit pot put ran rat raw red rid rip row rub run sad sat saw say sea see set
  sex she sir sit six sky so son sue sum sun tap tax tea ten the tie tip to toe too top toy try two up us use van via war
  was way we web wet who why win wit won yes yet you zip zoo`.split(/\s+/);
