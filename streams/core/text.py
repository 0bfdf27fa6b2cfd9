"""Folds of text: what makes two messages the same wording, and what of one is compared.

In: a report's raw text. Out: its canonical text (the frozen id fold) and its matchable part. The
matcher's own fold of single characters lies in `matching/fold`.
"""

import re
import unicodedata

# Scripts without spaces between words, and Korean, whose syllables carry as much as theirs.
CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)
WORDS = re.compile(r"[^\W_]+")
NOT_WORDS = re.compile(r"[\W_]+")
# What platforms put around a message: it is the same message without. Weibo writes emoji as [泪].
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

# Spellings that dodge a filter and that no fold of single characters undoes. They feed only what is
# compared, never an id: more may be added at any time.
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
# The longest first: an alternation takes the first branch that fits, and "v信" is part of others.
ALIAS = re.compile("|".join(map(re.escape, sorted(ALIASES, key=len, reverse=True))))


def canonical(text: str) -> str:
    """The id fold: NFKC, casefold, letters and digits only.

    Frozen: variant ids are made from it, so another fold would make every known wording new again.
    """
    if NORMALISED_INTO_WORDS.search(text) is None:
        # The same result on a shorter text: normalising is what costs.
        text = NOT_WORDS.sub("", text)
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold())


def has_something_to_match(text: str) -> bool:
    """False for a text without a single letter or digit, such as one of emoji only."""
    if WORDS.search(text) is not None:
        return True
    # Some signs become letters by normalisation. One by one: putting thousands of marks of one
    # letter in their order is quadratic.
    return any(map(canonical, set(text)))


def matchable(text: str) -> str:
    """What is compared: lower case, without URLs, @mentions and [emoji], aliases spelled out.

    A text of nothing but those is compared as it is: such posts are reposted, too.
    """
    stripped = text
    # Most texts have none of it, and looking for a literal costs a tenth of running the pattern.
    if "@" in text or "[" in text or ":/" in text or "www." in text or "t.cn" in text:
        stripped = NOISE.sub(" ", text)
    stripped = ALIAS.sub(lambda found: ALIASES[found[0]], stripped.lower())
    return stripped if WORDS.search(stripped) else text
