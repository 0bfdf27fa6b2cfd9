"""[matching]: what operators teach the matcher: phrases that are said around messages.

In: the table as it was written. Out: `Matching`, or a `ConfigError` that names the line.
"""

import msgspec

from streams.config.mistakes import converted, mistake
from streams.core.text import has_something_to_match

# Beside some hundred shipped ones: the words of all have their place in one small table.
MOST_FRAMES = 100
LONGEST_FRAME = 120  # characters; longer ones are no phrases, and a window of a text holds no more


class Matching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`frames` say nothing of what is claimed, whatever they stand around."""

    frames: tuple[str, ...] = ()


def matching_of(text: str, raw: object) -> Matching:
    """What the table says. Raises `ConfigError` for what cannot be a frame."""
    if not isinstance(raw, dict):
        raise mistake(text, "matching", "it is a table: [matching]")
    given = converted(text, "matching", raw, Matching)
    if len(given.frames) > MOST_FRAMES:
        raise mistake(text, "matching.frames", f"{MOST_FRAMES} at most")
    for frame in given.frames:
        if len(frame) > LONGEST_FRAME:
            why = f"{frame[:20]!r}... has more than {LONGEST_FRAME} characters"
            raise mistake(text, "matching.frames", why)
        if not has_something_to_match(frame):
            raise mistake(text, "matching.frames", f"{frame!r} has no letter and no digit")
    return given
