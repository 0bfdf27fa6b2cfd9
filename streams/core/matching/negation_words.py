"""Words of `negation`: what negates, what may stand beside it, and what takes a denial back."""

import re

# Whoever goes on like this has an alarm of their own, or takes the denial back.
GOES_ON_ZH = re.compile(
    "[但却]|可是|可我|不过|然而|其实|反而|而且|更|结果|真相|是[0-9一二两三四五六七八九十]|转发|扩散|转告|通知家|快[跑走逃撤去]"
    "|赶紧|赶快|马上|小心|当心|注意|紧急|[逃死亡毒炸漏塌尸伤]"
)
# What is said not to be is no alarm.
SOOTHES_ZH = re.compile("(?:不会?|没有?|未|无|勿|别|莫).{0,6}")
GOES_ON = re.compile(
    r"\b(?:but|yet|instead|only|until|unless|because|so|still|already|worse|dead|dying|killed|died"
    r"|poison\w*|share|forward|warn|beware|careful|run|leave|pero|sino|mas|porem|tapi|melainkan|mais"
    r"|aber|sondern|но|а|однако|لكن|بل|लेकिन|मगर|बल्कि)\b"
)
# By language: English, Spanish and Portuguese, Indonesian, German, French, Arabic, Hindi, Russian,
# Vietnamese.
# Apostrophes are gone.
NEGATES = frozenset(
    [
        "not",
        "never",
        "wont",
        "dont",
        "doesnt",
        "isnt",
        "arent",
        "didnt",
        "cant",
        "cannot",
        "wasnt",
        "werent",
        "shouldnt",
        "no",
        "nunca",
        "nao",
        "tidak",
        "tak",
        "bukan",
        "gak",
        "nicht",
        "kein",
        "keine",
        "pas",
        "لا",
        "لن",
        "لم",
        "ليس",
        "ليست",
        "غير",
        "नहीं",
        "не",
        "нет",
        "khong",
    ]
)
# What may stand beside the negation, or in its place before.
HELPERS = frozenset(
    [
        "do",
        "does",
        "did",
        "will",
        "would",
        "be",
        "is",
        "are",
        "to",
        "need",
        "has",
        "have",
        "going",
        "must",
        "should",
        "se",
        "va",
        "van",
        "hay",
        "es",
        "ha",
        "han",
        "vai",
        "vao",
        "e",
        "akan",
        "ada",
        "ist",
        "sind",
        "werden",
        "ne",
        "n",
        "سوف",
        "है",
        "हैं",
        "будет",
        "будут",
        "sẽ",
        "bị",
        "hề",
        "co",
    ]
)
# Behind them a negation is part of a condition: "whoever does not forward this ...".
CONDITIONS = frozenset(
    [
        "if",
        "unless",
        "who",
        "whoever",
        "whether",
        "only",
        "just",
        "even",
        "but",
        "si",
        "quien",
        "solo",
        "solamente",
        "sino",
        "se",
        "quem",
        "jika",
        "kalau",
        "wenn",
        "nur",
        "если",
        "кто",
        "только",
        "اذا",
        "من",
        "لو",
        "अगर",
        "जो",
        "यदि",
    ]
)
