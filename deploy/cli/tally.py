"""What came of a file that is sent line by line: how much was accepted, what was refused and why.

In: answers of the API. Out: counts, as people or programs read them, and how the command ends.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from deploy.cli.files import seems_to_be
from deploy.cli.output import emit, fail, shown
from deploy.cli.stopping import Stopped
from schemas.api.fields import LARGEST_BATCH

MOST_EXAMPLES = 10
# Bytes of the lines of one request; the rest of the limit is room for the attribute that tells
# copies apart and for blanks, of at most 10,000 lines.
FULLEST = LARGEST_BATCH - (1 << 20)


class Tally:
    """The counts of one run. `place` is what a part of the file is called: a line, an item."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.accepted = 0
        self.refused = Counter[str]()
        self.examples: list[dict[str, Any]] = []

    def count(self, numbers: Sequence[int], answer: dict[str, Any]) -> None:
        """An answer to the parts of these numbers, from 0."""
        self.accepted += answer["accepted"]
        for one in answer["rejected"]:
            named = {name: value for name, value in one.items() if name != "index"}
            self._refuse(numbers[one["index"]], named)

    def refuse_too_large(self, number: int, size: int, largest: int) -> None:
        """A part that no request has room for."""
        message = f"{size:,} bytes, and a request has room for {largest:,}"
        self._refuse(number, {"code": "too_large", "message": message})

    def counts(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted,
            "refused": self.refused.total(),
            "refused_by_code": dict(self.refused),
            "examples": self.examples,
        }

    def _refuse(self, number: int, why: dict[str, Any]) -> None:
        self.refused[why["code"]] += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append({self.place: number + 1} | why)  # editors count from 1


def show(counts: dict[str, Any], place: str, as_json: bool) -> None:
    """Prints counts: as JSON, or a table and a line for each example of what was refused."""
    if as_json:
        emit(counts, True)
        return
    table = {name: value for name, value in counts.items() if name != "examples"}
    codes = counts["refused_by_code"].items()
    table["refused_by_code"] = ", ".join(f"{code} {number}" for code, number in codes)
    emit(table, False)
    for example in counts["examples"]:
        named = f"{place} {example[place]}: {example['code']}: {example['message']}"
        click.echo(shown(named))


def stopped_at(counts: dict[str, Any], place: str, as_json: bool, why: Stopped) -> NoReturn:
    """Prints how far it came when a signal stopped it, and ends the command as the signal would."""
    show(counts, place, as_json)
    click.echo("rumor-tracker: stopped; run the same command again to go on", err=True)
    raise SystemExit(why.code)


def end(counts: dict[str, Any], file: Path, *, documents: bool = False) -> None:
    """Ends the command with 1 where nothing of a file came to anything, and says why. `documents`:
    the file may be whole JSON.
    """
    if counts["accepted"]:
        return
    if counts["refused"]:
        what = seems_to_be(file, documents=documents)
        looks = f": it seems to be {what}" if what else ""
        fail(f"all that was sent of {file} was refused{looks}")
    if not counts["resumed_at"]:
        fail(f"{file} holds nothing to send")
