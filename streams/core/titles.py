"""What a rumor is called until an analyst gives it a title: the sentence that says what is claimed.

In: the masked text of its founding wording. Out: one line. A chain letter greets, alarms, says who
told it and asks to be sent on; the claim stands in between. Clauses are read in order: what only
greets, alarms or asks is passed over, what stands before the claim inside its sentence is cut off.
What only warns ("don't buy any") is told with what it warns of. Where nothing is left the beginning
is the title, as of any text.
"""

import re

from streams.core.masking import LONGEST_TITLE, mask, title
from streams.core.text import CJK, SPACES

LONGEST_READ = 2_000  # characters: the claim of a chain letter stands in its first lines
LONGEST_ALPHABETIC = 120  # characters: letters say a third of what as many Han characters do
LEAST_HAN = 6  # characters of a clause that can say something by itself
LEAST_WORDS = 3
LONGEST_WARNING = 70  # characters: what warns and says more says why, too
# Possessive and without nesting: texts are anybody's.
SENTENCE = re.compile(r"[^。！!？?؟।；;\n…]*+[。！!？?؟।；;\n…]*+")
LATIN_STOP = re.compile(r"(?<=[^\W\d]{2})\.(?=\s|$)|\.{2,}")
CLAUSE = re.compile(r"[,，،:：、—]|\s-\s")
DECORATION = re.compile(r"^[\W_]+|[\s,，،:：、;；—\-]+$")
MARKS = re.compile(r"[\s!！?？؟।.。…~～]+$")
BRACKETED = re.compile(r"^[【\[(（][^】\])）]{0,12}[】\])）]")
# A label says what kind of text follows; other words in brackets say where or of whom.
NAMED = re.compile(r"^[【（]([\u4e00-\u9fff]{2,8})[】）](?=\w)")
LABEL = re.compile(
    r"[急必看转轉扩擴散警热独重要最注意提醒通知公告快讯訊谣谨视频图速闻聞报道真求链接原创]"
)
PLACEHOLDER = re.compile(r"@?\[[a-z]+\]")

GREETS = re.compile(
    r"""^(
    (各位|亲爱的?|親愛的?|敬爱的|尊敬的|大家|朋友们|朋友們|同学|家人们|家人們|街坊|邻居|鄰居|姐妹|兄弟
      |女士|先生|乡亲|鄉親|老铁|宝妈|亲们|您好|你好|早上好|晚上好|下午好|早安|晚安|@?所有人)
      [^，,]{0,14}$
    |大家(好|早上好|晚上好|注意).{0,4}$|打扰.{0,6}$|我是.{0,10}$
    |(hi|hey|hello|dear|good\s(morning|evening|afternoon|day|night)|morning|evening|greetings
      |ladies|guys|folks|friends?|everyone|everybody|parents|all|neighbou?rs|colleagues|mates?)\b
      [\w\s']{0,40}$
    |hope\syou\b.*|sorry\sfor\b.*|to\s(all|whom|every)\b[\w\s]{0,40}$|i\sdon'?t\susually\b.*
    |a\sword\sof\b.*|quick\sone\b.*|heads\sup\b.*|(please\s)?be\scareful$|take\scare$
    |(hola|buen[oa]s?\s(d[ií]as?|tardes|noches)|buen\sd[ií]a|querid[oa]s?|estimad[oa]s?|amig[oa]s?
      |vecin[oa]s|señor(es|as)|chicas|familia|compañer[oa]s|mam[aá]s|disculpen?)\b[\w\s]{0,40}$
    |(halo|hai|yth\.?|assalam\w*|selamat\s(pagi|siang|sore|malam)|kepada|bapak|ibu|bunda|gaes
      |teman|saudara-saudara|sahabat)\b[\w\s/'-]{0,50}$
    |maaf\b.*|mohon\smaaf\b.*
    |(bom\sdia|boa\s(tarde|noite)|ol[aá]|oi|prezad[oa]s?)\b[\w\s]{0,40}$
    |(здравствуйте|привет|добрый\s(день|вечер)|доброе\sутро|уважаемые)\b[\w\s]{0,40}$
    |(дорогие\s)?(друзья|соседи|жители|родители|коллеги)$
    |(bonjour|bonsoir|salut|chers?\s(amis|voisins|parents|coll[eè]gues|tous))\b[\w\s]{0,40}$
    |(guten\s(morgen|tag|abend)|hallo|liebe\s(nachbarn|eltern|freunde|leute|alle|kolleg\w+))\b
      [\w\s]{0,40}$
    |(xin\s)?chào\b[\w\s]{0,30}$|kính\s(gửi|chào)\b[\w\s]{0,30}$
    |(السلام\sعليكم|مرحبا|صباح\sالخير|مساء\sالخير)\b[\w\s]{0,40}$
    |(नमस्ते|नमस्कार|प्रणाम)[^,]{0,30}$
    |(皆さん|みなさん|皆様)?(こんにちは|こんばんは|おはようございます).{0,4}$
    |(여러분\s?)?안녕하(세요|십니까).{0,8}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
ASKS = re.compile(
    r"""(
    ^(请|請|麻烦|求|速|快|赶快|赶紧|趕快|趕緊|抓紧|抓緊|一定要?|看到|收到|看完|趁|不转|转|轉|为了|為了|互相|分享|扩散|擴散|朋友圈)
      .{0,18}(转|轉|扩散|擴散|告诉|告訴|转告|分享|转发|通知|看|身边|更多人)
    |(转发|轉發|转告|扩散|擴散|互相通知|转给|轉給|转起来|转一下|转走不谢|速转|收藏|功德|宁可信其有|不传谣
      |别划走|心里有数|不当回事|后悔)
    |\b(forward|share|repost|circulate|pass\s(it|this)|spread\sthe|copy\sand\spaste|send\s(it|this)\sto
      |let\s(your|everyone|every|all|them|please)|tell\s(your|everyone|all)|please\s(read|share|note|send)
      |do\snot\signore|stop\sscrolling|not\sa\sjoke|as\sreceived|warn\syour|don'?t\ssay\si
      |this\sis\s(real|serious|important)|this\smatters|save\syourselves)\b
    |\b(reenv[ií]\w*|compart\w*|difund\w*|difúnd\w*|p[aá]s[ae]\w*\s(lo|ya|este|a\s)|p[aá]salo|p[aá]senlo
      |circula\seste|env[ií]alo|m[aá]ndalo|avis(a|en|e|em)\s(a|o|os|as|todos)\b|corran\sla|haz\sque|que\s(se\sentere|todos)
      |por\sfavor\s(leer|comp)|l[eé]e?lo|no\ses\sbroma|no\sdejes\sque|pasalo|muy\sserio
      |lo\sque\sno\squieren|no\squiero\salarmar)\b
    |\b(sebar\w*|bagikan|teruskan|diteruskan|viral\w*|sampaikan|share|kirim\ske|beritahu|kabari
      |infokan|предупредите|перешлите|передайте|(расскажите|сообщите)\s(всем|родн\w+|близк\w+)|kasih\stahu|mohon\s(perhatian|sebar)|tolong\s(dibaca|sebar|viral|bagi|terus|infokan)
      |silakan\sbagi|jangan\s(diabaikan|berhenti|disimpan|sampai\sketinggalan)|harus\stahu
      |harap\sdiperhatikan|bukan\shoaks?|baca\sdulu)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
ALARMS = re.compile(
    r"""^(
    (紧急|緊急|重要|最新|特大|温馨|溫馨|好|坏|内部|內部|官方|敬)?(通知|消息|提醒|提示|通告|公告|告知|扩散|注意|警告)
      .{0,6}$
    |(紧急|緊急|注意|重要|速看|必看|快|转|轉|急|刚刚|最新|不信谣)+.{0,4}$
    |(最新|内部|刚刚公布|据悉|据说|听说).{0,3}$
    |(urgent|breaking|attention|important|warning|alert|notice|news|good\snews|as\sreceived
      |forwarded|this\sis\sreal|heads\sup)\b[\w\s]{0,30}$
    |(urgente|atenci[oó]n|importante|mensaje|aviso|informaci[oó]n|[uú]ltima\shora|alerta
      |qu[eé]\salegr[ií]a|cadena\sde)\b[\w\s]{0,30}$
    |(perhatian|penting|info|pengumuman|peringatan|kabar\sgembira|darurat|alhamdulillah|rahasia
      |baru\sdapat)\b[\w\s]{0,30}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Calls for care: an alarm only where nothing follows that it is about, but those who are called.
CAUTIONS = re.compile(
    r"""^(
    (please\s)?(be\s(very\s)?careful|beware|caution)(\s(everyone|everybody|all|guys|folks|ladies|friends
      |parents|neighbou?rs|out\sthere|please|today|now)){0,4}$
    |((mucho|much[ií]simo|mucha|ten(gan|ga|ed)?)\s)?(cuidado|ojo|precauci[oó]n)(\s(todos|todas|a|amig[oa]s
      |padres|madres|vecin[oa]s|familia|chicas|por\sfavor|con\sesto)){0,3}$
    |(awas|hati-hati(lah)?|waspada(lah)?)(\s(ya|semua\w*|para|untuk|bapak|ibu|bunda|bun|ayah|teman\S*
      |warga|orang|tua|kawan\S*|dan|selalu|tetap|hati-hati|awas|waspada)){0,5}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# What to leave alone, and not why: the reason is the claim.
WARNS = re.compile(
    r"""(
    (别|不要|不能|勿|莫)再?(买|吃|喝|碰|用|去|点|接|信|打|上|坐|开|让|给)
    |\b(do\snot|don'?t|never|avoid|stop)\s(eat|drink|buy|go|us|open|touch|tak|click|answer|let|trust)
    |\bno\s(l[aoe]s?\s)?(com[ae]|tom[ae]|beb[ae]|compr[ae]|us[ae]|abr[ae]|vay|salg|toqu|conteste)
    |\bjangan\s(pernah\s)?(makan|minum|beli|pakai|buka|pergi|keluar|angkat|klik)
    |\b(beware|careful|cuidado|ojo|hati-hati|waspada)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Who only plays somebody is what the claim is about, and no witness of it.
FEIGNED = re.compile(
    r"冒充|假冒|假扮|假装|假的|自称|骗子|诈骗|\b(?:fake|false|pretend|impersonat|scam|claiming|fals[oa]s?\b"
    r"|fing|estafa|palsu|penipu|mengaku|menyamar)",
    re.IGNORECASE,
)
# Who says so: nothing is claimed by it, unless it goes on.
TELLS = re.compile(
    r"""(
    ^.{0,16}(朋友|表哥|表姐|亲戚|親戚|同学|同學|同事|同志|专家|專家|医生|醫生|内部).{0,12}
      (说|說|告诉我|告訴我|讲|講|透露|证实|證實|通知我?|电话|電話|提醒大家|上班|工作|财政局|提醒)$
    |^(他|她|我)?(刚刚|刚才|刚接到|刚).{0,10}(告诉我|公布的|电话|通知)$|^(这是|這是|我).{0,12}(说的|亲口说的|领到了)$
    |^.{0,14}(群|朋友圈|网上|網上|微博|抖音|微信|同事|亲戚|親戚|朋友|单位|單位).{0,6}
      (看到|看见|看見|收到|听到|聽到|刷到|得知|转来|轉來|传来|傳來|发来|發來)的?(消息|通知|视频|視頻)?$
    |^(教你一招|这个是真的|但这个是真的|进口)
    |\b(my|a|our)\s(\w+\s){0,4}(friend|cousin|brother|sister|uncle|aunt|mate|nurse|neighbou?r|contact)\b
      .{0,50}\b(works?|says|said|told|is\sin|army|drives|texted)\b.{0,20}$
    |^(i\s)?(just\s)?(saw|seen|read|spotted)\b.{0,40}\b(group|chat|facebook|whatsapp|telegram|twitter
      |online|tiktok|instagram)\b.{0,12}$
    |^(just\s)?(got|received|heard)\b.{0,40}$|^from\sa\s.{0,40}$|^.{0,20}(doctors\sdon'?t|was\sright).{0,20}$
    |^(un|una|mi|me)\b.{0,12}(primo|amig|m[eé]dico|conocido|enfermera|llam|confirma|cont[oó]).{0,60}$
    |^les\sinforma.{0,10}$
    |^(lo\s)?(acab\w+\sde\s)?(ver|leer|le[ií]|vi|visto|recib\w+|ler|li|receb\w+)\b.{0,30}
      \b(grupo|chat|facebook|whatsapp|redes|internet|telegram|tiktok)\b.{0,20}$
    |^(baru(\ssaja)?|tadi)\s(lihat|baca|dapat|terima)\b.{0,40}$
    |^.{0,16}(увидел|прочитал|получил|прислали|скинули)\w*\s.{0,20}\b(чат\w*|групп\w+|ватсап\w*|телеграм\w*
      |интернете)\b.{0,10}$
    |^(kata|info\sdari|saudara\ssaya|teman\ssaya)\b.{0,40}$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
CUT = re.compile(
    r"""^(
    [^，,。]{0,18}?(朋友|表[哥姐弟妹]|亲戚|親戚|同学|同學|同事|同志|专家|專家|医生|醫生|院士|教授|老师|护士|邻居
      |内部|有人|人家|老[\u4e00-\u9fff]|爸|妈|哥|姐|弟|妹|叔|姨|婶|舅|[他她我]们?|听|据|群里|网上|新闻|电视)
      [^，,。]{0,14}?(告诉我|通知我|证实|透露|说(?!的|法|服|明书)|讲(?!的|解|座|究))[，,：:]?(?=.{6})
    |[^，,。]{0,18}?(亲口[说讲]|(告诉我|证实|透露|说|讲)(?=[：:]))[，,：:]?(?=.{6})
    |[^.]{0,60}\b(he|she|they)\ssays?\s(that\s)?(?=.{12})
    |(un|una|mi|me)\b[^.]{0,40}\b(cont[oó]|dijo|confirma)\sque\s(?=.{12})
    |(saudara|teman|kata)\b[^.]{0,40}\b(bilang|kata)\s(?=.{12})
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def headline(text: str) -> str:
    """What a text claims, masked, on one line; at most `LONGEST_TITLE` characters, of alphabets
    twice as many.
    """
    masked = mask(text)[:LONGEST_READ]
    longest = LONGEST_TITLE if CJK.search(masked) else LONGEST_ALPHABETIC
    warning = ""
    for sentence in _sentences(masked):
        claim = _claim_of(sentence)
        if claim and not _only_warns(claim):
            return title(f"{warning and _ended(warning)}{claim}", longest)
        warning = warning or claim
    return title(warning or masked, longest)


def _sentences(text: str) -> list[str]:
    """What ends with a stop, or a line."""
    marked = LATIN_STOP.sub("\n", text)
    return [found[0] for found in SENTENCE.finditer(marked) if found[0].strip()]


def _ended(warning: str) -> str:
    """A sentence as it stands before another one."""
    mark = ("！", "。") if CJK.search(warning) else ("! ", ". ")
    return MARKS.sub("", warning) + mark[warning[-1] not in "!！"]


def _only_warns(claim: str) -> bool:
    """Whether it says what to leave alone and not, why: in one clause."""
    short = len(claim) <= LONGEST_WARNING and len(CLAUSE.split(claim)) == 1
    return short and WARNS.search(claim) is not None


def _claim_of(sentence: str) -> str:
    """The sentence from its first clause on that says something; empty where none does.

    With what is too short to say something by itself and stands right before it: where, of whom.
    """
    rest = _bare(sentence)
    begins = ""
    while rest:
        parts = CLAUSE.split(rest, 1)
        clause = _bare(parts[0])
        pleads = _pleads(clause)
        if not pleads and _says_enough(clause):
            if begins:
                return _without_plea(begins)
            return _told(clause) if len(parts) == 1 else _without_plea(_told(rest))
        begins = "" if pleads or len(clause) < 2 else begins or rest
        rest = _bare(parts[1]) if len(parts) > 1 else ""
    return ""


def _says_enough(clause: str) -> bool:
    without = PLACEHOLDER.sub("", MARKS.sub("", clause))
    if CJK.search(without):
        return len(without) >= LEAST_HAN
    return len(without.split()) >= LEAST_WORDS


def _pleads(clause: str) -> bool:
    """Whether it only greets, alarms, asks or says who told it."""
    clause = MARKS.sub("", clause)
    if any(one.search(clause) for one in (GREETS, ALARMS, CAUTIONS, ASKS)):
        return True
    return TELLS.search(clause) is not None and FEIGNED.search(clause) is None


def _told(claim: str) -> str:
    """Without who said so, where the same clause goes on to say what."""
    found = CUT.match(claim)
    if found is None or FEIGNED.search(found[0]):
        return _bare(claim)
    return _bare(claim[found.end() :])


def _without_plea(claim: str) -> str:
    """Without what it asks for behind the claim."""
    kept = ""
    for part in re.split(r"(?<=[,，])", claim):
        if kept and ASKS.search(part):
            break
        kept += part
    return _bare(kept)


def _bare(text: str) -> str:
    """Without marks, emoji and labels in brackets around it."""
    text = SPACES.sub(" ", text).strip()
    if (found := NAMED.match(text)) and LABEL.search(found[1]) is None:
        text = f"{found[1]}：{text[found.end() :]}"
    text = BRACKETED.sub("", text) if not PLACEHOLDER.match(text) else text
    return text if PLACEHOLDER.match(text) else DECORATION.sub("", text)
