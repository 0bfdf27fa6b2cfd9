"""A denial without anybody else in it: "This is false, don't believe it", "Don't believe him, it is
a rumor". A pattern for each language, for folded text.

"Him" is who sent the message: nobody has denied anything before. Only where a text begins so; "the
police say it is false, do not believe them" begins with those who deny.
"""

from typing import NamedTuple

# Between the two halves: signs, also pictures; nothing that asks.
PAUSE = r"[^\w?]{1,6}"
CLAUSE_ENDS = r"(?=\s*(?:[^\w\s]|$))"


class Words(NamedTuple):
    """What a language says it with.

    `lead` may stand before; `false` says that it is false; `held` asks not to believe it, or who
    sent it; `turns` is held against what is said: a text that goes on with it is unsure.
    """

    lead: str
    false: str
    held: str
    turns: str
    pause: str = PAUSE
    ends: str = CLAUSE_ENDS


def _pattern(words: Words) -> str:
    lead, false, held, turns, pause, ends = words
    return (
        rf"^\.[\s|,.]*(?:{lead}){{0,3}}"
        rf"(?:{false}{pause}(?:{lead})?{held}{ends}|{held}{pause}(?:{lead})?{false}{ends})"
        rf"(?!.{{0,300}}(?:{turns}))"
    )


_MESSAGE_EN = (
    r"(?:message|claim|post|video|story|report|news|rumou?r|text|photo|image|picture|screenshot"
    r"|forward|voice note|audio|article|tweet|clip|thing|stuff)s?"
)
_MESSAGE_ES = (
    r"(?:mensaje|noticia|cadena|audio|video|rumor|imagen|foto|publicacion|texto|historia)s?"
)
_MESSAGE_PT = r"(?:mensagem|noticia|corrente|audio|video|boato|imagem|foto|texto|historia|post)s?"
_MESSAGE_ZH = (
    "(?:消息|信息|讯息|视频|影片|贴文|图片|图|截图|文章|帖子|录音|语音|话|谣言|传言|说法|东西)"
)
_MESSAGE_HI = "(?:मैसेज|मेसेज|संदेश|खबर|वीडियो|पोस्ट|बात|बातों|ऑडियो|फोटो|न्यूज)"
_FALSE_ES = (
    r"(?:(?:totalmente |completamente |todo |pura )?(?:fals[oa]|mentira)|no es (?:verdad|cierto)"
    r"|(?:un |una |puro )?(?:viej[oa] )?(?:bulo|engano|fake(?: news)?|noticia falsa|invento"
    r"|mentira|rumor)(?: (?:viej|antigu|fals)[oa])?)"
)
_FALSE_PT = (
    r"(?:(?:totalmente |completamente |tudo |pura )?(?:fals[oa]|mentira)|(?:um |uma )?(?:boato"
    r"|fake(?: news)?|noticia falsa|invencao|mentira|golpe|corrente)(?: (?:velh|antig|fals)[oa])?)"
)

WORDS = {
    "english": Words(
        lead=(
            r"(?:guys|everyone|everybody|hey|folks|friends|people|please|pls|hi all|hi|ok|no|nope"
            r"|so|and|just|sorry)[^\w?]{1,4}"
        ),
        false=(
            rf"(?:(?:this|that|it)(?: {_MESSAGE_EN})?(?: is|'s|s| was) (?:(?:all|just|only|totally"
            r"|completely|so|clearly|an?|the|another|old|same|total|complete|pure|yet) ){0,4})?"
            r"(?:fake(?: news)?|false(?: news| rumou?r| information)?|not true|untrue|hoax|rumou?r"
            r"|lies?|nonsense|rubbish|bogus|made up|misinformation|bullshit)"
            r"(?: (?:from|since) (?:19|20)\d\d)?"
        ),
        held=(
            r"(?:do not|don't|dont|never) (?:believe|trust|listen to|fall for|buy)"
            rf"(?: (?:him|her|it|this|that|a word(?: of it)?|(?:this|that|the|such|his|her)"
            rf" (?:[a-z]+ )?{_MESSAGE_EN}))?(?: guys| please| everyone| folks)?"
        ),
        turns=(
            r"\b(?:but|say|says|said|claims?|deny|denies|denied|calls?|told|they|they'll|although"
            r"|lied|stock up|evacuate|get out|hurry|leave now|flee|run)\b"
        ),
    ),
    "spanish": Words(
        lead=r"(?:gente|chicos|amigos|por favor|ojo|hola|oigan|no)[^\w?]{1,4}",
        false=(
            rf"(?:(?:esto|eso|es[ea]|est[ea]|el|la)(?: {_MESSAGE_ES})? )?(?:(?:es|son) )?"
            rf"{_FALSE_ES}(?: que [a-z ]{{1,40}})?"
        ),
        held=(
            r"no (?:se )?(?:l[oae] )?(?:cre|hag|confi|fi|escuch)\w*(?: caso)?"
            rf"(?: (?:en |de |a )?(?:esto|eso|nada|el|ella|(?:est|es)[aeo]s? {_MESSAGE_ES}))?"
        ),
        turns=(
            r"\b(?:pero|aunque|dicen?|dijo|dijeron|desmient\w+|niegan?|les|ellos|mienten|oculta\w*"
            r"|compren|huyan|evacuen|salgan|avisen)\b"
        ),
    ),
    "portuguese": Words(
        lead=r"(?:gente|pessoal|galera|por favor|oi|amigos|nao)[^\w?]{1,4}",
        false=(
            rf"(?:(?:isso|isto|ess[ea]|est[ea]|[oa])(?: {_MESSAGE_PT})? )?(?:(?:e|eh) )?(?:tudo )?"
            rf"{_FALSE_PT}(?: isso)?"
        ),
        held=(
            r"nao (?:acredit|confi|escut|cai|ouc|va)\w*(?: (?:ness?[ea]|nisso|nisto|em|n[oa]"
            r"|nest[ea])"
            rf")?(?: ?(?:nele|nela|isso|{_MESSAGE_PT}))?"
        ),
        turns=(
            r"\b(?:mas|porem|diz|dizem|disse|disseram|desment\w+|negam?|so que|eles|mentem"
            r"|escond\w+|estoquem|fujam|avisem|comprem)\b"
        ),
    ),
    "indonesian": Words(
        lead=r"(?:tolong|mohon|guys|gaes|teman-teman|semua|eh|tuan puan|kawan-kawan)[^\w?]{1,4}",
        false=(
            r"(?:(?:ini|itu|tu|pesan ini|pesan itu|berita ini|berita itu) )?(?:cuma |hanya |adalah "
            r"|semua )?(?:hoa(?:ks|x)|(?:berita |kabar |info |cerita )?(?:bohong|palsu|tipu|karut)"
            r"|tidak benar|tak betul|fitnah)(?: itu| ini| tu)?(?: lama)?(?: muncul lagi)?"
        ),
        held=(
            r"(?:jangan|tak usah|gak usah|tidak usah)(?: mudah| terus)? percaya(?: pada| sama"
            r"| kat)?"
            r"(?: (?:dia|(?:(?:pesan|berita|kabar|video|mesej|info) )?(?:ini|itu|tu)))?"
            r"(?: ya| lah| deh)?"
        ),
        turns=(
            r"\b(?:tapi|tetapi|namun|padahal|kata|bilang|membantah|mereka|sebarkan|mengungsi|cepat"
            r"|stok|lari)\b"
        ),
    ),
    "french": Words(
        lead=r"(?:s'il vous plait|svp|attention|bonjour|les amis|non)[^\w?]{1,4}",
        false=(
            r"(?:c'est )?(?:un |une |tout |totalement |completement )?(?:vieille |vieux )?(?:faux"
            r"|fausse|rumeur|intox|infox|canular|fake(?: news)?|fausse (?:info\w*|nouvelle|rumeur)"
            r"|mensonge|hoax)(?: qui \w+ depuis [\w ]{1,16})?"
        ),
        held=(
            r"(?:n'y croyez|n'y crois|ne (?:le |la |l')?(?:croyez|crois|ecoutez|ecoute)) pas"
            r"(?: (?:ce|cette|a ce|a cette) (?:message|info\w*|video|audio|rumeur|nouvelle|texte))?"
        ),
        turns=r"\b(?:mais|pourtant|disent|dit|dement\w*|nient?|ils|fuyez|evacuez|stockez)\b",
    ),
    "german": Words(
        lead=r"(?:bitte|leute|achtung|hallo|nein|freunde)[^\w?]{1,4}",
        false=(
            r"(?:(?:das|es|dies) ist )?(?:doch |alles |nur |wieder )?(?:ein |eine )?(?:alter? "
            r"|altes "
            r"|alte )?(?:falsch|falschmeldung|gelogen|luge|fake(?: ?news)?|kettenbrief|gerucht"
            r"|geruecht|nicht wahr|ente|hoax)"
        ),
        held=(
            r"(?:glaubt?|glauben sie) (?:das|ihm|ihr|es|(?:dieser|der) (?:nachricht|meldung|mail)"
            r"|(?:diesem|dem) (?:video|bild|text))(?: bitte)? nicht"
        ),
        turns=r"\b(?:aber|sagt|sagen|behaupte\w*|dementier\w*|lugen|flieht|kauft)\b",
    ),
    "arabic": Words(
        lead="(?:يا جماعه|يا ناس|رجاء|من فضلكم|الرجاء|اخواني|انتبهوا)[\\s,.|]{1,3}",
        false=(
            "(?:هذا |هذه |هذي |هاي )?(?:(?:ال)?(?:خبر|رساله|كلام|فيديو|تسجيل) )?(?:هو |هي |مجرد )?"
            "(?:اشاعه|شائعه|كذب|كذبه|كاذب|كاذبه|غير صحيح|غير صحيحه|مفبرك|خبر كاذب|مو صحيح|مش صحيح)"
            "(?: قديمه?)?"
        ),
        held=(
            "(?:لا|ما) ?تصدق(?:ي|وا|و)?(?:ه|ها)?(?: (?:هذا|هذه|هاي|هال)? ?(?:ال)?(?:رساله|خبر|كلام"
            "|فيديو|تسجيل))?"
        ),
        turns="لكن|ولكن|بس |يقول|قال|تنفي|ينفي|نفت|نفي|اهربوا|خزنوا|انشروا|يخفون",
    ),
    "devanagari": Words(
        lead="(?:भाई|भाइयों|दोस्तों|कृपया|प्लीज|अरे|सब लोग)[\\s,.|]{1,3}",
        false=(
            "(?:(?:यह|ये|वह|वो|सब)(?: सब| बिल्कुल| एक| पुरानी| पूरी तरह){0,2} )?"
            f"(?:{_MESSAGE_HI} )?(?:झूठ|झूठा|झूठी|अफवाह|फेक(?: न्यूज)?|फर्जी|गलत)(?: {_MESSAGE_HI})?"
            "(?: है| हैं)?(?: भाई| यार| दोस्तों| जी)?"
        ),
        held=(
            f"(?:(?:इस|उस|इसकी|उसकी)(?: {_MESSAGE_HI})?(?: की)?(?: बात)?(?: पर)? )?(?:विश्वास |यकीन "
            "|भरोसा )?(?:मत|न|ना) (?:कर|मान)[^\\s,.:|?]*"
        ),
        turns="लेकिन|मगर|कह रह|कहते|कहता|खंडन|बोल रह|भागो|भर लो|छुपा",
        pause="[\\s,.|]{1,4}",
    ),
    "cyrillic": Words(
        lead=r"(?:народ|люди|друзья|друзі|ребята|пожалуйста|будь ласка|внимание|нет|не)[^\w?]{1,4}",
        false=(
            r"(?:(?:это|все это|це)[ ,]{1,3})?(?:все |очередной |старый |просто |чистой воды "
            r"|полная |полный |обычный |старий |знову ){0,2}(?:фейк|ложь|неправда|вранье|враки"
            r"|вброс|слухи?|выдумки?|обман|брехня|чутки|вкид|вигадки?)"
        ),
        held=(
            r"не (?:верь|верьте|слушай|слушайте|вір|вірте|слухай|слухайте|ведитесь)"
            r"(?: (?:ему|ей|его|ее|этому|этой|йому|їй|його|цьому|цій|в это|у це))?"
            r"(?: (?:сообщени\w+|видео|рассылк\w+|посту|новост\w+|повідомленн\w+|відео))?"
        ),
        turns=(
            r"\b(?:но|однако|але|говорят|говорит|кажуть|опроверг\w*|отрица\w+|заперечу\w+|они|вони"
            r"|скрыва\w+|бегите|запасайтесь|уезжайте)\b"
        ),
    ),
    "vietnamese": Words(
        lead=r"(?:mọi người|các bạn|bà con|xin|làm ơn|ơi|cả nhà|ạ)[\s,.|]{1,3}",
        false=(
            r"(?:(?:đây|đó|này|cái này|tin này|tin đó|chuyện này)(?: chỉ)?(?: là)? |toàn |là )?"
            r"(?:tin (?:giả|đồn|vịt|bịa|sai)|sai|bịa đặt|bịa|xạo|không đúng|sai sự thật|tin cũ)"
            r"(?: cũ)?(?: rồi| thôi| nhé| nha| đấy| đó| hết){0,2}"
        ),
        held=(
            r"(?:đừng|chớ)(?: có)? (?:tin|nghe)(?: lời)?(?: (?:anh ta|cô ta|nó|hắn|ông ấy|bà ấy|này"
            r"|(?:tin nhắn|tin|bài|clip|video|chuyện)(?: (?:này|đó|ấy))?))?(?: nhé| nha| nữa){0,2}"
        ),
        turns=r"\b(?:nhưng|họ|công an|nói|bảo|bác bỏ|phủ nhận|chạy ngay|mua ngay|giấu)\b",
        pause=r"[\s,.|]{1,4}",
    ),
    "thai": Words(
        lead="(?:ทุกคน|เพื่อนๆ|ขอ|โปรด|กรุณา|ด่วน)[\\s,.|]{0,3}",
        false=(
            "(?:(?:ข่าว|เรื่อง|ข้อความ|คลิป|อัน)?(?:นี้|นี่|นั้น|มัน))?\\s?(?:เป็น|คือ|แค่)?"
            "(?:ข่าวปลอม|ข่าวลือ|ข่าวลวง|ข่าวเก่า|ข่าวมั่ว|ไม่จริง|เฟคนิวส์|เฟค|โกหก|มั่ว|ของปลอม)"
            "(?:นะ|ครับ|ค่ะ|คะ|จ้า|แล้ว|ทั้งนั้น|เลย){0,2}"
        ),
        held=(
            "(?:อย่า|ห้าม)(?:ไป)?(?:หลง)?เชื่อ(?:เขา|มัน|เลย|(?:ข่าว|เรื่อง|ข้อความ|คลิป)(?:นี้|นั้น))?"
            "(?:นะ|ครับ|ค่ะ|คะ|จ้า|เลย){0,2}"
        ),
        turns="แต่(?!ง)|บอกว่า|ปฏิเสธ|พวกเขา|รีบ|หนี|ปิดข่าว",
        pause="[\\s,.|]{0,4}",
        ends="(?=\\s|[^ก-๛]|$)",
    ),
    "japanese": Words(
        lead="(?:皆さん|みなさん|みんな|お願い|注意)[、,.\\s|]{0,3}",
        false=(
            "(?:これ|それ|この話|その話|この投稿)?(?:は|って)?(?:完全な|ただの|昔からある|昔からの"
            "|古い|よくある|全部|また|完全に){0,2}(?:デマ|嘘|うそ|ウソ|フェイク(?:ニュース)?|ガセ"
            "|誤情報|偽情報)(?:です|だ|だよ|ですよ|だから|ですから|なので|情報です)(?:ね|よ)?"
        ),
        held=(
            "(?:(?:彼|彼女|この人|その人|あの人|こいつ|この|その|こんな|これ"
            "|それ)(?:の)?(?:言うこと"
            "|話|言葉|メッセージ|投稿|情報|動画|メール|書き込み|噂)?(?:は|を|なんか)?)?(?:絶対に)?"
            "信じ(?:ないで(?:ください|下さい|ね)?|るな|ちゃだめ|ちゃダメ|てはいけません"
            "|てはいけない)"
        ),
        turns="けど|しかし|ところが|のに|警察|発表|否定|と言|って言|逃げ|買って|隠",
        pause="[、,.\\s|]{1,3}",
        ends="(?=[、,.\\s|:]|[^\\w]|$)",
    ),
    "korean": Words(
        lead="(?:여러분|제발|얘들아|다들|저기)[\\s,.|]{1,3}",
        false=(
            "(?:(?:이거|이건|그거|그건|이 ?(?:글|메시지|영상|소문)(?:은|는)?) )?(?:다 |전부 "
            "|그냥 |완전 "
            "|또 |옛날부터 돌던 |예전부터 돌던 |오래된 ){0,2}(?:거짓(?:말)?|가짜(?: ?뉴스)?|헛소문"
            "|유언비어|루머|허위(?: ?사실)?|뻥)(?:입니다|이에요|예요|이야|야|임|이다|다|이니까)"
        ),
        held=(
            "(?:(?:그|저|이) ?(?:사람|분|메시지|글|영상|소문|말)(?: ?말)?(?:은|는|을|를)? "
            "|(?:이거|그거|걔 말) )?(?:절대 )?믿지 ?(?:마(?:세요|요)?|말(?:아요|자|고)?|맙시다)"
        ),
        turns="하지만|지만|는데|은행이|경찰이|정부가|라고 하|대피|사두|숨기",
        pause="[\\s,.|]{1,4}",
    ),
    "chinese": Words(
        lead=(
            "(?:大家|各位|你们|你|请|拜托|千万|家人们|亲们|朋友们|兄弟们|又|真是|都)[,.\\s]{0,2}"
        ),
        false=(
            f"(?:(?:这|那|此|该)(?:个|条|则|种|些|段|张)?{_MESSAGE_ZH}?)?(?:都|全|纯|明显|根本|肯定"
            "|绝对|又|就){0,2}(?:是|为|系|属于?)?(?:老|旧|陈年|彻头彻尾的|一个|个){0,2}(?:谣言"
            "|(?:假的){1,2}"
            "|假消息|假新闻|假讯息|骗人的|诈骗|瞎编的|编的|胡说)(?:啦|啊|了|哦|喔|呀|耶|的|来的"
            "|吧)?"
        ),
        held=(
            "(?:别|不要|勿|莫|甭)(?:再|去|轻易){0,2}(?:相信|听信|轻信|信|听)(?:了)?"
            f"(?:(?:群里|网上)?(?:的)?(?:这|那|此)(?:个|条|则|种|些|段|张)?{_MESSAGE_ZH}?|他|她|它"
            "|别人)?(?:瞎说|乱说|胡说|瞎扯|瞎编|乱讲|的话|的鬼话)?(?:了|啊|啦|呀"
            "|哦)?(?:[,.]?(?:别|不要|勿)传)?"
        ),
        turns="但|可是|却|其实(?!没)|偏偏|否认|辟谣|他们|官方|警方|政府|赶紧|赶快|快跑|快走|撤离|囤|瞒|掩盖",
    ),
    "cantonese": Words(
        lead="(?:大家|各位|拜託|千祈|請|喂)[,.\\s]{0,2}",
        false=(
            "(?:(?:呢|嗰|個|段|條|張)(?:個|啲|段|條|單)?(?:消息|片|嘢|相|訊息|圖)?)?(?:都|根本"
            "|明顯|又"
            "|純粹){0,2}(?:係)?(?:流料|假料|假消息|假新聞|謠言|假嘢|假嘅|假㗎|假架|老作|舊片|呃人)"
            "(?:嚟|嘅|㗎|架|喎|呀|啊|喇|啦|囉){0,3}"
        ),
        held=(
            "(?:唔好|咪|千祈唔好)(?:再)?(?:信|聽)(?:佢(?!哋)(?:講|亂講|吹)?|呢(?:個|啲|段"
            "|條)(?:消息|嘢|片"
            "|訊息)?)?(?:呀|啊|喇|啦|嘞|喎)?"
        ),
        turns="但|不過|點知|其實|佢哋|政府|警方|否認|快啲|隱瞞|走啦",
    ),
}


def plain_denial(language: str) -> str:
    """The pattern of such denials in a language."""
    return _pattern(WORDS[language])
