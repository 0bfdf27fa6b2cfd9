"""Passports and other papers of travellers, whose numbers are known by the word before them alone:
a letter and some digits may be anything else.

In: a text, then its shadow. Out: where such numbers stand.
"""

import re
from collections.abc import Iterator

from streams.core.masks.numbers import DAY, ROUND, is_counted

HAN_WORDS = "护照|護照|通行[证證]|回[乡鄉][证證]|台胞[证證]|证件号码?|證件號碼?|旅券"
# Of each word a part that few others have: finding one costs less than any pattern.
OF_LATIN_WORDS = ("assp", "assP", "ASSP", "assep", "sapor", "SAPOR", "aspor", "epass", "assnu")
OF_HAN_WORDS = ("照", "行证", "行證", "回乡", "回鄉", "胞证", "胞證", "件号", "件號", "旅券")
OF_OTHER_WORDS = (*OF_HAN_WORDS, "パスポ", "여권", "аспорт", "АСПОРТ", "पास", "جواز")
# One letter of each, for a look at many texts.
FIRST_OF_NAMES = "照乡鄉台证證号號旅PpRrПпपパ여ج"
WORD = (
    # dashes are all one in a shadow, that of Japanese vowels, too
    f"(?:{HAN_WORDS}|パスポ-ト|여권"
    r"|(?i:(?:pass(?:a|e)?port|pasaport|reisepass|pas[s]?por)(?:e|nummer)?|passnummer|паспорта?)"
    r"(?![A-Za-zА-Яа-я])|पासपोर्ट|جواز(?:[ ](?:ال)?سفر)?)"
)
# "number", "is", a colon or a bracket: what may stand between the word and the number.
LINK = (
    r"[ ]?(?:号码|號碼|编号|編號|番号|号|號|번호|नंबर|संख्या|رقم"
    r"|(?i:numbers?|num\.?|n[oº°r][.:]?|n[uú]m[eé]ro|nummer|nomor|номер)(?![a-zа-я])"
    r"|[#№])?"
    r"[ ]?(?:是|为|為|は|is(?![a-z])|es(?![a-z])|है|-?>)?[ ]?[:=(#№]?[ ]?"
)
# Letters and digits as papers have them; groups are of digits only, or a word behind would be one.
OWN = (
    r"(?P<id>(?:[A-Z]{1,3}[ \-]?|[a-z]{1,3})?\d(?:[ \-]?\d){5,9}[A-Z]?"
    r"|\d\d[A-Z]{2}\d{5}|[A-Z](?=(?:[A-Z]*\d){5})[A-Z0-9]{7,9})(?![A-Za-z0-9_])"
)
PAPER = re.compile(f"{WORD}{LINK}{OWN}")
LEAST_WITHOUT_LETTERS = 8  # digits: fewer are a count or a time


def may_name(text: str) -> bool:
    """Whether a text may hold a word that names a paper, with nothing invisible in it."""
    # a loop: every text comes through here, and `any` costs as much again
    for part in OF_LATIN_WORDS:
        if part in text:
            return True
    if text.isascii():
        return False
    return any(part in text for part in OF_OTHER_WORDS)


def papers_in(seen: str) -> Iterator[tuple[int, int]]:
    """Where numbers of papers stand in a shadow, without the words before them."""
    for found in PAPER.finditer(seen):
        if _is_a_number(found):
            yield found.span("id")


def _is_a_number(found: re.Match[str]) -> bool:
    number = found["id"].replace(" ", "").replace("-", "")
    if not number.isdigit():
        return True
    if DAY.match(number) or ROUND.match(number) or len(number) < LEAST_WITHOUT_LETTERS:
        return False
    return not is_counted(found.string, *found.span("id"))
