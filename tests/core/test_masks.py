"""Masks on labelled lines: what leads to a person goes, dates, amounts and hotlines stay."""

import re
from pathlib import Path

import pytest

from streams.core.masking import mask

MARKED = re.compile("⟦(.*?)⟧")
SHOWN = re.compile(r"@?\[\w+\]")


def lines(name: str) -> list[str]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def missed(marked: list[str]) -> list[str]:
    """Lines of which something is still shown, or of which too much is gone."""
    wrong = []
    for line in marked:
        around = [re.escape(part) for part in MARKED.split(line)[::2]]
        shown = mask(MARKED.sub(r"\1", line))
        if not re.fullmatch(SHOWN.pattern.join(around), shown):
            wrong.append(f"{line} -> {shown}")
    return wrong


@pytest.mark.parametrize("name", ["masks_practised.txt", "masks.txt"])
def test_personal_data_is_masked_and_nothing_else(name: str) -> None:
    """At least 99 % of what leads to a person, at most 1 % of what does not."""
    marked = [line for line in lines(name) if MARKED.search(line)]
    plain = [line for line in lines(name) if not MARKED.search(line)]
    shown = missed(marked)
    masked = [f"{line} -> {mask(line)}" for line in plain if mask(line) != line]
    assert len(shown) <= len(marked) // 100, "\n".join(shown)
    assert len(masked) <= len(plain) // 100, "\n".join(masked)


def test_there_are_enough_of_both_and_no_line_is_in_both() -> None:
    practised, judged = lines("masks_practised.txt"), lines("masks.txt")
    assert len(practised) + len(judged) >= 600
    assert not set(practised) & set(judged)
