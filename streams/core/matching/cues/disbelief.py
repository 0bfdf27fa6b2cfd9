"""Who says something, and then asks not to believe it, a row for each language, for folded text.

"They say it is fake, do not believe it": whether the claim is meant or the denial, only what comes
then tells.
"""

# What stands for saying, and how one asks not to believe without a word for whom or what.
SAID_THEN_DISBELIEVED = {
    "chinese": (
        "说|称|通报|公告|声明|辟谣|否认|回应|澄清",
        "[,.](?:大家|各位|请|千万|都|反正|我劝你){0,2}(?:别|不要|勿|莫)(?:相|轻)?信(?:了|啊"
        "|啦)?[,.]",
    ),
    "cantonese": (
        "話|講|否認|澄清|闢謠",
        "[,.](?:大家|千祈)?(?:唔好|咪)(?:再)?信(?:呀|啊|喇|啦)?[,.]",
    ),
    "english": (
        r"\b(?:say|says|said|denied|denies|deny|claims?|claimed|calls?|called|debunked|told)\b",
        r"[,.] ?(?:but |so |please |guys |well |folks )?(?:do not|don't|dont|never)"
        r" (?:believe|trust|buy|fall for)(?: it| that| a word(?: of it)?)?(?: guys| folks)? ?[,.]",
    ),
    "spanish": (
        r"\b(?:dice|dicen|dijo|dijeron|niega|niegan|desmient\w+|desminti\w+|asegura\w*"
        r"|afirma\w*)\b",
        r"[,.] ?(?:pero |por favor )?no (?:se )?(?:lo )?(?:cre|confi|fi)\w+ ?[,.]",
    ),
    "portuguese": (
        r"\b(?:diz|dizem|disse|disseram|fala|falou|nega|negou|negam|desment\w+|afirm\w+)\b",
        r"[,.] ?(?:mas |gente |por favor )?nao (?:acredit|confi|cai)\w+(?: nisso| nao)? ?[,.]",
    ),
    "indonesian": (
        r"\b(?:bilang|kata|katanya|berkata|mengatakan|menyatakan|membantah|bantah|menafikan"
        r"|menyebut)\b",
        r"[,.] ?(?:tapi |tolong )?(?:jangan|tak usah|gak usah) percaya(?: ya| lah)? ?[,.]",
    ),
    "french": (
        r"\b(?:dit|disent|affirme\w*|pretend\w*|dement\w*|nie|nient|assure\w*)\b",
        r"[,.] ?(?:mais |surtout )?(?:n'y croyez|n'y crois|ne le croyez) pas ?[,.]",
    ),
    "german": (
        r"\b(?:sagt|sagen|behaupte\w*|dementier\w*|nennt|nennen)\b",
        r"[,.] ?(?:aber )?glaubt?(?: das| es)? nicht ?[,.]",
    ),
    "arabic": (
        "يقول|تقول|قال|قالت|تنفي|ينفي|نفت|نفي|تدعي|يدعي",
        "[,.] ?(?:لكن |بس )?(?:لا|ما) ?تصدق(?:وا|و|ي)? ?[,.]",
    ),
    "devanagari": (
        "कहा|कह रह|कहती|कहता|कहते|बताया|बता रह|खंडन|बोल रह",
        "[,.] ?(?:लेकिन |पर )?(?:विश्वास |यकीन |भरोसा )?(?:मत|न|ना) (?:कर|मान)[^\\s,.:|?]* ?[,.]",
    ),
    "cyrillic": (
        r"\b(?:говорят|говорит|пишут|пишет|заявил\w*|заявля\w+|опроверг\w*|отрица\w+|утвержда\w+"
        r"|каже"
        r"|кажуть|заперечу\w+|называ\w+|назвал\w*)\b",
        r"[,.] ?(?:но |але |только )?не (?:верь|верьте|вір|вірте) ?[,.]",
    ),
    "vietnamese": (
        r"\b(?:nói|bảo|bác bỏ|phủ nhận|cho biết|khẳng định|đính chính|cho rằng)\b",
        r"[,.] ?(?:nhưng |mọi người )?đừng tin(?: nhé| nha)? ?[,.]",
    ),
    "thai": (
        "บอก|ปฏิเสธ|แถลง|อ้าง|ชี้แจง",
        "[\\s,.](?:แต่)?อย่า(?:ไป)?เชื่อ(?:เลย|นะ|ครับ|ค่ะ|คะ){0,2}[\\s,.]",
    ),
    "japanese": (
        "発表|言って|と言う|否定|説明|主張|言うけど",
        "[、,.](?:でも|絶対に)?信じ(?:ないで(?:ください|ね)?|るな|ちゃだめ|ちゃダメ)[、,.]",
    ),
    "korean": (
        "라고|부인|발표|해명|라는데|라며|주장|반박",
        "[\\s,.](?:절대 )?믿지 ?(?:마(?:세요|요)?|말(?:아요|자|고)?) ?[,.]",
    ),
}


def of_open_disbelief(language: str) -> str:
    """That somebody says something, and up to where it is asked not to believe."""
    says, disbelief = SAID_THEN_DISBELIEVED[language]
    return f"(?:{says})[^?]{{0,80}}?{disbelief}"
