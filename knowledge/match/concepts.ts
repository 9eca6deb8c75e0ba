/** Everyday English: words that mean much the same, and words that mean little. */

import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { words as functionWords } from 'natural/lib/natural/util/stopwords.js';

/** A line for each concept; a word may belong to several. Common words of any service desk, of no trade in particular. */
const GROUPS = `buy purchase
price cost pricing expensive cheap rate much
fee charge commission
cancel terminate abort
refund reimburse repay
exchange replace swap replacement
deliver delivery ship shipping shipment dispatch courier parcel package post
arrive receive reach come got
track trace locate where
phone call contact telephone dial number mobile ring cell
agent human person representative executive operator staff someone advisor
email mail
discount offer coupon promo promotion deal voucher sale
broken damage damaged defect defective faulty crack
error problem issue trouble fail failure wrong failed incorrect
delete remove erase close deactivate disable
change modify update edit alter switch
password passcode login
sign register signup enroll join registration
verify confirm validate authenticate verification identity
identity passport document proof
delay late slow wait long pending delayed
lose lost miss missing stolen steal theft
location place address store shop branch outlet
city area region zip state
hour open timing schedule plan
money cash fund
transfer send remit
topup load add deposit credit
withdraw withdrawal cashout payout
bill invoice receipt
payment pay paid transaction
installment emi finance loan
warranty guarantee
size dimension measurement length width height inch
custom customise customize personalise customization
compare comparison difference versus vs better best
top best good great
recommend suggest advise advice
help assist support assistance
know tell inform information detail info
work function operate
want need like wish
require need must necessary
possible able can could
begin start
stop pause halt
repeat again
next previous
talk speak chat
say word mean translate
sell seller vendor distributor franchise partner dealer
available availability stock
free complimentary gratis
trial try test demo
share invite refer referral friend
report complain complaint
freeze block lock suspend
activate enable start unlock
expire expiry expiration valid
decline reject refuse deny declined
accept allow support
stuck freeze frozen hang
duplicate twice double
maximum max most highest
minimum min least lowest
many much amount quantity
fast quick speed soon
early soon
today now current currently
why reason cause because
find search look seek
show display view see list
list todo task
remember save store
forget forgot forgotten
use user using
country foreign abroad overseas international
currency exchange conversion
travel trip journey vacation
holiday vacation leave
book reserve reservation booking
flight plane
meeting appointment
traffic route direction map
car auto vehicle
gas fuel petrol
insurance policy coverage
tax irs
job work career
salary income wage
spend spending expense
score rating
doctor physician
medicine drug supplement vitamin
gym workout fitness muscle
weight fat slim
calorie nutrition diet healthy
food meal eat restaurant dish
ingredient recipe cook make
weather rain temperature forecast
degree hot cold temperature
song music
movie film
joke funny laugh
game match play contest
team squad
win winner prize reward
alarm reminder remind wake
light lamp bulb
volume loud quiet
picture photo image
read hear listen
screen display monitor
file folder document
user account profile
safe secure security
private privacy
site website page web online
internet network wifi connection
software program application app tool
computer laptop pc desktop
install setup configure
backup export save download
sync synchronise synchronize merge
alternative similar equivalent
child kid baby
dog cat pet
thank thanks
hello hi hey
bye goodbye
yes yeah yep ok okay sure
no nope`;

const stemOf = (word: string): string => stemmer.stem(word);

let concepts: ReadonlyMap<string, readonly string[]> | undefined;
let empty: ReadonlySet<string> | undefined;

/** The concepts that a stem stands for, each called by the first word of its line. */
export function conceptsOf(stem: string): readonly string[] {
  concepts ??= readGroups();
  return concepts.get(stem) ?? [];
}

/** Whether a stem says little by itself: articles, pronouns, prepositions, auxiliary verbs. */
export function isFunctionWord(stem: string): boolean {
  empty ??= new Set(functionWords.map(stemOf));
  return empty.has(stem);
}

function readGroups(): ReadonlyMap<string, readonly string[]> {
  const byStem = new Map<string, string[]>();
  for (const group of GROUPS.split('\n')) {
    const words = group.split(' ');
    for (const stem of new Set(words.map(stemOf))) {
      const list = byStem.get(stem) ?? [];
      list.push(words[0] ?? '');
      byStem.set(stem, list);
    }
  }
  return byStem;
}
