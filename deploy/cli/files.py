"""Files that commands read, plain or .gz."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from streams.errors import Refused


class BadFile(Refused):
    """A file that does not hold what a command needs; the message says what and where."""


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, unpacked. Raises `BadFile`, also where what is wrong is met in the middle."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            yield file  # type: ignore[misc]
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadFile(f"{path} cannot be read ({error})") from None
