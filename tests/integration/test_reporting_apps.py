"""docs/reporting-apps.md: the snippet that asks what became of a report, on a whole system."""

from pathlib import Path

from tests.support.snippets import SNIPPETS, run_snippet
from tests.support.system import System


def test_the_page_shows_how_to_get_the_verdict_back(system: System, tmp_path: Path) -> None:
    language, snippet = SNIPPETS[-1]
    said = run_snippet(language, snippet, url=system.url, key=system.key, folder=tmp_path)
    assert said.split()[0] in ("pending", "matched")
    assert said.endswith("None")
