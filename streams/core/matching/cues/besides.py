"""What a denial may be said of besides the claim, a row for each language, for folded text.

"It is false that all is well, the dam has cracked" and "the ministry's answer is a lie, the dam has
cracked" deny what soothes, or an answer, and claim what comes then. `matching.beside` compares what
is denied with the claim; the patterns only say which words are denied, each in a group of its own.
They are tried where a denial was found, and stand on no screen.
"""

import re
from functools import cache
from typing import NamedTuple

from streams.core.matching.cues.folding import as_folded

# Before what nothing definite begins: a folded text begins with such a sign as well.
BEGINS = "[,.:|?]"
WHAT = r"([^,.:|?]{2,120})"
WHAT_BEFORE = r"([^,.:|?]{2,40}?)"  # where the denial stands behind it
# Languages that put no spaces between words.
WHAT_UNSPACED = r"([^,.:|?\s]{2,60})"


class _Row(NamedTuple):
    """Patterns that find what is `said` to be so, whose `answers` are lies, what is `asked` before
    "rubbish". `soothes` tells of what is denied that it would calm; `alarms` is in what would not,
    whatever soothing words it has.
    """

    said: tuple[str, ...]
    answers: tuple[str, ...]
    soothes: str
    alarms: str
    asked: tuple[str, ...] = ()


class Besides(NamedTuple):
    """A row, compiled: what is denied is in one of the groups of `denied`; from `answers` on they
    are of answers, from `asked` on of questions.
    """

    denied: re.Pattern[str]
    answers: int
    asked: int
    soothes: re.Pattern[str]
    alarms: re.Pattern[str]


_ROWS = {
    "english": _Row(
        said=(
            r"\b(?:not true|n't true|untrue|false|lies?|myth|nonsense|rubbish|bullshit|fake news"
            rf"|hoax|wrong) that {WHAT}",
            rf"^\.[\s|]*(?:it is |it's |it isn't |its )?(?:not |un)true {WHAT}",
            rf"\b(?:it is|it's|it isn't|its) (?:a lie|false|not true|untrue|true) what {WHAT}",
        ),
        answers=(
            r"\b((?:[a-z]+'s? (?:[a-z]+ ){0,2}(?:statement|notice|announcement|report|reply"
            r"|response|answer|explanation|assurances?|reassurance|promise|results?|figures|letter"
            r"|press release|version)|(?:statement|announcement|report|reply|response|answer"
            r"|explanation|assurances?|results?|press release) (?:from|by|of) (?:the )?[a-z]+"
            r"(?: [a-z]+){0,2}))"
            r" (?:is|are|was|were) (?:an? |all |just |pure |only |simply |nothing but "
            r"|totally ){0,3}(?:fake|false|lies?|hoax|bogus|untrue|not true|nonsense|rubbish"
            r"|made up|propaganda)\b",
        ),
        soothes=(
            r"\b(?:is|are|was|were|be|been|all|everything|perfectly|quite) (?:all |perfectly "
            r"|now |quite )?(?:well|fine|okay|ok|safe|calm|normal|under control|in order|harmless"
            r"|clean|drinkable|solved|repaired|fixed)\b"
        ),
        alarms=r"\b(?:not|never|no longer|nobody|none|without)\b|n't\b",
        asked=(
            rf"{BEGINS}{WHAT}\? ?"
            r"(?:what |that's |that is )?(?:an? )?(?:(?:total|complete|utter|absolute"
            r"|pure|load of) ){0,2}(?:rubbish|garbage|nonsense|bullshit|bollocks|baloney|tosh)\b",
        ),
    ),
    "spanish": _Row(
        said=(
            r"\b(?:es|era|son) (?:una? |todo |pura |totalmente |completamente ){0,2}(?:fals[oa]s?"
            rf"|mentiras?|bulo|engano|invento|cuento) (?:eso de |lo de )?que {WHAT}",
            rf"^\.[\s|]*(?:falso|mentira) (?:eso de )?que {WHAT}",
            rf"\bno es (?:verdad|cierto) (?:eso de )?que {WHAT}",
            rf"\b(?:no es (?:verdad|cierto)|es (?:falso|mentira)) lo que {WHAT}",
        ),
        answers=(
            r"\b((?:comunicado|aviso|declaracion|anuncio|nota|informe|respuesta|explicacion|version"
            r"|palabras|promesas?|analisis|desmentido|dictamen|resultados?)(?: oficial)?"
            r" (?:de la|del|de los|de las|de)(?: [a-z]+){1,4}) (?:es|son) (?:una? |todo |pura "
            r"|totalmente |puras ){0,2}(?:fals\w+|mentiras?|bulo|engano|fake|invento|montaje"
            r"|cuento)\b",
        ),
        soothes=(
            r"\b(?:es|esta|este|sea|son|estan|esten|sean|va|vaya|todo|fue) (?:todo |muy "
            r"|bajo )?(?:bien|segur[oa]s?|control|controlad[oa]s?|normal|tranquil[oa]s?|potable"
            r"|inofensiv[oa]|arreglad[oa]|solucionad[oa]|en orden)\b"
        ),
        alarms=r"\b(?:no|nunca|sin|ni)\b",
        asked=(
            rf"{BEGINS}{WHAT}\? ?"
            r"(?:es |que |una |pura |menuda |vaya |otra ){0,2}(?:tonteria|mentira"
            r"|patrana|estupidez|chorrada|disparate)\b",
        ),
    ),
    "portuguese": _Row(
        said=(
            r"\bnao procedem? (?:a |as |o |os |essa |esse )?(?:informac|notici|alegac|histori)\w*"
            rf" (?:de )?que {WHAT}",
            r"\b(?:e|eh|era) (?:uma? |tudo |pura |totalmente ){0,2}(?:fals[oa]|mentira|boato|fake"
            rf"|lorota|balela|conversa) (?:isso de |essa de |essa historia de )?que {WHAT}",
            rf"^\.[\s|]*(?:falso|mentira) que {WHAT}",
            rf"\bnao (?:e|eh) (?:verdade|certo) (?:isso de )?que {WHAT}|\bnao procede que {WHAT}",
            rf"\b(?:nao (?:e|eh) verdade|(?:e|eh) (?:falso|mentira)) o que {WHAT}",
        ),
        answers=(
            r"\b((?:comunicado|aviso|declaracao|anuncio|nota|boletim|laudo|resposta|explicacao"
            r"|relatorio|parecer|fala|palavra|promessa|garantia|versao|analise|desmentido)"
            r"(?: oficial)? (?:da|do|dos|das|de)(?: [a-z]+){1,4}) (?:e|eh|sao) (?:uma? |tudo |pura "
            r"|totalmente ){0,2}(?:fals\w+|mentira|boato|fake|golpe|lorota|balela|conversa)\b",
        ),
        soothes=(
            r"\b(?:e|eh|esta|esteja|sao|seja|estao|vai|tudo|foi) (?:tudo |muito |sob )?(?:bem"
            r"|segur[oa]s?|controle|controlad[oa]s?|normal|tranquil[oa]s?|potavel|inofensiv[oa]"
            r"|em ordem|consertad[oa]|resolvid[oa])\b"
        ),
        alarms=r"\b(?:nao|nunca|sem|nem)\b",
        asked=(
            rf"{BEGINS}{WHAT}\? ?"
            r"(?:que |uma |pura |e ){0,2}(?:bobagem|besteira|mentira|balela|lorota)\b",
        ),
    ),
    "indonesian": _Row(
        said=(
            r"\b(?:tidak benar|tak benar|tak betul|bohong|hoa(?:ks|x)|dusta|tipu|salah)(?: besar)?"
            rf" (?:kalau|bahwa|bahawa|jika|bila) {WHAT}",
        ),
        answers=(
            r"\b((?:pernyataan|jawaban|laporan|klarifikasi|pengumuman|keterangan|penjelasan"
            r"|siaran pers|hasil uji|janji|ucapan|omongan|kenyataan|bantahan)(?: [a-z]+){1,5}?)"
            r" (?:itu |ini |adalah |cuma |hanya |semua |semuanya ){0,3}(?:bohong|palsu|hoa(?:ks|x)"
            r"|tidak benar|dusta|tipu|omong kosong)\b",
        ),
        soothes=(
            r"\b(?:aman|baik-baik|normal|terkendali|terkawal|beres|layak (?:minum|makan|pakai))\b"
        ),
        alarms=r"\b(?:tidak|tak|bukan|belum|tanpa)\b",
    ),
    "french_german": _Row(
        said=(
            r"\b(?:faux|mensonge|pas vrai|intox|n'importe quoi) (?:de dire )?que? "
            rf"{WHAT}",
            r"\b(?:nicht wahr|gelogen|falsch|luge|unwahr|stimmt nicht|quatsch), ?dass? "
            rf"{WHAT}",
        ),
        answers=(
            r"\b((?:communique|avis|annonce|declaration|reponse|rapport|explication|promesse"
            r"|version) (?:du|de la|des|de l'|de)(?: ?[a-z]+){1,4}) (?:est|sont) (?:un |une "
            r"|totalement ){0,2}(?:faux|fausse|mensonges?|fake|intox|bidon)\b",
            r"\b((?:mitteilung|erklarung|antwort|bericht|aussage|stellungnahme|bekanntmachung)"
            r" (?:der|des|vom|von)(?: [a-z]+){1,3}) ist (?:eine? |total |komplett ){0,2}"
            r"(?:falsch|luge|fake|gelogen)\b",
        ),
        soothes=(
            r"\b(?:est|sont|va|tout|soit) (?:tout |bien |sous )?(?:bien|surs?|sures?|controle"
            r"|normal\w*|calme|potable)\b|\b(?:gut|sicher|in ordnung|unter kontrolle|harmlos)\b"
        ),
        alarms=r"\b(?:ne|pas|jamais|sans|nicht|nie|kein\w*|ohne)\b|\bn'",
    ),
    "cyrillic": _Row(
        said=(
            r"\b(?:ложь|неправда|не правда|вранье|обман|фейк|выдумка|брехня|сказки|чушь)"
            rf"(?: это)?,? ?(?:что|що|будто|ніби) {WHAT}",
        ),
        answers=(
            r"\b((?:заявлени[ея]|объявлени[ея]|сообщени[ея]|уведомлени[ея]|слова|ответ|отчет"
            r"|доклад|обещани[ея]|опровержение|объяснени[ея]|версия|заключение|анализы?|заява"
            r"|оголошення|відповідь)(?: [а-яіїєґ-]+){1,4}?)[ ,]{1,3}(?:это |просто |полная |полный "
            r"|наглая |чистая |сплошная |сплошное |все |це ){0,2}(?:ложь|вранье|неправда|фейк|обман"
            r"|брехня|чушь)\b",
        ),
        soothes=(
            r"\b(?:хорошо|нормально|спокойно|безопасн(?:о|а|ы|ая|ый|ое)|под контролем|в порядке"
            r"|исправн(?:о|а|ы)|добре|гаразд)\b"
        ),
        alarms=r"\b(?:не|нет|без|никто|никогда|нельзя|немає)\b",
        asked=(
            rf"{BEGINS}{WHAT}\? ?"
            r"(?:полная |полный |сущая |какая |это ){0,2}(?:чушь|бред|ерунда|враки"
            r"|вранье)\b",
        ),
    ),
    "arabic": _Row(
        said=(
            "(?:غير صحيح|ليس صحيحا?|مو صحيح|مش صحيح|كذب|كذبه|اشاعه|شائعه) (?:بان|ان|انه|انها|ما) "
            f"{WHAT}",
        ),
        answers=(
            "((?:بيان|تقرير|رد|جواب|تصريح|تصريحات|اعلان|كلام|تطمينات|توضيح|وعود) "
            "[^,.:|?]{2,40}) (?:كاذب|كاذبه|كذب|مفبرك|غير صحيح|غير صحيحه|مزور|كله كذب)",
        ),
        soothes=(
            "(?:^| )(?:بخير|تحت السيطره|امنه?|سليمه?|طبيعيه?|مستقره?|علي ما يرام"
            "|صالحه? للشرب)(?: |$)"
        ),
        alarms="(?:^| )(?:غير|ليس|ليست|لا|لم|لن|بدون) ",
    ),
    "devanagari": _Row(
        said=(f"(?:गलत|झूठ|झूठी बात|अफवाह|फर्जी|सच नहीं|सही नहीं|बकवास) (?:है|हैं) कि {WHAT}",),
        answers=(
            f"{BEGINS}"
            " ?((?:[^ ,.:|?]{1,16} ){1,3}(?:का|की|के) (?:जवाब|बयान|रिपोर्ट|नोटिस|सफाई|घोषणा|आश्वासन"
            "|स्पष्टीकरण)) (?:पूरी तरह |एकदम |सरासर |सब ){0,2}(?:झूठ|फर्जी|गलत|फेक|झूठा|झूठी|बकवास)",
        ),
        soothes="सब ठीक|ठीक है|सुरक्षित|सामान्य|काबू में|नियंत्रण में",
        alarms="नहीं|बिना|(?:^| )(?:न|ना|मत) ",
    ),
    "chinese": _Row(
        said=(
            f"(?:说|称|讲|宣称|声称|号称|所谓的?){WHAT_BEFORE}(?:的说法)?(?:都|全|完全|根本|纯粹"
            "|纯){0,2}(?:是|系|属|为)?(?:假的|谎言|谎话|骗人|骗局|胡说|谣言|扯淡|瞎说|忽悠)",
        ),
        answers=(
            f"{BEGINS}"
            "([^,.:|?说]{1,12}?(?:回应|通报|公告|声明|说明|解释|承诺|答复|回复|报告|表态|保证"
            "|检测结果|通知|说辞))(?:都|全|就|根本|完全|纯粹|纯){0,2}(?:是|系|属|为){0,2}(?:假的|谎"
            "|骗|胡说|瞎|扯|忽悠|糊弄|放屁|不实|谣言|捏造|造假)",
        ),
        soothes=(
            "(?:安全|正常|没事|没问题|无恙|可控|稳定|无害|修好|放心|合格|达标|平安|妥当)(?:的|了|无事|运行|供应|使用)?$"
        ),
        alarms="[不未非](?!存在|会)|没有(?!问题|危险|风险|事|毒)",
    ),
    "cantonese": _Row(
        said=(
            f"(?:話|講|所謂嘅?){WHAT_BEFORE}(?:嘅講法)?(?:都|全部|根本){{0,2}}係?(?:假嘅|大話|呃人"
            "|流料|謠言|老作|老點)",
        ),
        answers=(
            f"{BEGINS}"
            "([^,.:|?話]{1,12}?(?:回應|通報|公告|聲明|說明|解釋|承諾|答覆|報告|保證|通知))(?:都|全部"
            "|根本){0,2}係?(?:假|大話|呃|流料|老作|謠言)",
        ),
        soothes="(?:安全|正常|冇事|冇問題|穩定|無害|整好|放心|合格)(?:嘅|㗎)?$",
        alarms="唔|未",
    ),
    "vietnamese": _Row(
        said=(
            r"(?:không đúng|không phải sự thật|sai sự thật|bịa đặt|nói dối|dối trá) (?:là|rằng"
            rf"|khi nói) {WHAT}",
            rf"(?:^\.|[,.:|] ?|\b)(?:nói|bảo|rằng) {WHAT_BEFORE} (?:đều )?là (?:sai|dối|bịa|xạo"
            r"|không đúng|nói dối|tin giả)",
        ),
        answers=(
            r"((?:thông báo|câu trả lời|trả lời|báo cáo|phát biểu|lời|văn bản|tuyên bố|giải thích)"
            r" của [^,.:|?]{2,40}?) (?:đều |hoàn toàn )?là (?:sự )?(?:dối|nói dối|giả|bịa|sai|xạo"
            r"|láo|tin giả)",
        ),
        soothes=r"(?:\bổn|an toàn|bình thường|kiểm soát|tốt đẹp)(?: cả| rồi| hết| định)?$",
        alarms=r"\b(?:không|chưa|chẳng|chả)\b",
    ),
    "thai": _Row(
        said=(
            f"(?:ไม่จริงที่|โกหกที่|ไม่จริงเลยที่)(?:ว่า|บอกว่า|อ้างว่า)?{WHAT_UNSPACED}",
            "(?:บอก|อ้าง|พูด|แถลง)ว่า([^,.:|?\\s]{2,60}?)(?:นั้น)?\\s?(?:เป็น|คือ){0,1}(?:เรื่อง|ข่าว|คำ)?"
            "(?:โกหก|ไม่จริง|ปลอม|เท็จ)",
        ),
        answers=(
            "((?:คำตอบ|คำแถลง|คำชี้แจง|รายงาน|ประกาศ|แถลงการณ์|ผลตรวจ)ของ[^,.:|?\\s]{2,30}?)(?:เป็น|คือ)?"
            "(?:เรื่อง|ข่าว|คำ)?(?:โกหก|ไม่จริง|ปลอม|เท็จ)",
        ),
        soothes="(?:ปลอดภัย|ปกติ|เรียบร้อย|ควบคุมได้|ไม่มีปัญหา|ไม่มีอะไร)(?:ดี|แล้ว)?$",
        alarms="ไม่(?!มีปัญหา|มีอะไร|เป็นไร)",
    ),
    "japanese": _Row(
        said=(
            f"{BEGINS}{WHAT_BEFORE}(?:だ|です)?(?:という|っていう|って|との|とする|と言う)(?:の|話|こと|発表|説明"
            "|主張){0,2}(?:は|が|も)(?:全部|全くの|まったくの|真っ赤な|すべて|大)?(?:嘘|うそ|ウソ|デマ"
            "|でたらめ|フェイク|虚偽)",
        ),
        answers=(
            f"{BEGINS}"
            "([^,.:|?]{1,12}の(?:発表|回答|説明|報告|報告書|声明|コメント|会見|通知|お知らせ))(?:は|が"
            "|も)(?:全部|全くの|まったくの|真っ赤な|すべて|大)?(?:嘘|うそ|ウソ|デマ|でたらめ|フェイク"
            "|虚偽)",
        ),
        soothes="(?:安全|正常|無事|問題ない|問題なし|大丈夫|平気|異常なし)$",
        alarms="安全(?:では|じゃ)ない|正常(?:では|じゃ)ない|危険|大丈夫(?:では|じゃ)ない",
    ),
    "korean": _Row(
        said=(
            f"{BEGINS}{WHAT_BEFORE}"
            "(?:다|이?라)(?:는|던|고 ?하는) ?(?:건|것은|말은|얘기는|게|주장은|발표는"
            "|설명은) ?(?:모두 |전부 |다 |새빨간 )?(?:거짓|가짜|허위|헛소문)",
        ),
        answers=(
            f"{BEGINS}"
            "([^,.:|?]{1,16}?(?:발표|답변|해명|보고서|공지|성명|설명))(?:은|는|이|가|도) ?(?:모두 "
            "|전부 |다 |새빨간 )?(?:거짓|가짜|허위)",
        ),
        soothes="(?:안전하|정상이|정상|괜찮|문제없|문제 없|이상 ?없|무사하)$",
        alarms="안전하지|정상이 아|괜찮지|위험|깨끗하지",
    ),
}


@cache
def besides_of(language: str) -> Besides:
    """The patterns of a language, made when a text first needs them."""
    row = _ROWS[language]
    answers = 1 + _groups(row.said)
    return Besides(
        denied=re.compile(as_folded("|".join((*row.said, *row.answers, *row.asked)))),
        answers=answers,
        asked=answers + _groups(row.answers),
        soothes=re.compile(as_folded(row.soothes)),
        alarms=re.compile(as_folded(row.alarms)),
    )


def _groups(patterns: tuple[str, ...]) -> int:
    return sum(re.compile(pattern).groups for pattern in patterns)
