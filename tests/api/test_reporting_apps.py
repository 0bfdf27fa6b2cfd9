"""docs/reporting-apps.md: every snippet does what the page says, as it stands there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.intake import KEYS, SCOPES, Intake, serving
from tests.support.snippets import RUNNERS, SNIPPETS, run_snippet

APP = "page"
SENDING = SNIPPETS[:-1]  # the last one reads what became of a report, which takes a whole system


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    """An intake that knows an app which may report and read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SCOPES, APP, ("main", ("report", "read"), None))
        patch.setitem(KEYS, APP, KEYS["two"])
        with serving(tmp_path_factory.mktemp("page"), (APP,)) as made:
            yield made


def test_there_is_one_in_each_language() -> None:
    assert {language for language, _ in SNIPPETS} == set(RUNNERS)


@pytest.mark.parametrize(
    ("language", "snippet"), SENDING, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(SENDING)]
)
def test_a_snippet_sends_what_it_says(
    language: str, snippet: str, app: Intake, tmp_path: Path
) -> None:
    before = {report.report_id for _, report in app.logged()}
    url = f"http://{app.host}:{app.port}"
    said = run_snippet(language, snippet, url=url, key=KEYS[APP][0], folder=tmp_path)
    sent = [report for _, report in app.logged() if report.report_id not in before]
    refused = "problem.json" in snippet
    assert len(sent) == (0 if refused else 1)
    assert said == "422" if refused else said
