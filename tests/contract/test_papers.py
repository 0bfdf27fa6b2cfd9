"""The papers say what is: tables made from code are up to date, and what is named exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import pipeline

ROOT = Path(__file__).parents[2]
PAPERS = sorted(
    [
        *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")),
        ROOT / "SECURITY.md",
        ROOT / "deploy" / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs" / "adr").glob("*.md"),
    ]
)
ROOMS = ("schemas", "streams", "dashboards", "deploy", "tests", "docs")
# a path in a paper: of a file that is in the repository, or of a folder with its slash
PATH = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w./-]*)(?::(\w+))?`")
# By whoever follows the paper.
MADE_THERE = {"deploy/.env", "deploy/cluster/config", "deploy/cluster/config/rumor-tracker.toml"}


def block(name: str) -> list[str]:
    """The blocks of ARCHITECTURE.md between two marks."""
    text = (ROOT / "ARCHITECTURE.md").read_text()
    return re.findall(rf"<!-- {name}: begin -->\n(.*?)<!-- {name}: end -->", text, re.S)


def steps_table() -> str:
    """The table of steps as the code has them."""
    lines = ["| step | process | group | reads | follows | writes |", "|---|---|---|---|---|---|"]
    for step in pipeline.PIPELINE:
        topics = [
            ", ".join(topic.name.split(".")[1] for topic in found) or "-"
            for found in (step.reads, step.follows, step.writes)
        ]
        cells = [step.name, step.process, step.group or "-", *topics]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def test_the_table_of_steps_is_the_pipeline() -> None:
    assert block("steps") == [steps_table()]


def named(paper: Path) -> Iterator[tuple[str, str]]:
    """The paths that a paper names, each with the name behind its colon."""
    for path, inside in PATH.findall(paper.read_text()):
        if path not in MADE_THERE:
            yield path, inside


def missing(paper: Path) -> list[str]:
    """What a paper names and the repository has not."""
    return [path for path, _ in named(paper) if not (ROOT / path).exists()]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_what_a_paper_names_is_there(paper: Path) -> None:
    assert missing(paper) == []


def defined(path: Path) -> set[str]:
    """The functions and classes of a module."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)}


def test_the_walk_of_a_report_goes_through_what_there_is() -> None:
    walk = "".join(block("walk"))
    steps = [(path, name) for path, name in PATH.findall(walk) if name]
    assert len(steps) >= 20
    assert len({path for path, _ in steps}) == len(steps), "a file is entered twice"
    wrong = [f"{path}:{name}" for path, name in steps if name not in defined(ROOT / path)]
    assert wrong == []


IMPORTED_TEST = re.compile(r"^from tests\.(?:\w+\.)*(?:test_\w+|conftest) import", re.M)


def test_no_test_is_a_library_of_others() -> None:
    """What two of them need is in tests/support, as CONTRIBUTING says."""
    tests = (ROOT / "tests").rglob("*.py")
    assert [str(path) for path in tests if IMPORTED_TEST.search(path.read_text())] == []


def test_papers_have_no_em_dashes() -> None:
    assert [str(paper) for paper in PAPERS if "\u2014" in paper.read_text()] == []
