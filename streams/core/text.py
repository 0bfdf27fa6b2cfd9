"""Folds of text: what makes two messages the same wording, which lane they belong to, and what may
be shown.

In: a report's raw text. Out: its canonical text (the frozen id fold), its lane, its matchable part,
its masked form. Used by intake (lanes, refusals) and by `clusters`; first in the flow of the core.
"""

import re
import unicodedata

CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)
WORDS = re.compile(r"[^\W_]+")
NOT_WORDS = re.compile(r"[\W_]+")
NOISE = re.compile(
    r"(?:https?|ftp)://[A-Za-z0-9./?=&_%#:~+-]+|\bt\.cn/\w+|www\.[A-Za-z0-9./?=&_%-]+"
    r"|@[\w\-\u4e00-\u9fff]{1,30}|\[[^\[\]\s]{1,8}\]"
)
# What is no letter or digit itself, but becomes or composes one under NFKC: only such texts need
# the whole normalisation first.
# The list is exhaustive for Unicode 14; tests/laws compares the quick way with the definition.
NORMALISED_INTO_WORDS = re.compile(
    "[\u0300-\u036f\u05b0-\u05c7\u0653-\u0655\u093c\u09bc\u09be\u09d7\u0a3c\u0b3c\u0b3e\u0b56\u0b57\u0bbe\u0bd7"
    "\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dca\u0dcf\u0ddf\u0f72-\u0fb7\u102e\u1b35\u20a8\u2100-\u213b\u249c-\u24e9"
    "\u2e80-\u2fd5\u3099\u309a\u3196-\u319f\u3200-\u33ff\ufdfc\U000110ba-\U00011930\U0001d165-\U0001d172"
    "\U0001f110-\U0001f251]"
)
SPACES = re.compile(r"\s+")

# Spellings that dodge a filter and that no fold of single characters undoes. Extend here: they feed
# only the matching fold.
ALIASES = {
    "v信": "微信",
    "v x": "微信",
    "vx": "微信",
    "wx": "微信",
    "微x": "微信",
    "weixin": "微信",
    "wechat": "微信",
    "扣扣": "qq",
    "企鹅号": "qq",
    "冠状病毒": "新冠",
    "covid19": "新冠",
}
ALIAS = re.compile("|".join(map(re.escape, sorted(ALIASES, key=len, reverse=True))))

# Letters of an address: of alphabets only, so that the Han letters around one stay; Han domains are
# known by their ends. Only where a run of
# such letters begins can a local part begin: one that no @ follows is not tried again from its
# second letter on, which would be quadratic.
ADDRESS = (
    "A-Za-z0-9_\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a-"
)
HAN_DOMAINS = (
    "中国|中國|公司|网络|網絡|香港|台湾|台灣|澳门|澳門|新加坡|政务|公益|在线|中文网|网址|商城"
)
EMAIL = re.compile(
    rf"(?<![{ADDRESS}.+])[{ADDRESS}.+]++@"
    rf"(?:[{ADDRESS}]++(?:\.[{ADDRESS}]++)++|(?:[{ADDRESS}\u4e00-\u9fff]{{1,63}}\.){{1,3}}(?:{HAN_DOMAINS}))"
)
HANDLES = ((EMAIL, "[email]"), (re.compile(r"@[\w\-\u4e00-\u9fff]{1,30}"), "@[name]"))
NUMBERS = (
    (
        re.compile(
            r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])|(?<![\dA-Za-z])\d{15}(?![\dA-Za-z])"
        ),
        "[id]",
    ),
    (re.compile(r"\+\d[\d ()-]{6,18}\d"), "[phone]"),
    (re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)0\d{2,3}[ -]\d{7,8}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{3,7}(?:[ -]\d{1,3})?(?!\d)"), "[number]"),
    (re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"), "[phone]"),
    (re.compile(r"(?<!\d)\d{9,}(?!\d)"), "[number]"),
)
MAY_BE_A_NUMBER = re.compile(r"\d[\d ()-]{7}")


def canonical(text: str) -> str:
    """The id fold:

    NFKC, casefold, letters and digits only. Frozen, because variant ids are made from it.
    """
    if NORMALISED_INTO_WORDS.search(text) is None:
        text = NOT_WORDS.sub("", text)
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def has_something_to_match(text: str) -> bool:
    """False for a text without a single letter or digit (emoji only)."""
    return WORDS.search(text) is not None or any(
        map(canonical, set(text))
    )  # one by one: sorting the marks of one letter is quadratic


def family(text: str) -> str:
    """`cjk` or `alphabet`, whichever carries more information:

    a CJK letter counts 3, any other letter or digit 1.
    """
    letters = sum(map(len, WORDS.findall(text)))
    dense = sum(map(len, CJK.findall(text)))
    return "cjk" if dense * 4 > letters else "alphabet"


def lane_of(tenant: str, text: str) -> str:
    """The lane in which near-duplicates of the text meet."""
    return f"{tenant}/{family(text)}"


FAMILIES = ("cjk", "alphabet")


def tenant_of(lane: str) -> str:
    """The tenant part of a lane."""
    return lane.rpartition("/")[0]


def family_of(lane: str) -> str:
    """The script family of a lane."""
    return lane.rpartition("/")[2]


def matchable(text: str) -> str:
    """The text in lower case without URLs, @mentions and [emoji], aliases spelled out.

    Patterns run only where a marker occurs.
    """
    if "@" in text or "[" in text or ":/" in text or "www." in text or "t.cn" in text:
        text = NOISE.sub(" ", text)
    return ALIAS.sub(lambda found: ALIASES[found[0]], text.lower())


def mask(text: str) -> str:
    """The text with e-mail addresses, handles, phone, card and identity numbers replaced:

    what may be shown or logged.
    """
    if "@" in text:
        for pattern, name in HANDLES:
            text = pattern.sub(name, text)
    if MAY_BE_A_NUMBER.search(text):
        for pattern, name in NUMBERS:
            text = pattern.sub(name, text)
    return text


def title(text: str, length: int = 60) -> str:
    """The masked first characters of a wording on one line:

    a rumor's title until an analyst gives another.
    """
    line = SPACES.sub(" ", mask(text)[: length * 8]).strip()
    return line if len(line) <= length else line[: length - 1] + "…"
