"""Names that apps send: of channels and places, and what is opaque to us. In: one as it was sent.
Out: the same without what nobody sees around it, or None where there is nothing to see.

What is counted by name would else be counted apart, in lists that show no difference.
"""

import re
from functools import lru_cache

MOST_KEPT = 1_024  # names: nearly every report has one of a few hundred
# Nothing to the eye: white space, controls of terminals' second set, marks of width, direction and
# variant, fillers. Those of the first set that are no white space are refused by name instead.
VISIBLE = re.compile(
    r"[^\s\x80-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
BREAKS = re.compile(r"[\t\n\r\x85\u2028\u2029]+")


def opaque(name: str | None) -> str | None:
    """A name that is an app's own, as it was sent; None where it is blank."""
    # Most begin with a plain letter or digit: a search costs five times as much as this look.
    if not name or "!" <= name[0] <= "~" or VISIBLE.search(name):
        return name
    return None


@lru_cache(MOST_KEPT)
def trimmed(name: str | None) -> str | None:
    """A name on one line, without white space around it; None where it is blank."""
    if not name:
        return name
    return BREAKS.sub(" ", name.strip()) if VISIBLE.search(name) else None
