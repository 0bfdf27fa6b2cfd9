"""Numbers that lead to a person, as shadows hold them.

In: a text's shadow. Out: where they stand, and what is shown in their place. What only looks like
one stays: dates, amounts, counts, numbers of cases, and the short and free numbers of hotlines.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from streams.core.masks.checksums import (
    chinese,
    hong_kong,
    luhn,
    spanish,
    taiwanese,
    verhoeff,
)

PHONE = "[phone]"
NUMBER = "[number]"
ID = "[id]"

NO_DIGIT = r"(?<!\d)"
# The end of a longer number is no number: three digits and less before a comma are its thousands.
SHORT = "".join(rf"(?<!(?<!\d)\d{{{digits}}}[,/:])" for digits in (1, 2, 3))
# What a form begins with is asked first: most places of a text are neither, and looking back costs.
BEFORE = rf"(?=[\d(])(?<!\d){SHORT}(?<!0\.)"
AFTER = r"(?!\d)(?![.,]\d\d?(?!\d))"  # nor its beginning, which cents would follow
S = r"[ .\-]{0,3}"  # between groups, or nothing
GAP = r"[ .\-]{1,3}"  # between groups, and something
NOT_DIGITS = re.compile(r"[^\dA-Z]")

# What any of the forms below lies in, but for a sign or two at its ends; and what has to be seen
# around it, to know what it is: an amount, a count, the number of a case.
RUN = re.compile(r"\d(?:[\W_]{0,5}+\d){5,}+")
MARGIN = 24  # characters

# Amounts and counts: what stands right behind or before them says so.
COUNTED = re.compile(
    r"[ ]?(?:[美欧歐港日韩韓台澳][元币幣金圆圓]|人民[币幣]|英[镑鎊]|[卢盧]比"
    r"|[元块塊円圆圓人例万萬亿億千百份个個件次条條票家只台辆輛吨噸米里％%€£$¥￥°]"
    r"|[名户戶](?![名主口])|руб|человек|жител|тыс|млн"
    r"|(?:rmb|usd|eur|hkd|ntd|inr|yuan|dollars?|euros?|rupees?|people|personas|habitantes|votes?"
    r"|votos|views|users|followers|shares|deaths|cases|casos|crores?|lakhs?|km|kg|tons?|million|billion)(?![a-z]))",
    re.I,
)
CURRENCY = re.compile(r"(?:[¥￥$€£₹]|rs\.?|rmb|usd|eur|hk\$|nt\$|inr)[ ]?\Z", re.I)
# Who reads it is to call, so even a number that looks like a count is one of a phone.
CALLED = re.compile(
    r"(?:电话|電話|手机|手機|手提|座机|座機|致电|致電|拨打|撥打|打给|打給|热线|熱線|聯絡|联系|聯繫|加我"
    r"|tel[eé]fono|tel|phone|mobile|cell|móvil|movil|call|text|sms|whatsapp|llama(?:r|d)?|contact[oa]?"
    r"|फोन|मोबाइल|कॉल)"
    r"[^\d\n]{0,8}\Z",
    re.I,
)
# Numbers of cases, documents and books are public.
FILED = re.compile(
    r"(?:(?:案号|案號|案件编号|文号|文號|编号|編號|备案|備案|批准|准字|批号|批號|专利|專利|統一編號|信用代码"
    r"|isbn|issn|doi|case|docket|file|ref(?:erence)?|expediente|bill|patent)[^\n。，,;；]{0,14}"
    r"|第[^\d\n]?)\Z",
    re.I,
)
ROUND = re.compile(r"\d{1,2}0{8,}\Z")
YEAR = r"(?:1[89]|20)\d\d"
FROM_YEAR = re.compile(YEAR)
DAY = re.compile(r"(?:19|20)\d\d[.\-]?(?:0[1-9]|1[0-2])[.\-]?(?:0[1-9]|[12]\d|3[01])\Z")
GROUPS = re.compile(r"\d+")
MOST_DRAWN = 50  # of a lottery's numbers
LOCAL = re.compile(r"1[3-9]\d{9}\Z|0[2-9]\d{8,10}\Z|[6-9]\d{9}\Z")
YEARS = re.compile(rf"{YEAR}(?:\D{{1,3}}{YEAR})*\Z")
STAMP = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?\Z"
)
# Free of charge: of companies and offices, nobody's own.
FREE = re.compile(r"(?:1[ .\-]?)?(?:400|800|888|877|866|855|844|833)[ .\-]?\d{3}[ .\-]?\d{4}\Z")


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of number is written, what stands in its place, and what else has to hold."""

    pattern: re.Pattern[str]
    shown: str
    holds: Callable[[re.Match[str]], bool] = lambda _: True


def _bare(found: re.Match[str]) -> str:
    return NOT_DIGITS.sub("", found[0].upper())


def is_counted(seen: str, start: int, end: int) -> bool:
    """Whether a number is said to be one of money, people or things."""
    return bool(COUNTED.match(seen, end) or CURRENCY.search(seen[max(0, start - 5) : start]))


def _counted(found: re.Match[str]) -> bool:
    return is_counted(found.string, *found.span())


def _before(found: re.Match[str]) -> str:
    return found.string[max(0, found.start() - 20) : found.start()]


def _called(found: re.Match[str]) -> bool:
    return CALLED.search(_before(found)) is not None


def is_filed(seen: str, start: int) -> bool:
    """Whether a number is said to be one of a case, a document or a book."""
    return FILED.search(seen[max(0, start - 20) : start]) is not None


def _filed(found: re.Match[str]) -> bool:
    return is_filed(found.string, found.start())


def _plain(found: re.Match[str]) -> bool:
    """Neither money nor a count."""
    return not _counted(found)


def _chinese(found: re.Match[str]) -> bool:
    return chinese(_bare(found))


def _card(found: re.Match[str]) -> bool:
    return luhn(_bare(found)) and _plain(found)


def _groups(found: re.Match[str]) -> bool:
    return not (YEARS.match(found[0]) or _filed(found))


def _aadhaar(found: re.Match[str]) -> bool:
    return verhoeff(_bare(found)) and _groups(found) and not FROM_YEAR.match(found[0])


def _hong_kong_card(found: re.Match[str]) -> bool:
    return hong_kong(_bare(found))


def _is_own(found: re.Match[str]) -> bool:
    """Not free of charge."""
    return not FREE.match(found[0].strip("() "))


def _mobile(found: re.Match[str]) -> bool:
    return not (found[0].isdigit() and _counted(found)) or _called(found)


def _parted(found: re.Match[str]) -> bool:
    """Three prices beside each other are parted so, too, and end in nines and noughts."""
    prices = all(group[-1] in "09" for group in GROUPS.findall(found[0])[1:])
    return not (_counted(found) or _filed(found) or prices) or _called(found)


def _five_pairs(found: re.Match[str]) -> bool:
    """No numbers that were drawn: those rise, and none is above fifty."""
    pairs = GROUPS.findall(found[0])
    drawn = pairs == sorted(set(pairs)) and int(pairs[-1]) <= MOST_DRAWN
    return not (drawn or _counted(found) or _filed(found)) or _called(found)


def _one_by_one(found: re.Match[str]) -> bool:
    return LOCAL.match(_bare(found)) is not None


def _pairs(found: re.Match[str]) -> bool:
    """Two groups: no years, no numbers of files, no "from and to" in round numbers."""
    first, last = found[1], found[2]
    if _called(found) and not (first.endswith("00") and last.endswith("00")):
        return not (YEARS.match(found[0]) or _counted(found))
    if FROM_YEAR.match(first) or first.endswith("00") or last.endswith("00"):
        return False
    return not (_counted(found) or _filed(found))


def _triples(found: re.Match[str]) -> bool:
    if _called(found):
        return not _counted(found)
    rounded = all(group.endswith("00") for group in GROUPS.findall(found[0]))
    return not ("." in found[0] or rounded or _counted(found) or _filed(found))


def _asked_to_call(found: re.Match[str]) -> bool:
    is_date = YEARS.match(found[0]) or DAY.match(found[0])
    rounded = all(group.endswith("00") for group in GROUPS.findall(found[0]))
    return _called(found) and not (is_date or rounded or _counted(found))


def _account(found: re.Match[str]) -> bool:
    """A long run of digits that is no time, no amount, no count and no number of a file."""
    if STAMP.match(found[0]) or FREE.match(found[0]):
        return False
    if _called(found):
        return not _counted(found)
    return not (_counted(found) or _filed(found) or ROUND.match(found[0]))


def _taiwanese(found: re.Match[str]) -> bool:
    return taiwanese(found[0])


def _spanish(found: re.Match[str]) -> bool:
    return spanish(_bare(found))


def _form(
    pattern: str, shown: str, holds: Callable[[re.Match[str]], bool] = lambda _: True
) -> Form:
    return Form(re.compile(pattern), shown, holds)


# In this order: what is longer and surer first, so that no part of it is taken for another kind.
FORMS = (
    # China: 18 characters whose checksum fits, however they are grouped; the usual groups anyway.
    _form(r"(?<![A-Za-z\d])\d(?:[ .\-]?\d){16}[ .\-]?[\dXx](?![\dA-Za-z])", ID, _chinese),
    _form(
        rf"(?<!\d)\d{{6}}{GAP}(?:19|20)\d\d[ .\-]?(?:0[1-9]|1[0-2])[ .\-]?[0-3]\d{GAP}\d{{3}}"
        r"[\dXx](?![\dA-Za-z])",
        ID,
    ),
    _form(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])", ID, _plain),
    _form(r"(?<![\dA-Za-z])\d{15}(?![\dA-Za-z])", ID, _account),  # China until 1999
    _form(r"(?<![\dA-Za-z])[A-Z][1289]\d{8}(?![\dA-Za-z])", ID, _taiwanese),
    _form(r"(?<![\dA-Za-z])[A-Z]{1,2}\d{6} ?\([\dA]\)", ID, _hong_kong_card),
    _form(r"(?<![\dA-Za-z])(?:\d{8}|[XYZ]\d{7})[ \-]?[A-HJ-NP-TV-Z](?![\dA-Za-z])", ID, _spanish),
    _form(rf"{BEFORE}\d{{3}}-\d\d-\d{{4}}{AFTER}", ID),  # US
    # Cards: four and four, or in any groups where the checksum fits.
    _form(rf"{BEFORE}(?:\d{{4}}{GAP}){{3}}\d{{3,7}}(?:{GAP}\d{{1,3}})?{AFTER}", NUMBER, _groups),
    _form(rf"{BEFORE}[3-6]\d(?:[ .\-]?\d){{13,17}}{AFTER}", NUMBER, _card),
    _form(rf"{BEFORE}[2-9]\d{{3}}{GAP}\d{{4}}{GAP}\d{{4}}{AFTER}", ID, _aadhaar),  # India
    # With the code of a country.
    _form(rf"\+\d{{1,3}}[ .\-()]{{0,3}}\d(?:[ .\-()]{{0,3}}\d){{5,12}}{AFTER}", PHONE, _plain),
    _form(
        rf"{NO_DIGIT}00(?:1|33|34|44|49|60|65|81|82|84|85[23]|86|886|91)[ .\-()]{{0,3}}\d"
        rf"(?:[ .\-()]{{0,2}}\d){{6,11}}{AFTER}",
        PHONE,
    ),
    # China's mobiles.
    _form(rf"{BEFORE}(?:\(?86\)?{S})?1[3-9]\d{S}\d{{4}}{S}\d{{4}}{AFTER}", PHONE, _mobile),
    _form(rf"{BEFORE}(?:86{S})?1[3-9]\d\d{S}\d{{3}}{S}\d{{4}}{AFTER}", PHONE, _mobile),
    _form(rf"{BEFORE}(?:86{S})?1[3-9]\d{S}\d{{3}}{S}\d{{5}}{AFTER}", PHONE, _mobile),
    _form(rf"{BEFORE}(?:86{S})?1[3-9]\d[_/~(|*]\d{{4}}[_/~)|*]\d{{4}}{AFTER}", PHONE, _parted),
    _form(rf"{BEFORE}(?:86{S})?1[3-9]\d\d([_/~|*])\d{{3}}\1\d{{4}}{AFTER}", PHONE, _parted),
    # Digit by digit.
    _form(rf"{BEFORE}\d(?:[ .\-_~]{{1,3}}\d){{9,11}}{AFTER}", PHONE, _one_by_one),
    # Russia, but for the free 8 800; the United Kingdom; France, in pairs.
    _form(
        rf"{BEFORE}8(?!{S}\(?800)(?:{S}\([3489]\d\d\){S}|{GAP}[3489]\d\d{GAP})"
        rf"\d{{3}}{GAP}\d\d{GAP}\d\d{AFTER}",
        PHONE,
        _triples,
    ),
    _form(rf"{BEFORE}07\d{{3}}{GAP}(?:\d{{6}}|\d{{3}}{GAP}\d{{3}}){AFTER}", PHONE, _plain),
    _form(
        rf"(?<!\d[ .\-]){BEFORE}0[1-9]([ .\-])\d\d(?:\1\d\d){{3}}(?![ .\-]\d){AFTER}",
        PHONE,
        _five_pairs,
    ),
    # With the code of an area: China, Taiwan.
    _form(rf"{BEFORE}\(?0[1-9]\d{{1,2}}\)?{S}\d{{3,4}}{S}\d{{4}}{AFTER}", PHONE),
    _form(rf"{BEFORE}(?:\(0[1-9]\){S}|0[1-9]{GAP})\d{{3,4}}{S}\d{{4}}{AFTER}", PHONE),
    _form(rf"{BEFORE}(?:\(0[1-9]\d\){S}|0[1-9]\d{GAP})\d{{3}}{S}\d{{3}}{AFTER}", PHONE),
    _form(rf"{BEFORE}09\d\d{S}\d{{3}}{S}\d{{3}}{AFTER}", PHONE),
    _form(rf"{BEFORE}09\d{{2}}{S}\d{{2}}{S}\d{{2}}{S}\d{{2}}{AFTER}", PHONE),
    # North America; India in five and five; Spain in threes, or three and pairs.
    _form(
        rf"{BEFORE}(?:1{GAP})?(?:\([2-9]\d\d\){S}|[2-9]\d\d{GAP})\d{{3}}{S}\d{{4}}{AFTER}",
        PHONE,
        _is_own,
    ),
    _form(rf"{BEFORE}0?([6-9]\d{{4}}){GAP}(\d{{5}}){AFTER}", PHONE, _pairs),
    _form(rf"{BEFORE}[6-9]\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}{AFTER}", PHONE, _triples),
    _form(rf"{BEFORE}[6-9]\d\d{GAP}\d{{3}}{GAP}\d{{3}}{AFTER}", PHONE, _triples),
    _form(rf"{BEFORE}[6-9]\d\d(?:{GAP}\d\d){{3}}{AFTER}", PHONE, _triples),
    _form(rf"{BEFORE}[89]\d{GAP}\d{{3}}(?:{GAP}\d\d){{2}}{AFTER}", PHONE, _triples),
    # Hong Kong; and any seven or eight digits that are to be called.
    _form(rf"(?<![A-Za-z\-]){BEFORE}([235-9]\d{{3}}){GAP}(\d{{4}}){AFTER}", PHONE, _pairs),
    _form(rf"{BEFORE}[2-9]\d{{2,3}}{S}\d{{4}}{AFTER}", PHONE, _asked_to_call),
    # Nine digits and more are some account; a date such as 20240115 has eight.
    _form(rf"(?<!\d)(?<!\d\.)\d{{9,}}{AFTER}", NUMBER, _account),
)


def runs_in(seen: str) -> list[tuple[int, int]]:
    """Where a shadow has digits enough for a number of a person."""
    return [found.span() for found in RUN.finditer(seen)]


def numbers_in(seen: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers of persons stand in a shadow, and what stands for each. None overlap."""
    for form in FORMS:
        taken = []
        for found in form.pattern.finditer(seen):
            if form.holds(found):
                taken.append(found.span())
                yield *found.span(), form.shown
        for start, end in taken:
            # as long as it was, and nothing that another form takes
            seen = seen[:start] + "\0" * (end - start) + seen[end:]
