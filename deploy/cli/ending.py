"""How a command ends whose output nobody reads, or cannot be written.

In: what writing to standard output raises. Out: a quiet end where a pipe was closed, as other tools
have it; one line and exit code 1 where nothing can be written.
"""

import errno
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from deploy.cli.output import OUTPUT, fail, mute, say_all

# What a full disk or a broken one says; anything else is a defect, and is shown as one.
UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)


class Commands(click.Group):
    """A group of commands that all end so, with their help."""

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        say_all()  # before any of them prints, its help included
        with _ends_well():
            return super().make_context(*given, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _ends_well():
            return super().invoke(ctx)


@contextmanager
def _ends_well() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if not _is_of_output(error):
            raise
        _end(error)
    finally:
        _flush()


def _flush() -> None:
    """Writes the rest while it can still be said that it cannot be written."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            _end(error)
        mute()  # the exit code stays what it was


def _end(error: OSError) -> None:
    mute()
    if isinstance(error, BrokenPipeError):
        raise SystemExit(0)
    fail(f"the output cannot be written: {error.strerror}")


def _is_of_output(error: OSError) -> bool:
    if isinstance(error, BrokenPipeError):
        return _is_unread()
    return error.errno in UNWRITABLE and error.filename is None


def _is_unread() -> bool:
    """Whether standard output is a pipe whose reader is gone: others break, too, to servers."""
    asked = select.poll()
    asked.register(OUTPUT, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in asked.poll(0))
