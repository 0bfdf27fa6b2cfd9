"""Pairs of wordings with what changed between them, as two files have them."""

from pathlib import Path

from streams.core.matching.changes.comparing import CHANGED, DISGUISE, Comparison
from streams.core.matching.explanation import Wordings

HERE = Path(__file__).parent
Pair = tuple[set[str], str, str]


def pairs(name: str) -> list[Pair]:
    """What was changed, and both wordings, of `practised` or `measured` pairs."""
    lines = (HERE / f"changes_{name}.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [(set(wanted.split()) - {"none"}, earlier, later) for wanted, earlier, later in parts]


def compared(earlier: str, later: str) -> Comparison:
    """The later of two raw wordings beside the earlier one."""
    found = Wordings().explain(later, earlier, 0.5).comparison
    assert found is not None
    return found


def kinds(earlier: str, later: str) -> set[str]:
    """What was changed by its kind, what was disguised by its name, what else by what it is."""
    found = compared(earlier, later)
    return {
        one.what if one.kind in (CHANGED, DISGUISE) else one.kind
        for one in (*found.changes, *found.disguises)
    }
