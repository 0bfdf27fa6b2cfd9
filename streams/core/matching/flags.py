"""Red flags of a chain letter: what it does to be sent on. They say nothing of what is true.

In: the raw text of a variant. Out: names of flags. Called by `clusters` once per new variant.
"""

import re

from streams.core.text import CJK

# Simplified and Traditional, since this reads raw text. What a rumor says may be a flag ("否则"):
# an analyst sees them beside the text, and nothing is decided by them.
CHINESE = {
    "urgency": "紧急|緊急|速看|速转|马上|馬上|立即|立刻|赶紧|趕緊|赶快|今晚|明天起|最后期限",
    "threat": "否则|否則|不然|封号|封號|封群|后果|後果|罚款|罰款|坐牢|拘留|致癌|中毒|死亡|会死",
    "forward_me": (
        "转发|轉發|转起|轉起|转告|轉告|扩散|擴散|群发|群發|分享给|让更多人|告诉家人|告诉身边"
        "|告诉亲友"
    ),
    "unnamed_authority": (
        "据说|據說|据悉|據悉|据内部|据可靠|内部消息|内部人士|内部文件|內部|公安朋友|公安局朋友"
        "|专家说|專家說|央视|央視|刚接到通知|接上级"
    ),
    "secrecy": "删前速看|刪前速看|被删|马上删|不让说|媒体不敢|看完就删",
}
ALPHABETS = {
    "urgency": (
        r"urgent|immediately|right now|before (?:it'?s|midnight)|tonight|ahora mismo|antes de|عاجل"
        r"|فورا"
    ),
    "threat": (
        r"or else|will be (?:banned|deleted|fined|charged|closed)|si no|multa|ستفقد|وإلا|غرامة"
    ),
    "forward_me": (
        r"forward|share (?:this|it|with)|pass (?:it|this) on|send (?:this )?to|reenv[ií]a|comparte"
        r"|compártelo|compartan|difund|انشر|أرسل"
    ),
    "unnamed_authority": (
        r"sources? say|a friend (?:who|in|at)|experts? say|insider|confirmed by|un amigo|fuentes"
        r"|مصدر|خبير"
    ),
    "secrecy": (
        r"before (?:it'?s|they) (?:deleted?|delete|taken)|they don'?t want you"
        r"|antes de que lo borren|قبل الحذف"
    ),
}
CHINESE_FLAGS = tuple((name, re.compile(pattern)) for name, pattern in CHINESE.items())
ALPHABET_FLAGS = tuple((name, re.compile(pattern)) for name, pattern in ALPHABETS.items())


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in the order of the tables."""
    text = text.lower()
    flags = CHINESE_FLAGS if CJK.search(text) else ALPHABET_FLAGS
    return tuple(name for name, pattern in flags if pattern.search(text))
