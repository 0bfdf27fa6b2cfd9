"""What the parameters of requests are, for the document: form, limits and meaning by their names.

Handlers take them by `Query`, which refuses what does not fit; `tests/api/test_parameters.py` holds
the two together.
"""

from typing import Any

from schemas.api.fields import LONGEST_LANGUAGE, LONGEST_NAME
from schemas.events.vocabulary import DELIVERY_STATES, RATINGS
from streams.api import alerts, query, rumors, suggestions, told
from streams.core.surge.policy import LEVELS
from streams.store.reads.questions import DIMENSIONS, SORTS

Described = dict[str, Any]


def _parameter(schema: Described, description: str) -> Described:
    return {"description": description, "schema": schema}


def _text(description: str, *, longest: int) -> Described:
    return _parameter({"type": "string", "maxLength": longest}, description)


def _choice(description: str, *choices: str, default: str = "") -> Described:
    schema: Described = {"type": "string", "enum": list(choices)}
    return _parameter(schema | {"default": default} if default else schema, description)


def _whole(description: str, *, least: int, most: int, default: int = 0) -> Described:
    schema: Described = {"type": "integer", "minimum": least, "maximum": most}
    return _parameter(schema | {"default": default} if default else schema, description)


def _time(description: str) -> Described:
    return _parameter({"type": "string", "format": "date-time"}, description)


def _rumor(description: str) -> Described:
    return _text(description, longest=alerts.ID_LENGTH)


SORT = _choice("By what, the most first.", *SORTS, default=rumors.USUAL_SORT)
IN_QUERY = {
    "limit": _whole("Items a page.", least=1, most=query.MOST, default=query.DEFAULT_LIMIT),
    "cursor": _text(
        "`next_cursor` of the page before, asked with the same parameters.",
        longest=query.LONGEST_CURSOR,
    ),
    "query": _text("Words of titles and wordings, masked.", longest=rumors.LONGEST_SEARCH),
    "verdict": _choice("Rated so, or not rated.", *RATINGS, rumors.UNRATED),
    "open_alert": _choice("Whether an alert is open.", *rumors.YES_OR_NO),
    "place": _text("Reported from there.", longest=LONGEST_NAME),
    "channel": _text("Reported from that channel.", longest=LONGEST_NAME),
    "language": _text("Reported in that language.", longest=LONGEST_LANGUAGE),
    "assignee": _text("Assigned to them.", longest=LONGEST_NAME),
    "sort": SORT,
    "rumor_id": _rumor("Of this rumor, and those that were merged into it."),
    "min_level": _choice("At least that level.", *LEVELS[1:], default=alerts.LEAST_LEVEL),
    "receiver": _text("To this receiver.", longest=LONGEST_NAME),
    "state": _choice("In this state.", *DELIVERY_STATES),
    "from": _time("Nothing before it."),
    "to": _time("Nothing from then on."),
    "step": _whole(
        "Seconds a point; by default the least that gives at most 1,000 points.",
        least=rumors.STEP_S,
        most=rumors.LONGEST_STEP_S,
    ),
    "by": _choice("A series for each; without it one of all.", *DIMENSIONS),
    "zone": _text("Whose midnight begins a day, like Asia/Shanghai.", longest=query.LONGEST_WORD),
    "page": _whole("Which page.", least=1, most=told.MOST_PAGES, default=1),
    "with_followers": _choice(
        "Also what joined through them before now.", "true", "false", default="false"
    ),
}
SPREAD = "/v1/rumors/{rumor_id}/spread"
# Where a name means something else, or more.
ELSEWHERE = {
    ("/v1/suggestions", "sort"): _choice("By what, the most first.", *suggestions.SORTS),
    (SPREAD, "from"): _time(
        "Nothing before it. Reports are told apart by the second, also within a minute: fractions "
        "are cut off. By default the first report."
    ),
    (SPREAD, "to"): _time(
        "Nothing from then on: of ranges that meet there none counts a report that another does, "
        "whatever `by` is. By default the second after the last report. A point is of what lies "
        "in the range, also where its step begins before it or ends after it."
    ),
}


def in_query(path: str, name: str) -> Described:
    """A parameter of the query of one operation."""
    return {"name": name, "in": "query", **ELSEWHERE.get((path, name), IN_QUERY[name])}
