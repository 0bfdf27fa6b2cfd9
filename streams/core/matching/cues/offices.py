"""Offices that speak for themselves, a row for each language, for folded text.

"The bureau: it is a rumor, nobody was hurt": what comes behind the denial is the office's own reply
where it says what is not, or what there is instead. "The bank: it is a rumor, the doors were locked
this morning" is somebody else's answer to it, and carries, as whatever may be one.
"""

import re
from typing import NamedTuple

from streams.core.matching.cues.folding import as_folded


class Speech(NamedTuple):
    """How an office begins what it says itself, what it goes on with, and what it would not: that
    the claim is true, what harm it did, what to do about it, not to believe who denies it.
    """

    begins: re.Pattern[str]
    replies: re.Pattern[str]
    contradicted: re.Pattern[str]


_OFFICE_ZH = (
    "(?:官方|官微|警方|公安|网警|交警|民警|警察|消防|疾控|政府|公司|集团|协会|医院|学校|大学|中学"
    "|小学|银行|中心|物业|居委会|村委会|社区|街道办?|平台|发言人|气象台|电视台|卫健委?|教育部|总局"
    "|海关|法院|景区|机场|商场|超市|地铁|铁路|品牌|使馆|热线|[局委厅办院署部所站队台处馆])"
)
# One of the house: "our city", "we have asked".
_OURS_ZH = (
    "(?!们?[市局院校司行省县区部国厂台站馆镇村所委署厅办方店]|们?(?:公司|单位|中心|社区|街道|集团|平台)"
    "|们(?:已|将|会|没|从未|并未|正|提醒|呼吁|希望))"
)
_DENIED_ZH = (
    "[没未无不非否谣假旧辟系]|实[为际]|事实|(?<!已)经|原因|照片|视频|演[练习]|正常|安全|放心|平稳"
)
_HARM_ZH = (
    "死|失踪|送医|送进|住院|中毒|抢救|遇害|被抓(?!获)|被抢|塌|倒了|爆炸|起火|裂|瘫痪|跑路|感染|确诊"
    "|断货"
)
_ACT_ZH = (
    "赶紧|赶快|抓紧|快[跑逃去取买撤囤]|囤|屯|抢购|逃|撤离|存水|备水|取钱|取出来|转发|扩散|转给|转告"
)
_NOT_ZH = (
    "没有(?!一|床|药|水|电|米|货|油|粮|钱|地方|消息|解释|答复|回应|回来|找到|人(?:敢|管|出来|说|来|信))"
    "|无(?!法联系|故|人[管敢接])|从(?:来|未)?没|[并从尚均]未|未(?!来|必|婚)|并非|并没|不(?:会|是|存在|影响|需|用|必"
    "|产生|含|具|可能|致|等于|属|涉|收|能(?!出|进|说|回|喝|用|取))"
)
SPEECH = {
    "chinese": Speech(
        begins=re.compile(
            rf"^\.[\s|]*[^,.:?|Q我你他她说讲听冒]{{0,14}}{_OFFICE_ZH}(?:[^,.:?|Q我说讲]{{0,6}}"
            "(?:提醒|回应|辟谣|通报|声明|澄清|说明|公告))?(?:[:|]|(?<=提醒)|(?<=回应)|(?<=辟谣)"
            "|(?<=通报))"
        ),
        replies=re.compile(
            f"{_NOT_ZH}|正常|照[常旧]|如[常期]|按[时期原]|营业|供应|开放|开门|运行|合格|达标|安全|稳定"
            "|充足|平稳|有序|放心|实[为际]|事实|实系|系(?!统)|原因|经查|核实|旧|演[练习]|摆拍|拍摄"
            "|检修|施工|维修|属于|来自|源于|造谣|追究|报警|报案|处罚|拘留|依法|官网|以官方|请|切?勿"
            "|科学|研究|医学|监测|检测|数据|气温|预报|标准|流程|工艺"
        ),
        contradicted=re.compile(
            "(?:却|但是?|可是|然而|结果|偏偏|谁知|没想到)"
            "(?!仍?(?:(?:不要|切?勿|请勿)(?!相?信|听)|请|提醒|建议|希望|也?[要应需]|市民|大家[要应]))"
            f"|我{_OURS_ZH}|[谁鬼]才?信|信吗|呵呵|哈哈|骗人|[隐欺]?瞒|掩盖|封锁|打脸|撒谎|说谎"
            "|(?:真的|确实)(?![没不未无])|其实(?:真|就是真|早|已)|不信(?!谣)"
            "|(?:别|不要|勿)(?:再)?(?:相?信|听)(?:他|她|官|警|政|专家|媒体|辟)"
            "|没有[^,.?:|]{1,4}的|不再(?:取|办|营|接|卖|收)|为止|不接|他们|[每上]次|懂的|怎么解释|为[什何]么?"
            "|凭什么|反正|自己看|流出|这么说|不让|不[敢准]|不通"
            "|[取打联买看]不"
            "|又(?:发现|来|死|有|出现|丢|倒|塌|少)|还有人|越来越"
            f"|[,.:|](?:(?!{_DENIED_ZH})[^,.:|?]){{0,60}}(?:{_HARM_ZH}|{_ACT_ZH})"
        ),
    ),
    "english": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:fact[ -]?check\w*|(?:the )?(?:[a-z'-]+ ){0,4}(?:police|fire (?:chief"
            r"|department|service|brigade)|hospital|ministry|council|school|district|bank|company"
            r"|agency|department|commission|mayor|sheriff|nhs|cdc|fda|office|university|airline"
            r"|embassy|authority|officials|weather service|museum|hotel|treasury|spokes(?:man"
            r"|woman|person)|zoo|utility|city hall"
            r"|government|association)(?: of(?: [a-z]+){1,4})?(?: (?:clarifie[sd]|responds"
            r"|debunks|reminder|statement|clarification))?)"
            r"(?:\s*[:|]|(?<=clarifies)|(?<=clarified)|(?<=debunks))"
        ),
        replies=re.compile(
            r"\b(?:no|not|never|nobody|none|cannot|normal|usual|normally|safe|safely|unharmed|old"
            r"|open|running|found|home|repairs?|drills?|exercise|maintenance|routine|tested|tests?"
            r"|checked|scheduled|investigat\w+|instead|caused|please|inspected"
            r"|searched|published|approved|planned|unchanged|remains?|continues?"
            r"|(?:19|20)\d\d)\b|n't\b"
        ),
        contradicted=re.compile(
            r"\b(?:but|yet|however|though|although|still|meanwhile)\b(?! please| (?:do not|don't|"
            r"never) (?!believe|trust))|\b(?:i|i'm|i've|my|me)\b|\bwe (?:saw|all|know|heard)\b"
            r"|\b(?:no|nobody|no one)(?: [a-z]+)? (?:came|come|comes|answers?|answered|picks?"
            r"|knows?|helps?)\b"
            r"|\b(?:do|does|did)(?: not|n't) (?:work|answer|come|open|pay)\b"
            r"|\b(?:nurses?|neighbou?rs?|witness\w*|eyewitness\w*|they|liars?|lying|hiding|hidden"
            r"|cover(?:ing|ed)?[ -]?up|really|true|yeah|trust|believe)\b"
            r"|[,.:|](?:(?!\b(?:no|not|never|nobody|none|old|false|fake|hoax|untrue|rumou?rs?"
            r"|without|cannot)\b|n't)[^,.:|?]){0,90}\b(?:dead|died|dying|bodies|missing|killed"
            r"|poisoned|sick|in hospital|exploded|collapsed|robbed|kidnapped|taken|stock up|run"
            r"|evacuate|leave now|flee|withdraw|pass (?:it|this) on|share|tell everyone|warn)\b"
        ),
    ),
    "japanese": Speech(
        begins=re.compile(
            as_folded(
                r"^\.[\s|]*[^,.:?|、Q]{0,14}(?:警察|役所|[市県町村庁署局省]|消防|病院|学校|銀行|会社"
                r"|電力|水道|鉄道|大学|保健所|政府|委員会|動物園|広報|専門家|協会|センター)"
                r"[^,.:?|、Q]{0,4}[:|]"
            )
        ),
        replies=re.compile(
            as_folded(
                "ません|ない|なし|大丈夫|通常|通り|安全|安心|正常|営業|運行|訓練|工事|点検|昨年|過去|別の"
                "|ください|しないで"
            )
        ),
        contradicted=re.compile(
            as_folded(
                "しかし|けど|けれど|が[,、]|のに|ところが|一方|でも[,、]|私|僕|俺|うち|本当[はにで]|隠|嘘つ"
                "|信じ(?:るな|ないで)|また(?:一人|出|見)|[,.:|、](?:(?!ない|ません|なし|デマ|誤)"
                "[^,.:|、?]){0,60}(?:死|行方不明|搬送|入院|倒れ|逃げ|買い|備蓄|拡散|広め|避難)"
            )
        ),
    ),
    # By the letters that the fold leaves: no accents in Spanish and Portuguese.
    "spanish": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:(?:el|la|los|las|un|una) )?(?:[a-z'-]+ ){0,3}(?:policia"
            r"|bomberos|guardia civil"
            r"|hospital|ministerio|ayuntamiento|alcaldia|gobierno|banco|empresa|escuela|colegio"
            r"|universidad|sanidad|salud|fiscalia|municipalidad|proteccion civil|compania)"
            r"(?: [a-z'-]+){0,3} ?[:|]"
        ),
        replies=re.compile(
            r"\b(?:no|ni|nunca|ningun[ao]?|nadie|sin|normal|normalidad|normalmente|segur[ao]s?"
            r"|potable|abiert[ao]s?|sigue|siguen|funciona\w*|antigu[ao]|viejo"
            r"|simulacro|por favor)\b"
        ),
        contradicted=re.compile(
            r"\b(?:pero|sin embargo|aunque|mientras|mi|mis|yo|mienten|ocultan|cierto|verdad|nadie"
            r" (?:contesta|responde|atiende|ayuda)|no (?:abrieron|contestan"
            r"|responden|atienden|dejan))\b"
            r"(?! (?:no se preocup|por favor))"
            r"|\by (?:ayer|hoy|anoche|otr[ao]|ya)\b"
            r"|[,.:|](?:(?!\b(?:no|ningun[ao]?|nadie|sin|fals[ao]|nunca)\b)[^,.:"
            r"|?]){0,70}\b(?:muert[ao]s?"
            r"|desaparecio|desaparecid[ao]s?|ingresad[ao]s?|secuestrad[ao]s?|huyan"
            r"|compren|compartan"
            r"|reenvien|saquen|corran)\b"
        ),
    ),
    "portuguese": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:(?:o|a|os|as) )?(?:[a-z'-]+ ){0,3}(?:policia|bombeiros"
            r"|hospital|ministerio"
            r"|prefeitura|governo|banco|empresa|escola|colegio|universidade|secretaria|defesa civil"
            r"|companhia|camara|anvisa)(?: [a-z'-]+){0,3} ?[:|]"
        ),
        replies=re.compile(
            r"\b(?:nao|nem|nunca|nenhum[a]?|ninguem|sem|normal|normalidade|normalmente|segur[ao]s?"
            r"|propria|potavel|abert[ao]s?|segue|seguem|continua\w*|funciona\w*"
            r"|antig[ao]|simulado|por"
            r" favor)\b"
        ),
        contradicted=re.compile(
            r"\b(?:mas|porem|entretanto|embora|enquanto|meu|minha|eu|mentem"
            r"|escondem|verdade|ninguem"
            r" (?:atende|responde|ajuda)|nao (?:abriram|atendem|respondem|deixam))\b"
            r"|\be (?:ontem|hoje|outr[ao]|ja)\b"
            r"|[,.:|](?:(?!\b(?:nao|nenhuma?|ninguem|sem|fals[ao]|nunca)\b)[^,.:"
            r"|?]){0,70}\b(?:mort[ao]s?"
            r"|sumiu|desaparecid[ao]s?|internad[ao]s?|sequestrad[ao]s?|fujam|comprem|compartilhem"
            r"|repassem|saquem|corram)\b"
        ),
    ),
    "indonesian": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:[a-z'-]+ ){0,3}(?:polisi|polri|polres|pln|pdam|bank"
            r"|rumah sakit|rsud|kominfo"
            r"|kemenkes|kementerian|dinas|pemkot|pemkab|pemerintah|sekolah"
            r"|wali ?kota|bupati|bmkg|bpom)"
            r"(?: [a-z'-]+){0,3} ?[:|]"
        ),
        replies=re.compile(
            r"\b(?:tidak|tak|belum|bukan|tanpa|tetap|normal|biasa|aman|layak"
            r"|berjalan|beroperasi|buka"
            r"|lama|latihan|mohon|jangan)\b"
        ),
        contradicted=re.compile(
            r"\b(?:tapi|tetapi|namun|padahal|sementara|saya|kami lihat|bohong semua"
            r"|ditutupi|benar-benar"
            r"|tidak ada yang (?:jawab|angkat|datang))\b"
            r"|[,.:|](?:(?!\b(?:tidak|tak|belum|bukan|tanpa)\b)[^,.:"
            r"|?]){0,70}\b(?:tewas|meninggal|hilang"
            r"|diculik|dirawat|dikunci|kosong|borong|sebarkan|lari)\b"
        ),
    ),
    "cyrillic": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:[а-яіїє'-]+ ){0,3}(?:полиция|полиции|мвд|мчс|минздрав"
            r"|минобороны|банк|сбербанк"
            r"|центробанк|водоканал|больница|мэрия|администрация|школа|министерство|правительство"
            r"|роспотребнадзор|поліція|моз|дснс|міністерство)(?: [а-яіїє'-]+){0,3} ?[:|]"
        ),
        replies=re.compile(
            r"\b(?:не|нет|ни|никто|без|обычн\w+|штатн\w+|нормальн\w+|безопасн\w+"
            r"|работа\w+|открыт\w*"
            r"|учени\w+|стар\w+|прос(?:им|ьба)|немає|звичайн\w+|працю\w+)\b"
        ),
        contradicted=re.compile(
            r"\b(?:но|однако|хотя|зато|мо[йяеи]|моего|моей|я|у нас|врут|скрывают|правда|никто не"
            r" (?:отвечает|приехал|помогает|берет)|але|проте)\b(?! не волну)"
            r"|[,.:|] ?а (?:двери|сегодня|вчера|люди|на самом)\b"
            r"|[,.:|](?:(?!\b(?:не|нет|без|никто)\b)[^,.:|?]){0,70}\b(?:погиб\w*|умер\w*|пропал\w*"
            r"|похитили|в больнице|закрыты|запасайтесь|снимайте|перешлите|бегите)\b"
        ),
    ),
    "arabic": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:[\u0620-\u06ff]+ ){0,2}(?:ال)?(?:شرطه|وزاره|بلديه|بنك"
            r"|مستشفي|دفاع المدني|امن"
            r"|جامعه|مدرسه|شركه|حكومه|محافظه|هيئه|مصرف)(?: [\u0620-\u06ff]+){0,3} ?[:|]"
        ),
        replies=re.compile(
            r"(?:^|[ ,.|])(?:و?لا|لم|لن|ليس|ليست|دون|بشكل طبيعي|طبيعي\w*|امن\w*"
            r"|صالح\w*|مستمر\w*|مفتوح\w*"
            r"|قديم\w*|يرجي|نرجو)(?=[ ,.|])"
        ),
        contradicted=re.compile(
            r"(?:^|[ ,.|])(?:لكن|ولكن|بينما|مع ان|رغم|انا|جارتي|جاري|بيتي|اخي|ابني"
            r"|يكذبون|يخفون|ولا احد"
            r" (?:يجيب|يرد|يساعد)|لا احد (?:يجيب|يرد))(?=[ ,.|])"
            r"|[,.:|](?:(?! (?:لا|لم|ليس|دون) )[^,.:|?]){0,70}(?:مات|قتل|اختفي"
            r"|خطفوا|مغلقه|اسحبوا|انشروا"
            r"|اهربوا)"
        ),
    ),
    "devanagari": Speech(
        begins=re.compile(
            r"^\.[\s|]*(?:[\u0900-\u097f]+ ){0,3}(?:पुलिस|निगम|बैंक|अस्पताल"
            r"|मंत्रालय|सरकार|विभाग|स्कूल"
            r"|प्रशासन|पीआईबी|आयोग|कंपनी|रेलवे)(?: [\u0900-\u097f]+){0,2} ?[:|]"
        ),
        replies=re.compile(
            "(?:^|[ ,.|])(?:नहीं|ना|न|कोई|बिना|सामान्य|सुरक्षित|खुली|खुले|चालू"
            "|पुराना|पुरानी|कृपया|पहले की तरह)"
            "(?=[ ,.|])"
        ),
        contradicted=re.compile(
            "(?:^|[ ,.|])(?:लेकिन|मगर|पर आज|पर कल|जबकि|मेरे|मेरी|मेरा|हमारे|मैंने"
            "|झूठ बोल|छिपा)(?=[ ,.|])"
            "|[,.:|](?:(?! (?:नहीं|बिना|कोई) )[^,.:|?]){0,70}(?:मौत|मर गए|गायब"
            "|लापता|अगवा|निकाल लो|भागो"
            "|फैलाओ|शेयर कर)"
        ),
    ),
}
