"""What is spelled so that no program should find it: numbers in Han digits, addresses whose signs
are words, and the addresses of accounts of Telegram.

In: a text, then its shadow. Out: where it stands, and what is shown in its place.
"""

import re
from collections.abc import Iterator

from streams.core.masks.numbers import ID, PHONE, is_counted, is_filed

# China's mobiles, digit by digit: eleven of them, of which the second is three and more.
OF_TWO = "三叁參四肆五伍六陆陸七柒八捌九玖"
HAN_DIGITS = f"零〇○一壹幺二贰貳两兩{OF_TWO}"
OF_A_MOBILE = 11
A_MOBILE = f"[一壹幺][ \\-]?[{OF_TWO}](?:[ \\-]?[{HAN_DIGITS}]){{{OF_A_MOBILE - 2}}}"
MAY_BE_HAN = re.compile(A_MOBILE)
HAN_NUMBER = re.compile(
    f"(?<![{HAN_DIGITS}])(?<![{HAN_DIGITS}][ \\-]){A_MOBILE}(?![ \\-]?[{HAN_DIGITS}十百千点點])"
)

OPEN, CLOSE = r"[(\[{<【［]", r"[)\]}>】］]"
MAY_BE_AT = re.compile(r"[(\[{<【［（][ ]?[AaＡａ][TtＴｔ][ ]?[)\]}>】］）]")
AT = rf"[ ]{{0,2}}{OPEN}[ ]?[Aa][Tt][ ]?{CLOSE}[ ]{{0,2}}"
DOT = rf"(?:\.|[ ]{{0,2}}{OPEN}[ ]?(?:[Dd][Oo][Tt]|\.|点)[ ]?{CLOSE}[ ]{{0,2}})"
# A run of such letters is looked at from its beginning only: else a long one would be tried from
# each of its letters.
LOCAL = r"(?<![A-Za-z0-9_+\-])[A-Za-z0-9_+\-]++"
SPELLED_ADDRESS = re.compile(
    rf"{LOCAL}(?:{DOT}[A-Za-z0-9_+\-]++){{0,3}}{AT}"
    rf"[A-Za-z0-9\-]{{1,63}}(?:{DOT}[A-Za-z0-9\-]{{1,63}}){{0,3}}{DOT}[A-Za-z]{{2,24}}(?![A-Za-z0-9])"
)

TELEGRAM = re.compile(
    r"(?<![A-Za-z0-9_.\-])(?<!(?<!/)/)(?:t|telegram)\.me/(?:s/|joinchat/|\+)?"
    r"(?!(?:joinchat|share|addstickers|addemoji|proxy|socks|setlanguage)[/?])"
    r"(?P<id>[A-Za-z0-9_][A-Za-z0-9_\-]{4,40})",
    re.I,
)


def may_be_spelled(text: str) -> bool:
    """Whether a text may hold anything of it, with nothing invisible in it."""
    if ".me/" in text or ".ME/" in text or MAY_BE_AT.search(text):
        return True
    return not text.isascii() and MAY_BE_HAN.search(text) is not None


def spelled_in(seen: str) -> Iterator[tuple[int, int, str]]:
    """Where it stands in a shadow, and what stands for it."""
    for found in HAN_NUMBER.finditer(seen):
        if not (is_counted(seen, *found.span()) or is_filed(seen, found.start())):
            yield *found.span(), PHONE
    for found in SPELLED_ADDRESS.finditer(seen):
        yield *found.span(), "[email]"
    for found in TELEGRAM.finditer(seen):
        yield *found.span("id"), ID
