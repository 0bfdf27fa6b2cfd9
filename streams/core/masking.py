"""Masking: what of a report may be shown, told or logged.

In: a report's raw text. Out: the text without what leads to a person. Masking what was masked
changes nothing. A text is masked before anything is cut out of it: no pattern knows half a number.
Everything that is shown, searched, told or logged of a text goes through here.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from streams.core.masks import papers, spelled
from streams.core.masks.labels import (
    ANY_ACCOUNT,
    FIRST_OF_NAMES,
    accounts_in,
    may_name,
    words_in,
)
from streams.core.masks.numbers import ID, MARGIN, NUMBER, numbers_in, runs_in
from streams.core.masks.shadow import ONE_UNSEEN, shadow
from streams.core.masks.surroundings import around
from streams.core.text.classes import CharacterClasses
from streams.core.text.markup import EVERYBODY

# Letters of an address are those of alphabets, so that the Han letters around one stay: people
# write "转发到a@b.com否则" without spaces. Han domains are therefore known by their ends.
ADDRESS = (
    "A-Za-z0-9_\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a-"
)
HAN_DOMAINS = (
    "中国|中國|公司|网络|網絡|香港|台湾|台灣|澳门|澳門|新加坡|政务|公益|在线|中文网|网址|商城"
)
# A local part begins only where a run of such letters begins: one that no @ follows is not tried
# again from its second letter on, which would be quadratic.
EMAIL = re.compile(
    rf"(?<![{ADDRESS}.+])[{ADDRESS}.+]++@(?:[{ADDRESS}]++(?:\.[{ADDRESS}]++)++"
    rf"|(?:[{ADDRESS}\u4e00-\u9fff]{{1,63}}\.){{1,3}}(?:{HAN_DOMAINS}))"
)
# The same around one @, whatever it may be.
OF_AN_ADDRESS = re.compile(rf"[{ADDRESS}.+]*+")
OF_A_DOMAIN = re.compile(rf"@[{ADDRESS}.\u4e00-\u9fff]*+")
# Nobody is named by these.
ALL_OF_A_GROUP = re.compile(rf"@(?:{EVERYBODY})")
NAME = re.compile(r"@(?!\[)[\w\-\u4e00-\u9fff]{1,30}")
# Where a name is not ended by a space or a mark, the message follows it without one: of a longer
# run of Han only so many letters are a name, the longest usual one.
LONGEST_RUN = 10
LONGEST_HAN_NAME = 4
HAN = re.compile(rf"[\u3400-\u9fff]{{{LONGEST_RUN + 1}}}")
# One look at the text as it came, instead of many at its shadow: no number of a person has fewer
# than seven digits, and none has more between two than these and what cannot be seen.
DIGIT = "[\\d\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u2080-\u2089\u2460-\u2468\u24ea\u2776-\u277e]"
LEAST_DIGITS = 7
MAY_BE_A_NUMBER = re.compile(rf"{DIGIT}(?:[\W_]{{0,5}}+{DIGIT}){{{LEAST_DIGITS - 1}}}")
# Of a passport five digits at least, and no more between two than a pair of letters.
MAY_BE_OF_A_PAPER = re.compile(rf"{DIGIT}(?:[^\d\n]{{0,2}}{DIGIT}){{4}}")
OF_AN_ACCOUNT = r"[A-Za-z0-9_\-Ａ-Ｚａ-ｚ０-９]"
LEAST_OF_AN_ACCOUNT = 5
MAY_BE_AN_ACCOUNT = re.compile(f"{OF_AN_ACCOUNT}{{{LEAST_OF_AN_ACCOUNT}}}")
AT = "[@＠]"
MAY_BE_NAMED = re.compile(rf"{AT}(?!\[)")  # not what was masked before
# What is needed of for anything to be masked: of most texts nothing else is asked.
NEEDED = CharacterClasses(
    re.compile(AT),
    re.compile(DIGIT),
    re.compile(OF_AN_ACCOUNT),
    re.compile(f"{FIRST_OF_NAMES}|[{papers.FIRST_OF_NAMES}]|{ONE_UNSEEN.pattern}"),
    re.compile(f"[{spelled.HAN_DIGITS}]"),
)
# A text with more of a kind is crowded: whatever may be one is masked in it, and not looked at one
# by one, which would cost some microseconds each.
MOST_NAMES = 40
MOST_IN_RUNS = 200  # characters that are long enough for a number
MOST_WORDS_FOR_ACCOUNTS = 500  # "we" and "te" may begin one
ANY_NAMES = re.compile(
    rf"(?:(?:(?<![{ADDRESS}.+])[{ADDRESS}.+]++)?@(?!\[)[\w.\-]{{1,30}}+[^\w@]{{0,2}}+)++"
)
# Where something begins and ends, and what is shown in its place.
Masked = tuple[int, int, str]
PASSES = 5  # what was masked may show, to the next pass, a number that it hid: seldom, and once
LONGEST_TITLE = 60


def mask(text: str) -> str:
    """The text without mail addresses, handles, accounts, phone, card and identity numbers."""
    for _ in range(PASSES):
        masked, may_show_more = _once(text)
        if masked == text or not may_show_more:
            return masked
        text = masked
    return text


def masks_of(texts: Sequence[str]) -> list[str]:
    """Each text as `mask` shows it."""
    return [
        mask(text)
        if ats
        or digits >= LEAST_DIGITS
        or (letters >= LEAST_OF_AN_ACCOUNT and names)
        or han >= spelled.OF_A_MOBILE
        else text
        for text, ats, digits, letters, names, han in zip(
            texts, *NEEDED.counts_of(texts), strict=True
        )
    ]


def title(text: str, length: int = LONGEST_TITLE) -> str:
    """The masked beginning of a wording on one line, `length` characters at most.

    A rumor is called by it until an analyst gives it a title.
    """
    return beginning(mask(text), length)


def beginning(masked: str, length: int = LONGEST_TITLE) -> str:
    """The same of a text that is masked already."""
    # Runs of spaces shrink: what is shown of a text is not in its first `length` characters only.
    line = " ".join(masked[: length * 8].split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _once(text: str) -> tuple[str, bool]:
    """One look, and whether another may see more. What is masked as crowded hides nothing."""
    masked, one_by_one = _without_names(text) if MAY_BE_NAMED.search(text) else (text, False)
    numbers = MAY_BE_A_NUMBER.search(masked) is not None
    unseen = not masked.isascii() and ONE_UNSEEN.search(masked) is not None  # words may hold it
    accounts = MAY_BE_AN_ACCOUNT.search(masked) is not None and (unseen or may_name(masked))
    of_papers = (unseen or papers.may_name(masked)) and MAY_BE_OF_A_PAPER.search(masked) is not None
    is_spelled = spelled.may_be_spelled(ONE_UNSEEN.sub("", masked) if unseen else masked)
    if not (numbers or accounts or of_papers or is_spelled):
        return masked, one_by_one
    seen, places = shadow(masked)
    found: list[Masked] = []
    if accounts:
        words = words_in(seen)
        if len(words) > MOST_WORDS_FOR_ACCOUNTS:
            masked = seen = ANY_ACCOUNT.sub(ID, seen)
            places = range(len(seen))
        else:
            found += [(start, end, ID) for start, end in accounts_in(seen, words)]
    if of_papers:
        found += [(start, end, ID) for start, end in papers.papers_in(seen)]
    if is_spelled:
        found += spelled.spelled_in(seen)
    if numbers:
        runs = runs_in(seen)
        if sum(end - start for start, end in runs) > MOST_IN_RUNS:
            return _without(seen, runs, NUMBER), True
        cut, at = around(seen, runs, MARGIN)
        found += [(at[start], at[end - 1] + 1, shown) for start, end, shown in numbers_in(cut)]
    return (_replaced(masked, found, places), True) if found else (masked, one_by_one)


def _without(seen: str, spans: list[tuple[int, int]], shown: str) -> str:
    ends = [(0, 0), *spans, (len(seen), len(seen))]
    return shown.join([seen[end:start] for (_, end), (start, _) in pairwise(ends)])


def _without_names(text: str) -> tuple[str, bool]:
    """Addresses first: "a@b.com" would become "a@[name].com"."""
    # The shadow only where it differs: many texts hold names, few write them oddly.
    is_odd = "＠" in text or ONE_UNSEEN.search(text) is not None
    if text.count("@") + text.count("＠") > MOST_NAMES:
        return ANY_NAMES.sub("@[name]", shadow(text)[0] if is_odd else text), False
    for named_in in (_addresses_in, _names_in):
        seen, places = shadow(text) if is_odd else (text, range(len(text)))
        if found := named_in(seen):
            text = _replaced(text, found, places)
    return text, True


def _addresses_in(seen: str) -> list[Masked]:
    cut, at = around(seen, map(partial(_around_sign, seen, seen[::-1]), _signs_in(seen)), 0)
    return [
        (at[found.start()], at[found.end() - 1] + 1, "[email]") for found in EMAIL.finditer(cut)
    ]


def _signs_in(seen: str) -> Iterator[int]:
    at = seen.find("@")
    while at >= 0:
        yield at
        at = seen.find("@", at + 1)


def _around_sign(seen: str, backwards: str, at: int) -> tuple[int, int]:
    """Where the letters of an address begin and end that an @ stands in."""
    before = _end_of(OF_AN_ADDRESS, backwards, len(seen) - at) - (len(seen) - at)
    return at - before, _end_of(OF_A_DOMAIN, seen, at)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _names_in(seen: str) -> list[Masked]:
    return [_name(found) for found in NAME.finditer(seen)]


def _name(found: re.Match[str]) -> Masked:
    start, end = found.span()
    if group := ALL_OF_A_GROUP.match(found.string, start):
        return start, group.end(), group[0]
    if HAN.match(found.string, start + 1):
        end = start + 1 + LONGEST_HAN_NAME
    return start, end, "@[name]"


def _replaced(text: str, found: list[Masked], places: Sequence[int]) -> str:
    """The text with what was found in its shadow replaced; what overlaps is replaced as one."""
    pieces = []
    at = 0
    for start, end, shown in _apart(found):
        pieces += [text[at : places[start]], shown]
        # what cannot be seen behind it goes with it: a mark on the last digit would be left alone
        at = places[end] if end < len(places) else len(text)
    return "".join([*pieces, text[at:]])


def _apart(found: list[Masked]) -> list[Masked]:
    apart: list[Masked] = []
    for start, end, shown in sorted(found):
        if apart and start < apart[-1][1]:
            before = apart.pop()
            start, end, shown = before[0], max(before[1], end), before[2]
        apart.append((start, end, shown))
    return apart
