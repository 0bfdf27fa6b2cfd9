"""What a mask hides, told apart without being shown: another phone number is another one.

In: a raw text and the same masked. Out: what stands behind the labels, by kind, in one form. It
never leaves the comparison.
"""

import re
from collections.abc import Mapping, Set

from streams.core.masking import EMAIL
from streams.core.masks.shadow import shadow
from streams.core.matching.changes.kinds import ACCOUNT, ADDRESS, LABELS, PHONE

# What is hidden, by its kind.
Hidden = Mapping[str, Set[str]]

NUMBER = re.compile(r"\d(?:[ ().+-]{0,3}\d){4,40}")
ACCOUNT_NAME = re.compile(r"[A-Za-z][\w-]{4,40}|\d{12,20}")
# What stands before a number of a country's phone: with and without, it is the same.
LAST_DIGITS = 8


def hidden_in(raw: str, masked: str) -> Hidden:
    """What the mask of a raw text hides; kinds without a label are left out."""
    kinds = {kind for label, kind in LABELS.items() if label in masked}
    if raw == masked or not kinds:
        return {}
    before, _ = shadow(raw)
    after, _ = shadow(masked)
    found: dict[str, Set[str]] = {}
    if PHONE in kinds:
        found[PHONE] = _numbers(before) - _numbers(after)
    if ADDRESS in kinds:
        found[ADDRESS] = {one.casefold() for one in EMAIL.findall(before)}
    if ACCOUNT in kinds:
        # Whoever is named by an address is no account.
        names = ACCOUNT_NAME.findall(EMAIL.sub(" ", before))
        found[ACCOUNT] = set(names) - set(ACCOUNT_NAME.findall(after))
    return found


def _numbers(text: str) -> set[str]:
    digits = (re.sub(r"\D", "", found) for found in NUMBER.findall(text))
    return {one[-LAST_DIGITS:] for one in digits}
