"""English."""

import re

from streams.core.matching.cues.latin import END, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of

MESSAGE = (
    r"(?:message|claim|post|video|story|report|news|rumou?r|text|photo|image|picture|screenshot"
    r"|forward"
    r"|chain (?:message|mail|letter)|information|info|voice note|audio|article|tweet|notice"
    r"|circular|clip)s?"
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
    r"|unfounded|fabricated|made[ -]up|photoshopped|doctored|out of context|satire|nonsense"
    r"|urban legend)"
)
BE = r"(?: is| are| was| were| has been| have been|'s| turned out to be| appears to be|s)"
NOT_SAID = (  # what stands before a denial that somebody else only says, or that is only supposed
    r"(?<!say )(?<!says )(?<!said )(?<!think )(?<!thought )(?<!thinks )(?<!if )(?<!that )(?<!me )"
    r"(?<!claim )(?<!claims )(?<!claiming )(?<!saying )(?<!believe )(?<!believed )(?<!pretend )"
    r"(?<!until )"
)
OFFICIAL = (
    r"(?:police|officials?|authorities|ministry|government|mayor|sheriff|school|district|hospital"
    r"|university"
    r"|company|bank|council|spokes(?:man|woman|person)|agency|department|commission|who|cdc|fda"
    r"|nasa|snopes"
    r"|reuters|afp|fact[ -]?checkers?|airline|embassy|office)"
)
DENIES = (
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
    rf"\b{OFFICIAL}(?: [a-z]+){{0,4}} (?:say|says|said|confirm|confirms|confirmed|clarified"
    rf"|stated|announced|warn|warned)\b"
    rf"[^.?]{{0,60}}?\b(?:is|are|was|were|s) {ADVERBS}(?:{HOAX}|fake|false|not real){END}",
    rf"\b{OFFICIAL}(?: [a-z]+){{0,4}} (?:denied|deny|denies|debunked|debunks|refuted|refutes"
    rf"|dismissed|rejected)"
    rf" (?:the |these |this |any |such |that |online |social media |viral |circulating "
    rf"|false ){{0,3}}(?:{MESSAGE}|misinformation|hoax|allegation)",
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
INSISTS = (
    r"\b(?:not|no|isn't|ain't|aint|isnt|wasn't|never) (?:a |an |just |another |some |any |about "
    r"|spreading ){0,2}"
    r"(?:fake|hoax|joke|rumou?rs?|prank|drill|false|lie|lying|joking|kidding|fearmongering"
    r"|scaremongering|conspiracy|misinformation|fiction)",
    r"\b(?=[itesa])(?<!if )(?<!whether )(?<!think )(?<!believe )(?<!believing )(?<!not sure )"
    r"(?<!thinking )(?:it|this|that|everything|these|story|all)"
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
    r"|neighbou?r|aunt|uncle|son|daughter|wife|husband|boss)[^.?]{0,30}(?:saw|seen|heard|filmed"
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
    r"|yet|however|true\b|really|don't believe|do not believe|wake up|lying|liars?|saw|own eyes"
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
    r"|don't (?:believe|trust) (?:the )?(?:media|official|government|denial|fact|them|police|news)",
)
ASKS = (
    r"\b(?:is|are|was|were|isn't) (?:this|it|that|these|the|those)(?: [a-z]+){0,6}? (?:true|real"
    r"|right|legit|legitimate|fake|false|correct|accurate|a hoax|hoax|a rumou?r|just a rumou?r"
    r"|confirmed|happening)\b[^.?]{0,120}\?",
    r"\bis (?:this|it|that|there any truth)(?: actually| really)? (?:true|real|legit|fake|a hoax"
    r"|to|in)\b|true or (?:false|not|fake)|real or (?:fake|not|hoax)|fake or real|hoax or"
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
    hints=re.compile(
        "fake|false|hoax|rumo|true|real|fact|debunk|refut|denie|deny|misinfo|disinfo|mislead"
        "|baseless|unfound"
        "|fabricat|photoshop|made.up|incorrect|confirm|verif|anyone|does any|wonder|legit|serious"
        "|satire|nonsense"
        "|disprov|no truth|\\?|unfounded|urban legend|doctored|out of context"
    ),
    asks=any_of(*ASKS),
    insists=any_of(*INSISTS),
    denies=any_of(*DENIES),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(RHETORICAL),
    warns=LATIN_WARNS,
)
