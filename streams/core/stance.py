"""What a wording does with its rumor (carries, questions, refutes), and the red flags of a chain letter.

In: the raw text of a variant, and the wording it joined, if any. Out: one stance, and the names of red flags.
Called by `clusters` once per new variant. Rules, not a model: an analyst can read why.

Patterns are alternations whose branches begin with a literal, on lower-cased text: only then does Python's `re` look for the set of
first characters before it tries any branch, which makes them ten times as fast. Chinese and others are apart for the same reason.
"""

import re
from itertools import product

from streams.core.text import CJK

CARRIES, QUESTIONS, REFUTES = "carries", "questions", "refutes"
STANCES = (CARRIES, QUESTIONS, REFUTES)


def _each(*parts: str) -> str:
    """`_each("不是|并非", "谣言|假的")` -> all combinations as one alternation."""
    return "|".join("".join(combination) for combination in product(*(part.split("|") for part in parts)))


QUOTED = re.compile(r"“[^”]{6,}”|「[^」]{6,}」|『[^』]{6,}』|《[^》]{6,}》|\"[^\"]{6,}\"|«[^»]{6,}»")
INSISTS_ZH = re.compile(  # "this is no rumor" insists; it refutes nothing. Nor does a rumor about those who spread rumors
    _each("不是|并非|絕非|绝非|非", "谣言|謠言|造谣|假的|玩笑|开玩笑") + "|" + _each("传播|散布|散播|传|造", "谣言|謠言", "的|者|会|將|将|要")
)
INSISTS = re.compile(
    r"not (?:a |an )?(?:fake|hoax|joke|rumou?r|false)|no es (?:broma|bulo|mentira|falso)|no son (?:bromas|bulos|falsos)|ليس إشاعة|ليست إشاعة|ليست شائعة"
)
ASKS_ZH = re.compile(
    _each("真的|属实|屬實|谣言|謠言|假的|可信|可靠|确有其事", "吗|嗎|么|麼|嘛|不|\\?|？")
    + "|真的假的|真的还是假的|真还是假|真是假|真假|是不是真|是真是假|是否属实|是否屬實|是否真实|有没有这回事|有这回事吗|有这回事\\?|有这回事？|有這回事嗎"
    + "|求证|求證|求辟谣|求闢謠|求真相|有人知道.{0,20}[吗嗎?？]|请问|請問|想问一下|想問一下|可以信[吗嗎]|能信[吗嗎]|本当ですか|本当でしょうか|사실인가요|진짜인가요"
)
ASKS = re.compile(
    r"is (?:this|it|that) (?:true|real|legit|fake|a hoax)|true or (?:false|not|fake)|real or fake|any truth (?:to|in)"
    r"|can (?:anyone|somebody|someone|you) (?:confirm|verify)|fact.?check (?:this|please)|does anyone know (?:if|whether)"
    r"|es (?:verdad|cierto) (?:esto|que)?.{0,80}\?|es (?:verdad|cierto)\?|si es cierto|alguien (?:sabe|puede confirmar)|هل هذا|هل هذه|هل الخبر|هل صحيح|صحيح\s*؟"
    r"|c'est vrai \?|est-ce vrai|ist das wahr|stimmt das|правда ли|это правда\s*\?"
)
DENIES_ZH = re.compile(
    "辟谣|闢謠|谣言|謠言|谣传|謠傳|不实|不實|不属实|不屬實|假消息|假新闻|假新聞|虚假|虛假|是假的|都是假|假的[，,。！!]|纯属虚构|纯属捏造|纯属编造|子虚乌有|没有这回事"
    "|沒有這回事|并无此事|從未發布|从未发布|误传|誤傳|官方否认|官方澄清|已澄清|不信谣|不传谣|デマ|가짜 ?뉴스|"
    + _each("别|不要|勿|切勿", "轻信|相信|再转|再传|轉傳|转发谣")
)
DENIES = re.compile(
    r"fake news|false (?:claim|information|rumou?r|message)|is (?:a )?(?:fake|false|hoax|not true|untrue|rumou?r)\b|are (?:fake|false|untrue)\b|this is (?:a )?hoax"
    r"|debunk|no truth\b|misinformation|do(?:n't| not) (?:believe|share|forward|spread)|hoax\b|fact.?check:|es (?:falso|falsa|mentira|un bulo)\b|son (?:falsos|mentira)"
    r"|bulo\b|desmient|desmentid|no es (?:verdad|cierto)|no compart|fake\b|شائعة|إشاعة|غير صحيح|كاذب|لا صحة|нет,? это неправда|фейк"
)
NEGATION_ZH = re.compile("不用|不需|不必|不会|不會|不能|不是|无需|無需|没有|沒有|并非|並非|并没|並沒|并不|並不|并未|並未|从未|從未")
NEGATION = re.compile(r"not\b|n't\b|no need\b|never\b|no (?:es|hay|se|será|tiene|va|van)\b|لا |لن |لم |ليس")
RED_FLAGS_ZH = {
    "urgency": "紧急|緊急|速看|速转|马上|馬上|立即|立刻|赶紧|趕緊|赶快|今晚|明天起|最后期限",
    "threat": "否则|否則|不然|封号|封號|封群|后果|後果|罚款|罰款|坐牢|拘留|致癌|中毒|死亡|会死",
    "forward_me": "转发|轉發|转起|轉起|转告|轉告|扩散|擴散|群发|群發|分享给|让更多人|告诉家人|告诉身边|告诉亲友",
    "unnamed_authority": "据说|據說|据悉|據悉|据内部|据可靠|内部消息|内部人士|内部文件|內部|公安朋友|公安局朋友|专家说|專家說|央视|央視|刚接到通知|接上级",
    "secrecy": "删前速看|刪前速看|被删|马上删|不让说|媒体不敢|看完就删",
}
RED_FLAGS = {
    "urgency": r"urgent|immediately|right now|before (?:it'?s|midnight)|tonight|ahora mismo|antes de|عاجل|فورا",
    "threat": r"or else|will be (?:banned|deleted|fined|charged|closed)|si no|multa|ستفقد|وإلا|غرامة",
    "forward_me": r"forward|share (?:this|it|with)|pass (?:it|this) on|send (?:this )?to|reenv[ií]a|comparte|compártelo|compartan|difund|انشر|أرسل",
    "unnamed_authority": r"sources? say|a friend (?:who|in|at)|experts? say|insider|confirmed by|un amigo|fuentes|مصدر|خبير",
    "secrecy": r"before (?:it'?s|they) (?:deleted?|delete|taken)|they don'?t want you|antes de que lo borren|قبل الحذف",
}
FLAGS_ZH = tuple((name, re.compile(pattern)) for name, pattern in RED_FLAGS_ZH.items())
FLAGS = tuple((name, re.compile(pattern)) for name, pattern in RED_FLAGS.items())


def stance_of(text: str, joined: str | None = None) -> str:
    """The stance of a wording. `joined` is the wording it was matched with: a refutation may only add negations to it."""
    text = text.lower()
    insists, asks, denies = (INSISTS_ZH, ASKS_ZH, DENIES_ZH) if CJK.search(text) else (INSISTS, ASKS, DENIES)
    outside = insists.sub(" ", QUOTED.sub(" ", text))
    without_questions = asks.sub(" ", outside)
    if denies.search(without_questions):
        return REFUTES
    if without_questions != outside:
        return QUESTIONS
    return REFUTES if joined is not None and _negates(text, joined) else CARRIES


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in a fixed order."""
    text = text.lower()
    return tuple(name for name, pattern in (FLAGS_ZH if CJK.search(text) else FLAGS) if pattern.search(text))


def _negates(text: str, joined: str) -> bool:
    ratio = len(text) / max(1, len(joined))
    if not 0.6 <= ratio <= 1.6:
        return False
    negation = NEGATION_ZH if CJK.search(text) else NEGATION
    more = len(negation.findall(text)) - len(negation.findall(joined))
    return more >= 2 or (more >= 1 and 0.8 <= ratio <= 1.25)
