"""What a wording does with its rumor (carries, questions, refutes), and the red flags of a chain letter.

In: the raw text of a variant, and the wording it joined, if any. Out: one stance, and the names of red flags.
Called by `clusters` once per new variant. Rules, not a model: an analyst can read why.
"""

import re

CARRIES, QUESTIONS, REFUTES = "carries", "questions", "refutes"
STANCES = (CARRIES, QUESTIONS, REFUTES)

QUOTED = re.compile(r"“[^”]{6,}”|「[^」]{6,}」|『[^』]{6,}』|《[^》]{6,}》|\"[^\"]{6,}\"|«[^»]{6,}»")
INSISTS = re.compile(  # "this is no rumor" insists; it refutes nothing
    r"(?:不是|并非|絕非|绝非|非)(?:谣言|謠言|造谣|假的|玩笑|开玩笑)|(?:传播|散布|散播|传|造)(?:谣言|謠言)(?:的|者|会|將|将|要)"
    r"|not (?:a |an )?(?:fake|hoax|joke|rumou?r|false)|(?:no es|no son) (?:broma|bulo|mentira|falso)|ليست? (?:إشاعة|شائعة|كذبة)",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"(?:是|这是|這是|这个|消息)?(?:不是)?(?:真的|属实|屬實|谣言|謠言|假的|可信|可靠|确有其事)(?:吗|嗎|么|麼|嘛|不|\?|？)"
    r"|真的?还?是?假的?[吗嗎]?|真假|是不是真|是真是假|是否属实|是否屬實|是否真实|有没有这回事|(?<!没)有这回事(?:吗|么|\?|？)|(?<!沒)有這回事(?:嗎|麼|\?|？)|求证|求證|求辟谣|求闢謠|求真相"
    r"|有人知道.{0,20}[吗嗎?？]|请问|請問|想问一下|想問一下|可以信[吗嗎]|能信[吗嗎]"
    r"|\bis (?:this|it|that) (?:true|real|legit|fake|a hoax)|\btrue or (?:false|not|fake)|\breal or fake|\bany truth (?:to|in)"
    r"|\bcan (?:anyone|somebody|someone|you) (?:confirm|verify)|\bfact.?check (?:this|please)|\bdoes anyone know (?:if|whether)"
    r"|¿?\bes (?:verdad|cierto|real)\b.{0,40}\?|¿es (?:verdad|cierto|real)|\balguien (?:sabe|puede confirmar)|هل (?:هذا|هذه|الخبر|صحيح)|صحيح\s*؟"
    r"|c'est vrai|est-ce vrai|ist das wahr|stimmt das|правда ли|это правда\s*\?|本当ですか|本当でしょうか|사실인가요|진짜인가요",
    re.IGNORECASE,
)
DENIES = re.compile(
    r"辟谣|闢謠|谣言|謠言|谣传|謠傳|不实|不實|不属实|不屬實|假消息|假新闻|假新聞|虚假|虛假|是假的|都是假|纯属(?:虚构|捏造|编造)|子虚乌有"
    r"|没有这回事|沒有這回事|(?:别|不要|勿|切勿)(?:轻信|相信|信|再?转|再?传|轉|傳)|不信谣|不传谣|误传|誤傳|官方(?:否认|澄清)|已?澄清|并无此事|從未發布|从未发布"
    r"|\bfake news\b|\bfalse (?:claim|information|rumou?r|message)|\b(?:is|are|was|it's|this is) (?:a )?(?:fake|false|hoax|not true|untrue|rumou?r)\b"
    r"|\bdebunk|\bno truth\b|\bmisinformation\b|\bdo(?:n't| not) (?:believe|share|forward|spread)|\bhoax\b|\bfact.?check:"
    r"|\b(?:es|son) (?:falso|falsa|mentira|un bulo)|\bbulo\b|\bdesmient|\bdesmentid|\bno es (?:verdad|cierto)|\bno compart|\bfake\b"
    r"|شائعة|إشاعة|غير صحيح|كاذب|لا صحة|нет(?:,)? это неправда|фейк|デマ|가짜\s?뉴스",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"不用|不需|无需|無需|不必|不会|不會|不能|没有|沒有|并非|並非|并没|並沒|并不|並不|并未|並未|不是|从未|從未"
    r"|\bnot\b|n't\b|\bno need\b|\bnever\b|\bno (?:es|hay|se|será|tiene)\b|\bلا\b|\bلن\b|\bلم\b|\bليس",
    re.IGNORECASE,
)
RED_FLAGS = {
    "urgency": r"紧急|緊急|速看|速转|马上|馬上|立即|立刻|赶紧|趕緊|赶快|今晚|明天起|最后期限|urgent|immediately|right now|before (?:it'?s|midnight)|tonight|urgente|ahora mismo|antes de|عاجل|فورا",
    "threat": r"否则|否則|不然|封号|封號|封群|后果|後果|罚款|罰款|坐牢|拘留|致癌|中毒|死亡|会死|or (?:else|you)|will be (?:banned|deleted|fined|charged|closed)|si no|multa|ستفقد|وإلا|غرامة",
    "forward_me": r"转发|轉發|转起|轉起|转告|轉告|扩散|擴散|群发|群發|分享给|让更多人|告诉(?:家人|身边|亲友)|forward|share (?:this|it|with)|pass (?:it|this) on|send (?:this )?to|reenv[ií]a|comparte|compartan|difund|انشر|أرسل",
    "unnamed_authority": r"据(?:说|悉|内部|可靠)|據(?:說|悉|內部|可靠)|内部(?:消息|人士|文件)|內部|公安局?的?朋友|专家说|專家說|央视|央視|刚接到通知|接上级|sources? say|a friend (?:who|in|at)|experts? say|insider|confirmed by|un amigo|fuentes|مصدر|خبير",
    "secrecy": r"删前速看|刪前速看|被删|马上删|不让说|媒体不敢|看完就删|before (?:it'?s|they) (?:deleted?|delete|taken)|they don'?t want you|antes de que lo borren|قبل الحذف",
}
FLAGS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in RED_FLAGS.items())


def stance_of(text: str, joined: str | None = None) -> str:
    """The stance of a wording. `joined` is the wording it was matched with: a refutation may only add negations to it."""
    outside = INSISTS.sub(" ", QUOTED.sub(" ", text))
    asks = ASKS.search(outside)
    if DENIES.search(ASKS.sub(" ", outside)):
        return REFUTES
    if asks:
        return QUESTIONS
    if joined is not None and _negates(text, joined):
        return REFUTES
    return CARRIES


def red_flags(text: str) -> tuple[str, ...]:
    """Names of the red flags in a wording, in a fixed order."""
    return tuple(name for name, pattern in FLAGS if pattern.search(text))


def _negates(text: str, joined: str) -> bool:
    more = len(NEGATION.findall(text)) - len(NEGATION.findall(joined))
    alike_in_length = 0.6 <= len(text) / max(1, len(joined)) <= 1.6
    return (more >= 2 and alike_in_length) or (more >= 1 and 0.8 <= len(text) / max(1, len(joined)) <= 1.25)
