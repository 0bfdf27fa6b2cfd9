"""A data directory that was copied by a tool that follows links: what should be links are copies,
and the engine does not start on them.

In: the directory. Out: the same without the copies; the engine makes the links anew.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

UUID = re.compile(r"\bUUID '((\w{3})[\w-]+)'")


class NoCopy(RuntimeError):
    """A directory stands where a link belongs, and what it holds is nowhere else."""


def remove_copies(data: Path) -> list[Path]:
    """Removes what was copied in the place of links, where all of it is there once more -> what was
    removed. Raises `NoCopy` where it is not, `OSError`.

    Left where they are, the copies of tables would go on holding what is erased from the tables.
    """
    removed = []
    for place, own in _links(data):
        if place.is_symlink() or not place.is_dir():
            continue
        if not _is_copy(place, own):
            raise NoCopy(
                f"{place} is no link, as it was before {data} was copied, and {own} does not hold "
                "the same: copy it again with its links (`cp -a`, `rsync -a`, `tar`)"
            )
        shutil.rmtree(place)
        removed.append(place)
    return removed


def _links(data: Path) -> Iterator[tuple[Path, Path]]:
    """What should be links, and where they should lead: databases, then their tables."""
    for database in sorted((data / "metadata").glob("*.sql")):
        if (own := _own(data, database)) is None:
            continue
        yield data / "metadata" / database.stem, own
        for table in sorted(own.glob("*.sql")):
            if (of_table := _own(data, table)) is not None:
                yield data / "data" / database.stem / table.stem, of_table


def _own(data: Path, definition: Path) -> Path | None:
    """Where the engine keeps what a file defines; None where that has no place of its own."""
    found = UUID.search(definition.read_text(encoding="utf-8", errors="replace"))
    return None if found is None else data / "store" / found[2] / found[1]


def _is_copy(place: Path, own: Path) -> bool:
    """Whether all that a directory holds is in another one as well."""
    # By size: what is named so is never written again, and reading it all could take hours.
    return all(
        (twin := own / path.relative_to(place)).is_file()
        and twin.stat().st_size == path.stat().st_size
        for path in place.rglob("*")
        if not path.is_dir()
    )
