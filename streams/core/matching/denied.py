"""What a denial denies: the claim in it, apart from who denies it and what is said instead.

In: the raw text of a wording. Out: stretches of it that may be the claim, the likeliest first. An
office that refutes a rumor quotes it in a few words and answers in many; compared as a whole such a
wording has little in common with the rumor.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from schemas.events import VariantJoined
from streams.core.matching.cues.screens import Group, Screen

Span = tuple[int, int]
MOST_CLAIMS = 4  # of a text: each is looked up
LONGEST_DENIAL = 2_000  # characters: a longer text is matched in windows, and finds its rumor so
LEAST_LETTERS = 7  # ideographs of a claim: fewer say as much in many rumors
LEAST_CHARACTERS = 22  # of one in an alphabet

# Words of a denial. That they stand there decides nothing: they are why the claim is looked for.
DENIES = re.compile(
    "谣言|謠言|辟谣|闢謠|谣传|謠傳|不实|不實|不属实|不屬實|虚假|虛假|假消息|假新闻|假新聞|假的|误传|誤傳|伪造|偽造|捏造"
    "|虚构|虛構|子虚乌有|子虛烏有|无中生有|澄清|纯属|純屬|错误[!！]|錯誤[!！]|流料|假嘢|老作"
    "|(?:没有|沒有|并无|並無)(?:[这這]样|[这這]樣|此[类類]|[这這][种種]|相[关關]|此|任何)的?"
    "(?:[规規]定|通知|政策|[计計][划劃]|情[况況]|[说說]法|事)"
    "|(?:[从從]未|[并並]未|未曾)(?:[发發]|收|安排|接|[开開]|[说說]|[规規]定|宣布|要求|出台|出[现現])"
    "|未[发發][现現][异異]"
    r"|\b(?:fake|false|hoax|untrue|not true|rumou?rs?|den(?:y|ies|ied)|debunk\w*|clarif\w*"
    r"|fact[- ]?check\w*|fals[oa]s?|bulo|mentira|desmient\w*|desmint\w*|no es (?:verdad|cierto)"
    r"|boatos?|não é verdade|desment\w+|faux|fausse|dément\w*|intox|rumeur|falsch\w*|gerücht\w*"
    r"|stimmt nicht|hoa(?:ks|x)|bohong|palsu|tidak benar|bantah|membantah|fitnah)\b"
    "|фейк|ложь|неправда|слухи|опроверг|не соответству|чутки|спростув"
    "|sai sự thật|tin giả|tin đồn|bác bỏ|không có chuyện"
    "|ปลอม|ไม่จริง|ไม่เป็นความจริง|ข่าวลือ|デマ|誤り|誤情報|フェイク|事実ではあり"
    "|가짜|사실이 ?아니|허위|헛소문"
    "|अफवाह|झूठ|फर्जी|كاذب|غير صحيح|شائع|اشاع|إشاع|مفبرك",
    re.IGNORECASE,
)
QUOTED = re.compile('[“「『《"«‘]([^“”「」『』《》"«»‘’]{5,200})[”」』》"»’]')
# Who denies it, and words that lead to the claim.
LEADS = re.compile(
    "^[^：:\n]{1,24}[：:]|(?:近日|今日|日前|最近)?(?:[网網](?:上|[络絡])?流?[传傳]|有[传傳](?:言|[闻聞])[称稱]"
    "|流[传傳]的?|盛[传傳]|所[谓謂]的?|[关關]于|關於|[针針][对對]|有[关關])"
)
PIECES = re.compile("[^。！？!?;；\n|]+")
CLAUSES = re.compile("[^。！？!?;；\n|，,]+")
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def may_deny(texts: Sequence[str]) -> list[bool]:
    """Whether each text has words of a denial."""
    if not texts:
        return []
    screen, denies = _screened()
    lower = [text.lower() for text in texts]
    return [
        len(text) <= LONGEST_DENIAL and denies.found(text, seen) is not None
        for text, seen in zip(lower, screen.bits_of(lower), strict=True)
    ]


@cache
def _screened() -> tuple[Screen, Group]:
    screen = Screen(bool)  # texts are searched as they were looked through
    return screen, screen.group((re.compile(DENIES.pattern),))


def claims_in(text: str) -> list[Span]:
    """Stretches of a denial that may be the claim."""
    found: dict[Span, None] = {}
    for begin, end in (*_quoted(text), *_before_the_denial(text), *_pieces(text)):
        if (begin, end) != (0, len(text)) and _says_enough(text[begin:end]):
            found[begin, end] = None
    return list(found)[:MOST_CLAIMS]


def _quoted(text: str) -> Iterator[Span]:
    yield from sorted((one.span(1) for one in QUOTED.finditer(text)), key=_shorter)


def _before_the_denial(text: str) -> Iterator[Span]:
    """From behind who denies it up to the first word that does."""
    for denial in DENIES.finditer(text):
        before = text[: denial.start()]
        begin = max((lead.end() for lead in LEADS.finditer(before)), default=0)
        if _says_enough(before[begin:]):
            yield begin, denial.start()
            return


def _pieces(text: str) -> Iterator[Span]:
    """Sentences, then clauses, the longest first."""
    for pattern in (PIECES, CLAUSES):
        yield from sorted((one.span() for one in pattern.finditer(text)), key=_shorter)


def _shorter(span: Span) -> int:
    return span[0] - span[1]


def _says_enough(claim: str) -> bool:
    letters = len(IDEOGRAPHS.findall(claim))
    return letters >= LEAST_LETTERS or len(claim.strip()) >= LEAST_CHARACTERS


def compared(variant: VariantJoined) -> str:
    """What of a wording is compared."""
    return variant.text if variant.claim is None else variant.text[slice(*variant.claim)]
