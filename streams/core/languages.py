"""Tags of languages in the one form that RFC 5646 gives them: zh-hant-tw is zh-Hant-TW.

Case says nothing in a tag: apps write it as they like, and what is counted by language would be
counted apart.
"""

from functools import lru_cache

MOST_KEPT = 1_024  # tags: of a handful of languages nearly every report has one
SCRIPT_LETTERS = 4
REGION_LETTERS = 2


@lru_cache(MOST_KEPT)
def language_tag(tag: str) -> str:
    """The tag as everybody writes it; empty for an empty one."""
    written: list[str] = []
    for part in tag.lower().split("-"):
        # What follows a single letter (x-, u-) is an extension's own.
        is_extension = any(len(before) == 1 for before in written)
        written.append(part if is_extension or not written else _cased(part))
    return "-".join(written)


def _cased(part: str) -> str:
    if len(part) == SCRIPT_LETTERS:
        return part.capitalize()
    return part.upper() if len(part) == REGION_LETTERS else part
