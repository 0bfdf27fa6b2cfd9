"""How long to wait before trying again: one back-off for everybody."""

from collections.abc import Iterator


def waits(first_s: float, longest_s: float) -> Iterator[float]:
    """Seconds to wait after each failure:

    doubling from `first_s` up to `longest_s`, without end.
    """
    wait_s = first_s
    while True:
        yield wait_s
        wait_s = min(wait_s * 2, longest_s)
