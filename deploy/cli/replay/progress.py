"""How far replays came: a small file of JSON, by what was replayed.

In: a file that is replayed. Out: how many of its lines were sent, and when the replay began.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from streams.parsing.documents import json_or


class Progress:
    """One replayed file's line in the file of progress."""

    def __init__(self, kept_in: Path, replayed: Path) -> None:
        self._kept_in = kept_in
        found = replayed.stat()
        # A file that was changed begins anew: its lines may be others now.
        named = f"{replayed.absolute()}\0{found.st_size}\0{found.st_mtime_ns}"
        # Names of files are bytes; those that are no UTF-8 come with surrogates.
        digest = hashlib.blake2b(named.encode("utf-8", "surrogateescape"), digest_size=8)
        self._name = digest.hexdigest()

    def resume(self) -> tuple[int, float | None]:
        """How many lines were sent, and when that began (seconds since 1970; None: never)."""
        sent, began_s = self._saved().get(self._name) or (0, 0.0)
        return int(sent), began_s if sent else None

    def save(self, sent: int, began_s: float) -> None:
        self._write([sent, began_s])

    def end(self) -> None:
        """All is sent: the next replay of the file begins anew."""
        self._write([0, 0.0])

    def _write(self, value: list[float]) -> None:
        known = self._saved()
        known[self._name] = value
        self._kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._kept_in.with_suffix(f".{os.getpid()}.new")
        beside.write_text(json.dumps(known))
        beside.replace(self._kept_in)  # whole or not at all: a signal may come at any moment

    def _saved(self) -> dict[str, Any]:
        try:
            # Spoilt by a crash: sent again, every line counts once all the same.
            known = json_or(self._kept_in.read_bytes(), None)
        except FileNotFoundError:
            return {}
        if not isinstance(known, dict):
            return {}
        return {name: value for name, value in known.items() if isinstance(value, list)}
