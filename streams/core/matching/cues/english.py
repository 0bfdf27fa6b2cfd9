"""English."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.distrust import ENGLISH as DISTRUST
from streams.core.matching.cues.latin import END, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of, weighed
from streams.core.matching.cues.plainly import plain_denial

MESSAGE = (
    r"(?:message|claim|post(?! office)|video|story|report|news|rumou?r|text|photo|image|picture"
    r"|screenshot"
    r"|forward"
    r"|chain (?:message|mail|letter)|information|info|voice note|audio|article|tweet|notice"
    r"|circular|clip)s?"
)
STOP_SHARING = r"\b(?:stop|quit|no more) (?:sharing|forwarding|posting|spreading|sending|passing)\b"
ASKED_THEM = (
    r"\bi(?: have|'ve| just)? (?:rang|called|phoned|asked|emailed|checked with|spoke (?:to|with))\b"
)
NOTHING_OF_IT = r"\b(?:nobody|no one|nothing|never|none|no such|not)\b"
# A claim about those who spread fakes is a claim.
WHOEVER_SPREADS = (
    r"(?:anyone|anybody|whoever|people|those|everyone) (?:who )?(?:shares?|posts?|spreads?"
    r"|forwards?|publish(?:es)?|caught|sharing|posting|spreading)\b[^.?]{0,40}\b(?:fake|false"
    r"|rumou?rs?"
    r"|misinformation|hoax(?:es)?)\b[^.?]{0,60}\b(?:jail|jailed|prison|fined?|arrested|banned"
    r"|prosecuted)\b"
)
ADVERBS = (
    r"(?:(?:just|all|totally|completely|simply|absolutely|actually|definitely|clearly|entirely"
    r"|again|still"
    r"|officially|only|pure|100%|an?|the|another|old|same|well-known|known|complete|total|viral"
    r"|internet"
    r"|whatsapp|recycled|utter|yet another|blatantly) ){0,4}"
)
HOAX = (  # what is said of messages
    r"(?:fake news|false (?:claim|information|news|rumou?r|report|message)s?|hoax(?:es)?|untrue"
    r"|rumou?rs?"
    r"|misinformation|disinformation|not true|not correct|incorrect|inaccurate|misleading|debunked"
    r"|baseless"
    r"|unfounded|fabricated|fabrication|made[ -]up|photoshopped|doctored|out of context|satire"
    r"|nonsense"
    r"|urban legend)"
)
BE = (
    r"(?: is| are| was| were| has been| have been|'s| turned out to be| appears to be|(?<=that)s|"
    r"(?<=it)s)"
)
NOT_SAID = (  # what stands before a denial that somebody else only says, or that is only supposed
    r"(?<!say )(?<!says )(?<!said )(?<!think )(?<!thought )(?<!thinks )(?<!if )(?<!that )(?<!me )"
    r"(?<!claim )(?<!claims )(?<!claiming )(?<!saying )(?<!believe )(?<!believed )(?<!pretend )"
    r"(?<!until )"
)
OFFICIAL = (
    r"(?:nhs|experts|scientists|firefighters|fire (?:chief|department)|coroner|governor|police"
    r"|officials?|authorities|ministry|government|mayor|sheriff|school|district|hospital"
    r"|university"
    r"|company|bank|council|spokes(?:man|woman|person)|agency|department|commission|who|cdc|fda"
    r"|treasury|zoo|railway|utility|central bank|retailer|supermarket|city hall|fire service|museum"
    r"|weather service|hotel"
    r"|nasa|snopes"
    r"|reuters|afp|fact[ -]?checkers?|airline|embassy|office)"
)
SAYS = (
    r"(?:say|says|said|confirm|confirms|confirmed|clarified|clarifies|stated|states|announced"
    r"|warn|warns|warned|saying)"
)
WEAK = r"(?:fake|false|not real|a lie|lies|bogus|forged|an old hoax)"
TRAP = (
    r"(?![^?]{0,60}(?:click|link|scan|pay\b|account|open|answer|code|money|rob|drain|steal|number"
    r"|install))"
)
NOUN = (
    r"(?:message|claim|post|video|story|stories|report|rumou?r|photo|image|picture|screenshot"
    r"|tweet|article|flyer|notice|clip|audio|footage)s?"
)
LABEL = (
    r"(?:(?:totally |mostly |completely |100% )?(?:fake(?: ?news)?|false(?: claim| information)?"
    r"|hoax|debunked|not true|untrue"
    r"|misinformation|disinformation|fabricated|myth|bogus|rumou?r)(?: alert)?)"
)
REPORTS = (
    rf"^\.[\s|]*(?:the |local |city |county )?{OFFICIAL}(?: {SAYS})?\s*:? ?(?:that )?(?:nobody"
    rf"|no one)"
    r" (?:was|went|got|has been|is)\b[^?]{0,60}[,.] ?[^?]{0,40}\b(?:has no|have no|had no|no|not"
    r"|never)\b",
    rf"\b{OFFICIAL}(?: {SAYS}(?: that)?|\s*:)(?: there (?:is|was|were|are|has been))? no "
    rf"(?:[a-z]+ ){{0,2}}(?:spill|leak|explosion|bomb|threat|danger|shooting|gunman"
    r"|fire|outbreak|kidnapping|abductions?|curfew|lockdown|evacuation|alert|emergency|attack"
    r"|tsunami|virus)\b",
    rf"\b{OFFICIAL}(?: [a-z']+){{0,5}} (?:call|calls|called|label|labels|labeled|labelled|brands"
    rf"|branded|describes?|described)\b"
    rf"[^.?]{{0,50}}?\b(?:fake|false|hoax|misinformation|rumou?rs?|untrue|baseless|nonsense){END}",
    rf"\b{OFFICIAL}[^.?]{{0,70}}, calls [^.?]{{0,30}}(?:fake|false|hoax|misinformation)",
    rf"\b{OFFICIAL}(?: [a-z']+){{0,5}}(?: {SAYS}|[:,-])[^?]{{0,80}}?{BE} {ADVERBS}(?:{HOAX}"
    rf"|{WEAK}){END}",
    rf"\b{OFFICIAL}(?: [a-z']+){{0,4}} (?:denied|denies|deny|debunked|debunks|refuted|refutes"
    rf"|dismissed|dismisses|rejected|rejects)\b",
    rf"\bno (?:evidence|truth|bomb|threat|explosion|outbreak|plans?|shooting|fire|leak|curfew"
    rf"|lockdown)\b[^.?]{{0,40}},? {OFFICIAL} {SAYS}\b",
    rf"\b{OFFICIAL} {SAYS} there(?: is|'s) no (?:evidence|proof) (?:that|of|for)\b",
    rf"\b{SAYS} there (?:is|was) no (?!doubt|more|bread|hope)[a-z]+\b[^.?]{{0,60}}"
    rf"(?:misinformation|rumou?r|hoax|false|fake|please|calm)"
    rf"|according to (?:the )?{OFFICIAL}[^?]{{0,60}}(?:no such|rumou?r|false|hoax|not true|fake)",
    rf"\b{OFFICIAL}(?: [a-z]+){{0,4}} (?:say|says|said|confirm|confirms|confirmed|clarified"
    rf"|stated|announced|warn|warned)\b"
    rf"[^.?]{{0,60}}?\b(?:is|are|was|were|s) {ADVERBS}(?:{HOAX}|fake|false|not real){END}",
    rf"\b{OFFICIAL}(?: [a-z]+){{0,4}} (?:denied|deny|denies|debunked|debunks|refuted|refutes"
    rf"|dismissed|rejected)"
    rf" (?:the |these |this |any |such |that |online |social media |viral |circulating "
    rf"|false ){{0,3}}(?:{MESSAGE}|misinformation|hoax|allegation)",
)
DENIES = (
    # A hoax that comes back, a lie that one should not pass on.
    r"^\.[\s|]*(?:an? |the |this |same |yet another )?(?:old|recycled|same old|viral|debunked"
    r"|zombie|year-old) (?:hoax|rumou?r|fake|myth|scare)(?: story| message| claim)?(?: (?:is|are))?"
    r"(?: (?:resurfac\w+|again|back|returns?|circulating|doing the rounds|going around)){0,2}"
    r"(?: again)?\s*"
    r"(?:[:|]|[,.](?! ?(?:they|people|everyone|officials|you|he|she|some)\b))",
    r"\b(?:stop|quit|please don't|do not|don't|no more) (?:spread|shar|repeat|forward|pass|believ"
    r"|post)\w*(?: on| around)? (?:the|this|that|these|those) (?:old |same |stupid |silly |viral )?"
    r"(?:lies?|rumou?rs?|hoax|myths?|nonsense|misinformation) (?:that|about|of|saying)\b",
    # Who says what there is not: a claim of what is missing has no such beginning.
    r"(?:^\.|[,.:|] ?)(?:there is |there's |we found |we have |found )?no (?:credible "
    r"|scientific |medical |real )?"
    r"(?:evidence|proof|basis) (?:that|of|for|to)\b[^?]{0,120}[,-] ?(?:says?|said|according)?"
    rf" ?(?:the |local |city |health |state )?(?:{OFFICIAL}|says?|said)",
    r"\b(?:no one|nobody) (?:was|got|is|has)\b[^?]{0,60}\bplease (?:take|delete|remove)\b"
    r"[^.?]{0,16}\b(?:posts?|messages?|videos?|down)\b",
    # "Stop sharing it. I rang them: nothing."
    rf"{STOP_SHARING}[^?]{{0,60}}{ASKED_THEM}[^?]{{0,60}}{NOTHING_OF_IT}",
    rf"{ASKED_THEM}[^?]{{0,60}}{NOTHING_OF_IT}[^?]{{0,40}}{STOP_SHARING}",
    rf"(?:doesn't|doesnt|does not|don't|didn't) (?:hold up|check out|add up)|{NOUN}[^.?]{{0,40}} "
    rf"(?:is|was|were|are) (?:simply |just |completely |all )?wrong\b",
    r"^\.[\s|]*(?:clearing up|addressing|dispelling|setting the record)[^.?]{0,24}(?:rumou?r"
    r"|misinfo|claim|straight)|\balready (?:been )?(?:debunked|disproved|refuted)",
    rf"\b(?:my|our) [^.?]{{2,40}} (?:says|said)(?: that)? (?:the|this"
    rf"|that) [^.?]{{0,30}}{NOUN}{BE} {ADVERBS}(?:{HOAX}|{WEAK}){END}",
    r"\b(?:this|that|it)(?: isn't| isnt| is not|'s not) (?:true|real)(?=,| (?:folks|guys|people"
    r"|everyone|y'all))|not a (?:single )?word of (?:this|that|it)|none of (?:this|that|it) is "
    r"(?:true|real)",
    rf"^\.[\s|,.:]*{LABEL}\s*(?:[|:,]|- )",
    r"^\.[\s|]*(?:fake|false|hoax|wrong|untrue)\.[^?]{0,80}\b(?:not|no|never)\b|^\.[\s|]*(?:fake"
    r"|false)\. (?:do not|don't|dont|please)"
    r"|(?:scam|hoax) alert(?![^?]{0,120}\b(?:callers?|calls?|hang up|claim|your account|do not"
    r"|don't"
    r"|gone|lost)\b)[^?]{0,80}\b(?:not|no|never)\b|beware of th(?:is|e) hoax|verdict.{0,3}"
    r"(?:false|fake|hoax)",
    rf"[,.:|?]\s*(?:-+ ?)?(?:this is |it is |it's |that's |all |which is |but )?(?:an? |just )?"
    rf"(?:old )?{LABEL}[.|\s]*$"
    rf"|\s- (?:a )?{LABEL}\s*[,.|]|[|]{LABEL}\s*[|.]",
    rf"\b(?:letter|notice|statement|announcement|circular|memo|email|message)s? (?:about|of|on"
    rf"|that)"
    rf" [^.?]{{1,60}}? (?:is|are) {ADVERBS}(?:{HOAX}|{WEAK}){END}(?=[^?]{{0,60}}\b(?:open|usual"
    rf"|normal|normally|no|not|safe|running|do not|don't)\b)",
    # "The banks close? Total rubbish."
    r"\? ?(?:what |that's |that is )?(?:an? )?(?:(?:total|complete|utter|absolute|pure|load of) )"
    r"{0,2}(?:rubbish|garbage|nonsense|bullshit|bollocks|baloney|tosh)(?=[,.|])",
    # "No, the banks do not close": said to somebody who has just claimed it.
    r"(?:^\.[\s|]*|[?:.|] ?|Q ?-? ?)(?:sorry,? )?no,(?! i )[^.?]{0,90}\b(?:not|cannot|never|no)\b"
    r"|(?:^\.[\s|]*|[?:.|] ?|Q ?-? ?)no,[^.?]{0,90}(?:n't|wont|isnt|arent|doesnt)\b",
    rf"\b(?:{NOUN}) (?:about|that|of|saying|claiming|circulating|going|on|in|from|with|which"
    rf"|showing|everyone|doing)\b[^.?]{{0,90}}?(?:{BE}|, called) "
    rf"{ADVERBS}(?:{HOAX}|{WEAK}{TRAP}|not from us){END}",
    rf"\b{NOUN}[^.?]{{0,60}} '?{ADVERBS}(?:{HOAX}|false|fake)'?, {SAYS}\b"
    rf"|\brates?d? [^.?]{{0,80}}\b(?:false|fake)\b",
    r"\b(?:i|just|we) (?:just |have |also )?(?:called|asked|checked|phoned|rang|spoke|talked"
    r"|contacted)\b[^?]{0,90}?"
    r"(?:not true|no truth|hoax|rumou?r|false|fake|there is no|there's no|no fire|no lockdown"
    r"|nothing happened)",
    r"\bmy [^.?]{3,60}\b(?:says|said|told me|confirmed|confirms)\b[^.?]{0,16}(?:it's|it is|its"
    r"|this is|that's|that is|this story is) "
    rf"{ADVERBS}(?:{HOAX}|fake|false|not true){END}|my [^.?]{{3,60}}\b(?:says"
    rf"|said)\b[^.?]{{0,12}}this is a (?:fake|false) (?:story|message|video)",
    r"\b(?:it|this|that) (?:never happened|did(?:n't|nt| not) happen|is(?:n't|nt| not) happening"
    r"|was never true)|(?:and|it) was never true"
    r"|(?:going around|circulating) (?:for years|since)"
    rf"|\b(?:this|that|it|story|claim)(?: isn't| isnt| is not| ain't| was not|'s not|s not) "
    rf"(?:actually |even |really )?(?:true|correct|accurate){END}"
    r"|not happening now|covered (?:it|this|that) years|nothing happened\b",
    r"(?:there is|there's|theres|has|with) no (?:evidence|proof|basis)[^.?]{0,40}(?:real|true"
    r"|claim|this)\b|\bclaim is baseless",
    r"(?:^\.|[,.:|] ?|[a-z] )(?:this|that|it)(?:'s| is| was|s) (?:an? |just |yet |another ){0,3}"
    r"(?:very |really )?(?:old|years old) "
    r"(?:news|video|photo|image|story|hoax|rumou?r|post|clip|one|picture)|another chain (?:letter"
    r"|message)",
    r"\b(?:photo|video|image|clip|footage|picture|screenshot|recording"
    r"|voice note)s?\b[^.?]{0,50}\b(?:is|are|was|were) (?:actually |really |very "
    r"|in fact ){0,2}"
    r"(?:old|years old|from (?:19|20)\d\d|ai[- ]generated|doctored|photoshopped|edited|staged"
    r"|from another|from a (?:different|movie|film)"
    r"|(?:taken|filmed|shot|recorded) (?:in|at|years))|does not show",
    r"\b(?:this|that|it)(?: message)? is (?:an? |another |just a ){1,2}(?:scam|spam|chain)"
    r"(?: message| letter| mail| text| post)?\b(?=[^?]{0,30}"
    r"(?:forward|share|spread|pass|send))",
    r"\b(?:ignore|disregard) (?:the|this|that|any) [^.?]{0,60}(?:fake|false|hoax|not true)|stop "
    r"(?:spreading|sharing) (?:this )?(?:panic|nonsense|lies|fake|rumou?rs)",
    r"^\.[\s|,.:]*(?:fake|false)\s*[|:]|^\.[\s|,.:]*(?:hoax(?: alert)?|fake news(?: alert)?"
    r"|fake alert|debunked|misinformation(?: alert)?"
    r"|not true|rumou?r (?:alert|control)|verdict.{0,3}false)\s*[|:.,]",
    r"fact[ -]?check(?:ed)?\s*[:,.|][^?]{0,80}?\b(?:no\b|not\b|false|fake|hoax|untrue|misleading"
    r"|myth|never|n't|incorrect)",
    rf"\b(?=this|it){NOT_SAID}(?:this|it){BE} {ADVERBS}{HOAX}{END}(?!\s*(?:you|they"
    rf"|i) (?:say|think))",
    rf"\b(?=th[aeio]|such|a |viral){NOT_SAID}(?:this|that|the|these|those|such|a"
    rf"|viral)(?: [a-z]+)? {MESSAGE}(?: [a-z' ]{{1,60}}?)?{BE} "
    rf"{ADVERBS}(?:{HOAX}|(?:fake|false|not real)(?![^?]{{0,60}}(?:click|link|scan|pay"
    rf"|account|open|answer|code|money))){END}",
    rf"Q{BE} {ADVERBS}(?:{HOAX}|fake|false|not real){END}",
    r"(?:has|have|had|was|were|been)(?: been| already| long| since| now){0,3} (?:debunked|refuted"
    r"|disproved|disproven|proven false|rated false)",
    r"\b(?:there is|there's|there was|theres) (?:absolutely )?no truth\b"
    r"|no truth (?:to|in) (?:the|this|these|any)",
    r"(?<!that )\bit(?: is|'s|s) (?:simply |just |completely )?(?:not true|false|untrue|a myth"
    r"|a lie|fake news) that\b",
)
CALLS_FALSE = (
    rf"[,.:|?]\s*{ADVERBS}(?:{HOAX}|fake|false|not real){END}",
    rf"\b(?=th[aieo]|it){NOT_SAID}(?:this|that|it|these|those|they){BE} {ADVERBS}(?:fake"
    rf"|false|not real){END}",
    rf"\b(?:is|are|was|were|'s) {ADVERBS}{HOAX}{END}",
)
HOLDS_BACK = (
    r"(?:do not|don't|dont|stop|never|avoid|quit|refrain from)(?: be)? (?:share|sharing|forward"
    r"|forwarding|spread|spreading"
    r"|repost|reposting|circulate|circulating|pass|passing)"
    rf"(?: (?:it|this|that|them|these|such|on|along|around|any|further|more|anymore|hoaxes"
    rf"|rumou?rs|fake news|{MESSAGE}"
    rf"|false|misinformation|nonsense|please|with anyone|to anyone)){{0,4}}{END}",
    r"(?:do not|don't|dont) (?:be fooled|(?:believe|trust)"
    rf"(?: (?:it|this|that|these|the|such|fake|false|any|viral|{MESSAGE}|hoax"
    rf"|hoaxes))?(?: {MESSAGE})?){END}",
)
SCORNS = (
    # "A hoax? Tell that to his family."
    r"^\.[\s|]*Q?(?:a )?(?:hoax|fake|rumou?r|false|fake news|misinformation)Q?\?(?=[^?]{8})"
    r"(?! my (?:mom|aunt|friend)[^.]{0,10} sent)",
    # Sarcasm.
    r"^\.[\s|]*(?:oh,? )?(?:sure|yeah,? right|yeah,? sure|right|of course|oh,? of course|totally"
    r"|ha+h[ha]*|suuure)\b[, ]"
    r"|nothing to see here|(?:denies|deny|denied) it,? of course|of course (?:they|the [a-z]+) den",
    r"\b(?:hoax|fake|true|rumou?r|real) or not,",
)
INSISTS = (
    # A warning of people who call or come, and cheat: what they say is no message.
    r"^\.[^.?]{0,30}\bif (?:some|any)(?:one|body) (?:calls|phones|rings|knocks|comes"
    r"|claims to be)\b[^?]{0,120}\b(?:scam|fraud|fake|trick|con|thieves|robbers)\b",
    rf"^\.[^,.?]{{0,24}}\b{WHOEVER_SPREADS}",
    r"\b(?:video|photo|it|this|that|audio)(?: [a-z]+)? (?:is not|isn't|isnt) (?:old|edited|staged"
    r"|doctored|a fake)\b",
    r"\b(?:fake|false|a scam)\b(?! claim| rumou?r| news)[^?]{0,60}\b(?:empt\w+|drain\w*|steal\w*"
    r"|stole\w*|robs?|robbed|robbing|lose|lost (?:his|her|my|their|all|everything)|wipe\w*"
    r"|your (?:account|card|money|data))\b|before they (?:label|call|delete|remove|take|ban)",
    r"\bif (?:this|it) (?:is|was|were) (?:a |just a )?(?:hoax|fake|false|rumou?r"
    r"|lie)[^?]{0,10}why\b"
    r"|(?:whatever|no matter what) (?:the )?(?:fact|media|they|officials?)|laugh all you"
    r"|marked as|fall for the (?:debunk|denial|fact|lie)",
    r"\b(?:people|everyone|everybody|they|some|others|folks|friends)(?: (?:all|keep|still|will"
    r"|also|may|kept|just|only)){0,2} "
    r"(?:say|says|said|saying|call|calls|called|calling|think|insist|claim|claims|scream"
    r"|yell)\b[^.?]{0,24}"
    r"\b(?:hoax|fake|rumou?r|false|misinformation|not true|no )",
    r"(?:everyone|everybody|those) who (?:call|said|say)\w* (?:it|this) (?:a )?(?:fake|hoax"
    r"|rumou?r|false)",
    r"\b(?:officials?|authorities|police|mayor|ministry|government|company|bank|school|hospital) "
    r"(?:insist|keep|also)\w*\b"
    r"|\bdeny(?:ing)? (?:it|everything)|exactly how you know|it is (?:not|no)\. |it's not\. "
    r"|call me (?:crazy|a liar)",
    r"\b(?:not|no|isn't|ain't|aint|isnt|wasn't|never) (?:a |an |just |another |some |any |about "
    r"|spreading ){0,2}"
    r"(?:fake|hoax|joke|rumou?rs?|prank|drill|false|lie|lying|joking|kidding|fearmongering"
    r"|scaremongering|conspiracy|misinformation|fiction)",
    r"\b(?=[itesa])(?<!if )(?<!whether )(?<!think )(?<!believe )(?<!believing )(?<!not sure )"
    r"(?<!thinking )(?<!nothing of )(?<!none of )(?:it|this|that|everything|these|story|all)"
    r"(?: is|'s|s| was| are| really is| actually is)(?: very| all| 100%| really| actually"
    r"| absolutely| totally| indeed| quite| so| sadly){0,5}"
    r" (?:true|real|happening|legit|no joke|confirmed|serious|fact)\b(?!\s*\?)",
    r"\b(?:but|yet|and|because|however)(?: it| this| that)?(?: is|'s|s| was)?(?: all| very| really"
    r"| actually| absolutely){0,5} (?:true|real|happening)\b(?!\s*\?)",
    r"\b(?:really|actually|truly|already|did|just) (?:happen|happened|happening|true|took my"
    r"|died)\b|turn(?:s|ed) out (?:to be |it was |it's |it is )?(?:true|real)"
    r"|prove[nd]? (?:true|right|real)|c[ao]me true",
    r"\b(?:my own eyes|i saw|i have seen|i've seen|i was there|i witnessed|first ?hand"
    r"|happened to (?:me|my|us)|my (?:own )?(?:cousin|sister|brother|mom|mother|father|dad|friend"
    r"|neighbou?r|aunt|uncle|son|daughter|wife|husband|boss)(?![^.?]{0,70}\b(?:says?|said"
    r"|told me)\b[^.?]{0,24}"
    r"(?:fake|false|hoax|not true|rumou?r|no truth))[^.?]{0,30}(?:saw|seen|heard|filmed"
    r"|found|told|works|lives|lost|died|got|was|has|had|is|works))\b",
    r"\b(?:i|we|you|people|everyone) (?:also |all |first |too )?(?:thought|assumed"
    r"|believed)\b[^.?]{0,20}(?:fake|hoax|rumou?r|joke|false|lie)[^.?]{0,20}(?:until|till|but"
    r"|then)|until (?:it|i|my|we|they)\b",
    r"\b(?:don't|dont|do not|stop|quit|never) (?:you )?(?:tell|telling|call|calling|say|saying|let"
    r"|listen|dismiss|pretend)[^.?]{0,40}(?:fake|hoax|rumou?r|false|lie|debunk|misinformation)",
    r"\b(?:they|media|press|news|government|officials?|authorities|experts?|police"
    r"|fact[ -]?checkers?|tv|mainstream|some|people|politicians|elites?) (?:may |will |all |still "
    r"|even |keep |can |want to |try to |want you to ){0,5}"
    r"(?:say|says|saying|call|calls|calling|called|claim|claims|label|brand|deny|denies|denied"
    r"|denying|dismiss|tell|lie|lies|lying|hide|hides|hiding|think|believe)\b[^?]{0,90}?\b(?:but"
    r"|yet|however|(?<!not )true\b|really|don't believe|do not believe|wake up|lying|liars?|saw"
    r"|own eyes"
    r"|real\b)",
    r"\b(?:say|says|said|deny|denies|denied|call|calls|called|debunked|dismissed|label"
    r"|labels)\b[^?]{0,90}[,.] ?(?:but|yet|then|now|still|meanwhile|next|and now|and then"
    r"|and yet)\b",
    r"\b(?:official|government|mainstream|tv|media|news|statistics|numbers|figures|denials?"
    r"|election)\b(?: [a-z]+){0,4} (?:is|are|was|were) (?:all |just |a ){0,5}(?:fake|false|lies?"
    r"|fabricated|made up)\b|\b(?:lying|liars?)\b",
    r"\b(?:say|says|said|deny|denies|denied|call|calls|called|dismissed"
    r"|rejected)\b[^?]{0,90}[,.] ?[^?]{0,40}\b(?:full|dead|died|dying|exploded|killed|bodies"
    r"|morgue|another story|sick|missing|collapsed|empty|flooded|burning|gone)\b",
    r"\b(?:flag|remov|label|mark|censor|bann|delet|tagg)\w* [^.?]{0,30}\b(?:as"
    r"|for) (?:being )?(?:false|fake|misinformation|a hoax|untrue|disinformation)",
    r"\b(?:fact[ -]?checks?|fact[ -]?checkers?|debunkers?|denials?)\b[^.?]{0,20}(?:are|is|lie|lied"
    r"|lying|bought|paid|wrong|fake|themselves)|cover[ -]?up|before they (?:delete|remove)"
    r"|\bthey(?:'re| are) (?:hiding|covering)"
    r"|don't (?:believe|trust) (?:the )?(?:media|official|government|denial|fact|them|police|news)",
)
ASKS = (
    r"(?:^\.|[.:|,] ?)(?:so |hey |guys |hi |ok )?is it (?:right|correct) that\b",
    r"(?:^\.|[.:|] ?)(?:so |hey |guys |hi |ok |but )?(?:do|does|did|can|will|is|are) (?:the "
    r"|an? |my "
    r"|your )?(?!you\b|we\b|not\b|n't)[^,.?:|]{3,80}\b(?:really|actually|true|truly|real)\b"
    r"|\bfact or (?:fiction|fake|myth)|\bhas any(?:one|body) (?:got|seen|found) (?:any )?(?:proof"
    r"|evidence|confirm)",
    r"\b(?:legit|real|true) or (?:nah|not|no|what|bs|fake|false|hoax)\b",
    r"\bdo (?:you|we|y'all)[^.?]{0,12} (?:think|believe) (?:this|it|that)(?: is|'s)[^.?]{0,30}\?"
    r"|\b(?:what|where)(?: is|'s) the source|(?:^\.|[.:] ?)can (?:this|it|that) (?:really )?be "
    r"(?:true|real)",
    r"should (?:i|we) (?:believe|trust|worry)|tell me (?:this|it)(?: is|'s) (?:not"
    r"|n't)[^.?]{0,20}|is it (?:verified|confirmed|official|safe)\b"
    r"|(?:^\.|[.:] ?)(?:so |hey |guys |hi |ok )?is (?:that|the|this)\b[^.?,]{0,60}\b(?:true|real"
    r"|legit)\b|what(?:'s| is) the truth|(?:tell me|any idea|i wonder|wondering|not sure"
    r"|don't know|dont know|know|let us know)[^.?]{0,40}"
    r"\b(?:if|whether)\b[^.?]{0,60}\b(?:true|real|legit|fake|genuine|hoax|safe)\b|how true is",
    r"\b(?:any|a) (?:source|proof|confirmation|evidence) (?:for|of|on|that)\b[^.]{0,60}(?:\?|\.$)"
    r"|does anyone have|has any(?:one|body) (?:checked|verified|else heard|(?:else )?(?:heard"
    r"|seen)(?: anything)? (?:if|whether|about|of)\b)"
    r"|is there any (?:evidence|proof|truth|source)",
    r"\b(?:really|actually|genuine|genuinely|reliable|legit)\b[^.?,]{0,80}\?(?<!really think\?)",
    r"(?:^\.|[.:|] ?)(?:so |hey |guys |hi |ok )?(?:is|are) (?:it|this|that) (?:really "
    r"|actually )?(?:true|real|legit|fake|genuine)\b(?! that you)",
    r"(?:please|pls|kindly) (?:check|verify|fact ?check)\b|check whether|(?:look|seem|sound)s? "
    r"(?:legit|real|fake) to\b[^.]{0,20}\?"
    r"|^\.[\s|]*(?:real|seriously|true|really|legit)\?",
    r"\b(?:is|are|was|were|isn't) (?:this|it|that|these|the|those)(?: [a-z]+){0,6}? (?:true|real"
    r"|right|legit|legitimate|fake|false|correct|accurate|a hoax|hoax|a rumou?r|just a rumou?r"
    r"|confirmed|happening)\b[^.?]{0,120}\?",
    r"\bis (?:this|it|that|there any truth)(?: actually| really)? (?:true|real|legit|fake|a hoax"
    r"|to|in)\b|true or (?:false|not|fake)|real or (?:fake|not|hoax|ai|edited|photoshop\w*"
    r"|cgi)\b|fake or real|hoax or"
    r"|any truth (?:to|in)",
    r"\b(?:can|could) (?:anyone|anybody|somebody|someone|you|any of you) (?:please )?(?:confirm"
    r"|verify|check)|fact.?check (?:this|please)|please (?:verify|confirm)"
    r"|(?:does|do) (?:anyone|anybody|you|we) know (?:if|whether)|anyone know (?:if|whether)"
    r"|(?:anyone|somebody) (?:confirm|verify)",
    r"\b(?:has|have) (?:this|it|that|they|anyone|officials|police)(?: been)? (?:debunked|confirmed"
    r"|denied|verified)[^.]{0,40}\?|\b(?:true|really|seriously|for real|legit|confirmed|fake"
    r"|hoax)\s*\?|not sure (?:if|whether) (?:this|it)|wondering (?:if|whether)"
    r"|is it (?:really )?the case|did (?:this|it) really",
    r", ?(?:right|correct|isn't it|no|verdad|cierto|ne|kan|ya|oder)\s*\?",
)
RHETORICAL = (
    r"\b(?:who|what|why|how|where|when|can you believe|did you know|have you|will you|could you"
    r"|would you"
    r"|don't you|do you|aren't|isn't|ready|want)\b"
)
CUES = Cues(
    asking=re.compile(
        r"true|fact or|truth|believe|real|fake|hoax|false|rumo|confirm|verif|check|anyone|anybody"
        r"|someone"
        r"|is it right that"
        r"|somebody|know if|know whether|wonder|legit|serious|genuine|not sure|any idea|evidence"
        r"|source|safe|right\?|correct|isn't it|, no\?|cierto\?|, oder|has this|has that"
        r"|have they|debunk|case\?|did this|did it",
    ),
    denying=re.compile(
        r"(?:stop|quit|more) (?:shar|forw|post|spr|send|pass)|scare|evidence|proof that"
        r"|nobody (?:was|went|got)"
        r"|please (?:take|delete|remove)"
        r"|fake|false|hoax|rumo|not true|n't true|untrue|no truth|never true|is true|not real"
        r"|n't real|fact|debunk|refut|denie|deny|dismiss|reject|misinfo|disinfo|mislead|baseless"
        r"|unfound|fabricat|photoshop|made|incorrect|inaccura|satire|nonsense|disprov|proven|myth"
        r"|lies|a lie|forged|scam|spam|chain|bogus|ai.generated|fiction|wrong|nothing happ"
        r"|nothing of|from (?:19|20|a movie|a film|another)|nope|no such|no bomb|no truth|hold up"
        r"|check out|add up|edited|staged|rubbish|garbage|bullshit|posts|word of|clearing up"
        r"|doctored|out of context|urban legend|never happ|happen|there (?:is|was|are|were"
        r"|has been) no|: no |says? no |said no |no, |no,|not us|not from us|don't believe"
        r"|do not believe|years old|very old|old (?:news|video|photo|image|story|post|clip"
        r"|picture)| old, | old\.| is old| are old| was old|really old|actually old|taken|filmed"
        r"|does not show|calls|called|not a word|not a single|none of",
    ),
    asks=any_of(*ASKS),
    scorns=any_of(*SCORNS),
    insists=any_of(*INSISTS, *of_deniers("english")),
    distrusts=any_of(*DISTRUST),
    disbelieves=any_of(of_open_disbelief("english")),
    plainly=any_of(plain_denial("english")),
    denies=any_of(*DENIES),
    reports=any_of(*REPORTS),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(RHETORICAL),
    warns=LATIN_WARNS,
    signs=weighed(
        (
            2,
            r"fake news(?! (?:sites?|outlets?|media|pages?))|debunk|misinformation|disinformation"
            r"|false (?:claim|rumou?r|report|post"
            r"|story|information)|untrue|not true|made (?:this |it |that |all )?up|wrongly"
            r"|falsely|fiction|baseless|unfounded|misleading|fabricat|nonsense|disproven"
            r"|proven false|rubbish|bullshit|garbage|(?:do not|don't|dont) believe (?:the )?"
            r"(?:posts?|rumou?rs"
            r"|messages?)|no such|no bomb|no truth|nothing (?:of|in) (?:this|that|it) is true"
            r"|not credible|not real",
        ),
        (
            1,
            r"\b(?:hoax|rumou?rs?|fake(?! ?news)|false(?! (?:claim|rumou?r|report|post|story"
            r"|info))|lies|lie|myth|bogus|old)\b",
        ),
        (
            1,
            r"\b(?:no|(?<!do )not|never(?! (?:call|open|click|answer|buy|use|pay|drink|eat|trust"
            r"|go))|nope|nothing|nobody)\b|(?<!do)n't\b",
        ),
        (
            1,
            r"\b(?:calm|ignore|disregard|as usual|as normal|is safe|are safe|is fine|it's fine"
            r"|relax|stop it|stop (?:the|this|sharing|spreading|forwarding)|(?:do not|don't|dont"
            r"|not to) (?:share|spread"
            r"|forward|pass|panic|waste|fall|believe this|believe it)|please stop|google it"
            r"|look it up|open as|running normally)\b",
        ),
        (
            1,
            rf"(?<!fake )(?<!false )\b{OFFICIAL}(?: [a-z]+){{0,2}} (?:say|says|said|confirm\w*"
            rf"|tweet\w*|urges?|warns?|denie[sd]|stat\w+)\b|{OFFICIAL}:|\bexperts?\b|fact.?check"
            rf"|\bi (?:asked|checked|called|looked)|\basked at\b|told (?:me|us)|emailed us",
        ),
        (
            1,
            r"\b(?:claims?|posts?(?! office)|story|stories|message|photo|video|leaflet|leaflets"
            r"|clip|image|picture)\b",
        ),
        (1, r"\b(?:from|in|since) (?:19|20)\d\d\b|years ago|for years|from a movie|from another"),
    ),
    spreads=any_of(
        r"\b(?:fined|jail|jailed|prison|arrest\w*|penalt\w+|charged|dollars|illegal|costs?)\b"
        r"|\bgoes to\b",
        r"\b(?:but|yet|however|until|still|then|i heard|apparently|has it|heard that|whoever"
        r"|anyone who|those who)\b|\b(?:stock up|pass it on|tell (?:everyone|your|all)|warn "
        r"(?:your|everyone|every)"
        r"|store water|fill (?:your|up)|beware|wake up|they want|want you)\b|(?<!not )(?<!n't )"
        r"(?<!stop )(?<!to )(?:please share|share this|share now|forward this to)",
    ),
    calms=re.compile(
        r"\b(?:please|calm|normal|usual|safe|fine|do not|don't|dont|not to|stop|asks?|urges?|false"
        r"|fake|hoax|rumou?rs?|untrue|not true|misinformation|forged|calls?|open|continues?|old"
        r"|from (?:19|20)\d\d"
        r"|years|baseless|fabricat\w+|made[ -]up|no (?:threat|danger|evidence|such|truth|leak"
        r"|fire|plans?)"
        r"|ignore|running|investigat\w+|smoke came|trains)\b"
    ),
    turns=re.compile(r"\b(?:while|yet|but|though|although|when|then|still|too|otherwise|also)\b"),
)
