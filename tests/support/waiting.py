"""Waiting for what other processes do: there is no event to wait for, so it is asked again."""

import time
from collections.abc import Callable
from typing import TypeVar

from streams.client import ApiError

Value = TypeVar("Value")


def wait(
    condition: Callable[[], Value | None], within_s: float, message: str, *, every_s: float = 0.1
) -> Value:
    """The first true value of a condition; AssertionError with the message when it takes longer."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(every_s)
    raise AssertionError(message)


def status_of(call: Callable[[], object]) -> int:
    """The HTTP status of a call; 200 stands for every success."""
    try:
        call()
    except ApiError as error:
        return error.status
    return 200
