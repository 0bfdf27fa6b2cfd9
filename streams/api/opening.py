"""A rumor in the second in which the log has it and the store has not.

In: what the store answered, and what stands on the log. Out: the same answer with a title, and with
the reports that there are at least: nobody who was just told of a rumor is shown one without name.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from schemas.events.vocabulary import STANCES


class Opened(Protocol):
    """A rumor on the log: its title, and by stance the reports that there are at least."""

    @property
    def title(self) -> str: ...

    @property
    def stances(self) -> Mapping[str, int]: ...


Opening = Callable[[str, str], Opened | None]  # of a tenant and a rumor
# A rumor of which nothing is stored.
EMPTY: Mapping[str, Any] = {
    "title": "",
    "reports": 0,
    "reporters": 0,
    "variants": 0,
    "stance": dict.fromkeys(STANCES, 0),
    "channels": [],
    "places": [],
    "first_seen": None,
    "last_seen": None,
    "suggestions": [],
    "merged_into": None,
}


def with_opened(found: Mapping[str, Any], opened: Opened | None) -> dict[str, Any]:
    """A rumor, or one line of it, as it was found; with what the log knows where that is more."""
    filled = dict(found)
    if opened is None:
        return filled
    filled["title"] = found["title"] or opened.title
    stances = {} if found["reports"] else opened.stances
    reports = sum(stances.values())
    if not reports:
        return filled
    filled["reports"] = reports
    if "stance" in found:
        filled["stance"] = dict.fromkeys(STANCES, 0) | dict(stances)
        filled["reporters"] = 1  # whoever they are, there is one
        filled["variants"] = max(found["variants"], reports)  # each has a wording of its own
    return filled
