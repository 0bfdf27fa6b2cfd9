"""What the parameters of queries are, for the document: form, limits and meaning.

Each operation describes its own in its row; here is how, and what several have. Handlers take them
by `Query`, which refuses what does not fit; `tests/api/test_parameters.py` holds the two together.
"""

from collections.abc import Mapping
from typing import Any

from streams.api import query

Described = dict[str, Any]
Parameters = Mapping[str, Described]

ID_LENGTH = 16  # characters of a rumor's id


def text(description: str, *, longest: int) -> Described:
    """So many characters at most."""
    return _parameter({"type": "string", "maxLength": longest}, description)


def choice(description: str, *choices: str, default: str = "") -> Described:
    """One of a few words."""
    schema: Described = {"type": "string", "enum": list(choices)}
    return _parameter(schema | {"default": default} if default else schema, description)


def whole(description: str, *, least: int, most: int, default: int = 0) -> Described:
    """A whole number."""
    schema: Described = {"type": "integer", "minimum": least, "maximum": most}
    return _parameter(schema | {"default": default} if default else schema, description)


def time(description: str) -> Described:
    """A time with its zone."""
    return _parameter({"type": "string", "format": "date-time"}, description)


def _parameter(schema: Described, description: str) -> Described:
    return {"description": description, "schema": schema}


PAGED: Parameters = {
    "limit": whole("Items a page.", least=1, most=query.MOST, default=query.DEFAULT_LIMIT),
    "cursor": text(
        "`next_cursor` of the page before, asked with the same parameters.",
        longest=query.LONGEST_CURSOR,
    ),
}
RUMOR_ID = text("Of this rumor, and those that were merged into it.", longest=ID_LENGTH)
