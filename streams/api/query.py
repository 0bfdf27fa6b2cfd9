"""Query parameters, taken one by one; what is left over at the end is refused by name.

A parameter that nobody reads is a filter that its sender believes in.
"""

from collections import Counter
from collections.abc import Collection
from zoneinfo import ZoneInfo

from starlette.requests import Request

from schemas.api.problems import FieldError
from streams.intake.names import trimmed
from streams.intake.problems import Problem, field_problem
from streams.parsing.times import moment, zone_named

DEFAULT_LIMIT = 50  # items of a page: a screenful
MOST = 500  # items of a page: some hundred kilobytes
LONGEST_WORD = 64  # characters of a choice
LONGEST_NUMBER = 20  # characters: int() of a long text takes quadratic time
LONGEST_CURSOR = 200  # characters: ours hold a number and an id
LONGEST_TIME = 40  # characters


class Query:
    """The parameters of one request. Every method raises 422 naming the parameter."""

    def __init__(self, request: Request) -> None:
        self._left = dict(request.query_params)
        self._taken: list[str] = []

    def text(self, name: str, longest: int) -> str:
        """A string, empty where not given."""
        self._taken.append(name)
        value = self._left.pop(name, "")
        if len(value) > longest:
            raise bad_parameter(name, "too_long", f"{name} has at most {longest} characters")
        return value

    def name(self, name: str, longest: int) -> str:
        """A name as reports have it once they are taken; empty where not given or blank."""
        return trimmed(self.text(name, longest)) or ""

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of some words."""
        value = self.text(name, LONGEST_WORD)
        if value and value not in choices:
            raise bad_parameter(name, "bad_choice", f"{name} is one of {', '.join(choices)}")
        return value or default

    def whole(self, name: str, least: int, most: int) -> int | None:
        """A whole number, or None."""
        value = self.text(name, LONGEST_NUMBER)
        if not value:
            return None
        # isascii: isdigit() alone takes superscripts, too, which int() refuses
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            why = f"{name} is a whole number from {least} to {most}"
            raise bad_parameter(name, "bad_number", why)
        return int(value)

    def time_ms(self, name: str) -> int | None:
        """An RFC 3339 time in milliseconds since 1970, or None. A part of one counts as the next:
        what was seen in the one that it lies in was seen before it.
        """
        value = self.text(name, LONGEST_TIME)
        if not value:
            return None
        at = moment(value.replace(" ", "+"))  # as whoever decodes a query reads the plus of a zone
        if at is None or at.tzinfo is None or not 1970 <= at.year < 2100:
            why = f"{name} is an RFC 3339 time with zone, like 2026-01-31T12:00:00Z"
            raise bad_parameter(name, "bad_time", why)
        return -(-round(at.timestamp() * 1e6) // 1_000)

    def zone(self, name: str) -> ZoneInfo | None:
        """A time zone by its name, or None."""
        value = self.text(name, LONGEST_WORD)
        if not value:
            return None
        zone = zone_named(value)
        if zone is None:
            why = f"{name} is a time zone like Asia/Shanghai"
            raise bad_parameter(name, "bad_zone", why)
        return zone

    def limit(self) -> int:
        """Items a page."""
        return self.whole("limit", 1, MOST) or DEFAULT_LIMIT

    def cursor(self) -> str:
        """Where the page begins."""
        return self.text("cursor", LONGEST_CURSOR)

    def done(self) -> None:
        """Refuses what nobody took."""
        if self._left:
            raise _unknown(next(iter(self._left)), self._taken)


def expect_known(request: Request, names: Collection[str]) -> None:
    """Raises 422 for a parameter of another name, and for one that is given twice."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    for name, times in given.items():
        if name not in names:
            raise _unknown(name, names)
        if times > 1:
            why = f"{name} is given {times} times; one of them would be ignored"
            raise bad_parameter(name, "repeated_parameter", why)


def _unknown(name: str, known: Collection[str]) -> Problem:
    there = f"there are {', '.join(known)}" if known else "there is none here"
    why = f"there is no parameter {name!r}; {there}"
    return bad_parameter(name, "unknown_parameter", why)


def bad_parameter(name: str, code: str, message: str) -> Problem:
    """422 for a query parameter."""
    return field_problem(FieldError(f"?{name}", code, message))


def bad_cursor() -> Problem:
    """422 for a cursor that no page handed out."""
    why = "use next_cursor of the page before, with the same parameters"
    return bad_parameter("cursor", "bad_cursor", why)
