"""What of a text the matcher compares: its words as they were meant, however they were typed.

In: a raw text. Out: text for the code-point table of `matching/fold`, which undoes what a fold of
single characters can. This feeds only what is compared, never an id: it may change at any time.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from streams.core.text.classes import CharacterClasses
from streams.core.text.disguises import MOST_DISGUISES, SPLIT, undisguised
from streams.core.text.identity import composed
from streams.core.text.links import is_shortened, is_site, links_of, may_hold_links
from streams.core.text.markup import words_of
from streams.core.text.patterns import CJK, WORDS, is_dense

# Spellings that dodge a filter and that no fold of single characters undoes.
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
# Letters that are written as two where they are not at hand, or come as one out of a printed page.
LIGATURES = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
}
MEANT = ALIASES | LIGATURES | SPLIT


def _any_of(spellings: Iterable[str]) -> str:
    """A pattern of any of these, by their first letters: three times as quick as one after another.

    The longest first: an alternation takes the first branch that fits, and "v信" is part of others.
    """
    rests: dict[str, list[str]] = {}
    for spelling in sorted(spellings, key=len, reverse=True):
        rests.setdefault(spelling[0], []).append(re.escape(spelling[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


ALIAS = re.compile(_any_of(MEANT))
# Letters of Korean and kana in parts, whole or of half width: only together they are the letters
# that others type. Accents apart from their letters need nothing: the table drops both kinds.
# Likewise the halves of Indian vowels.
SECOND_HALVES = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6"
    "\u0d3e\u0d57\u0dca\u0dcf\u0ddf\u102e"
)
FIRST_HALVES = (
    "\u0b92\u09c7\u0b47\u0bc6\u0bc7\u0c46\u0cbf\u0cc6\u0cca\u0d46\u0d47\u0dd9\u0ddc\u1025"
)
JAMO_AND_KANA = "\u1100-\u11ff\u3099\u309a\u3131-\u318e\uff66-\uffdc"
IN_PARTS = re.compile(f"[{JAMO_AND_KANA}]|[{FIRST_HALVES}][{SECOND_HALVES}]")
# What a text in parts or in a disguise of `disguises` holds: a single set, since every text is
# asked. Greek and Cyrillic letters, the sign that turns a text around, katakana.
MAY_NEED_CARE = re.compile(f"[\u0370-\u052f\u202e\u30a0-\u30ff{JAMO_AND_KANA}{FIRST_HALVES}]")
# Numbers of phones, accounts and people, and dates in full. They change from one telling to the
# next, and a common one alone made two claims one (score .27). Other numbers, hours and amounts
# stay: without them F1 is the same or less (docs/benchmarks.md).
LONG_NUMBER = re.compile(r"\d[\d -]{6,}\d")

# Characters in parts that are put together: as many as decide, since it takes .1 us each.
MOST_COMPOSED = 3_000
# Below, the words decide nothing (`Parameters.identical`). A letter of Chinese says as much as two.
FEW_LETTERS = 12
# A link is compared as so many symbols that no text holds: letters of Yi, one a byte of its digest.
# Two texts of hardly any words join by it, two that claim something only where they share more: of
# 242 pairs of Chinese claims of 7 to 40 characters without a common one none joins by one link, of
# nine symbols 173. Where many rumors have it it weighs little, as all that is common.
FIRST_LINK_SYMBOL = 0xA000
LINK_SYMBOLS = 7  # in Chinese; 20 letters of an alphabet say as much
ALPHABET_LINK_SYMBOLS = 20
LINK_SYMBOLS_OF_FEW = 8  # beside words that may be no claim at all
ALPHABET_LINK_SYMBOLS_OF_FEW = 23
MOST_SYMBOLS = 27  # of a page, of which fewer are the same ones
MOST_LINKS = 3  # compared: a list of links is evidence of nothing


# Whatever more is done to a text than to spell aliases out begins with one of these.
BESIDE_WORDS = CharacterClasses(MAY_NEED_CARE, re.compile(r"[@＠﹫\[.]"), re.compile(r"\d"))
ONLY_DIGITS = 4  # of its bits


def matchables(texts: Sequence[str], links: Sequence[str]) -> list[str]:
    """What is compared of each text, as `matchable` says it."""
    return [
        matchable(text, link) if link or held & ~ONLY_DIGITS else _of_words(text)
        for text, link, held in zip(texts, links, BESIDE_WORDS.bits_of(texts), strict=True)
    ]


def matchable(text: str, link: str = "") -> str:
    """What is compared: lower case, without what platforms put around it, aliases spelled out,
    disguises undone; and the pages that it links to, `link` among them, each as one thing: two
    links of a site have much in common and mean nothing by it.

    A text of nothing but mentions and pictures is compared as it is: such posts are reposted, too.
    """
    words = words_of(text)
    if words != text and _is_short(words):
        # What stood where a name may stand was perhaps the message.
        words = words_of(text, names=True)
    plain = _spelled_out(words)
    if link or may_hold_links(text):
        plain = " ".join([plain, *_pages(text, link, plain)])
    return plain if WORDS.search(plain) else text


def _pages(text: str, link: str, words: str) -> list[str]:
    """The symbols of the pages that a text links to."""
    # Of a shortened link each share makes another: beside words that say enough it only dilutes.
    is_short = _is_short(words)
    pages = [
        page
        for page in links_of(text, link)
        if not is_site(page) and (is_short or not is_shortened(page))
    ]
    # One that is hardly longer may be an exclamation as well.
    of_few = is_short or _is_short(words, letters=FEW_LETTERS + 1)
    if is_dense(words):
        size = LINK_SYMBOLS_OF_FEW if of_few else LINK_SYMBOLS
    else:
        size = ALPHABET_LINK_SYMBOLS_OF_FEW if of_few else ALPHABET_LINK_SYMBOLS
    return [_symbols(page, size) for page in pages[:MOST_LINKS]]


def _spelled_out(text: str) -> str:
    if MAY_NEED_CARE.search(text) is not None:
        text = undisguised(text)
        if IN_PARTS.search(text) is not None:
            text = composed(text[:MOST_COMPOSED]) + text[MOST_COMPOSED:]
    return _aliased(text)


def _of_words(text: str) -> str:
    """The same of a text without links, mentions, pictures and disguises."""
    plain = _aliased(text)
    return plain if WORDS.search(plain) else text


def _aliased(text: str) -> str:
    text = LONG_NUMBER.sub("0", text)
    return ALIAS.sub(lambda found: MEANT[found[0]], text.lower(), count=MOST_DISGUISES)


def _is_short(text: str, *, letters: int = FEW_LETTERS) -> bool:
    """Whether a text has less than so many letters, each of Chinese two."""
    count = 0
    for found in WORDS.finditer(text):  # no more of them than say enough
        count += len(found[0])
        if count >= letters:
            return False
    return count + sum(map(len, CJK.findall(text))) < letters


def _symbols(link: str, size: int) -> str:
    digest = blake2b(link.encode("utf-8", "surrogatepass"), digest_size=MOST_SYMBOLS).digest()
    return "".join(chr(FIRST_LINK_SYMBOL + byte) for byte in digest[:size])
