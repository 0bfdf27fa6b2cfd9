"""Exports: every row once, in every form, of a system that is running."""

import csv
import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.export import command, writing
from deploy.cli.export.reading import MOST_TRIES, Reader
from deploy.cli.export.tables import RATING_VALUES, TABLES, claim_review, verdict_row
from schemas.events.vocabulary import RATINGS
from streams.client import ApiError
from streams.intake.factchecks import FactCheck, fact_check
from tests.support import cli
from tests.support.cli import invoke
from tests.support.players import post_batch
from tests.support.system import System

READ_BACK = """
import sys, chdb
name = sys.argv[1].replace("'", "\\\\'")
print(chdb.query(f"SELECT * FROM file('{name}')", "JSONEachRow"))
"""
VERDICT = {"rating": "false", "summary": "no", "link": "https://example.org/f"}


def rumor(number: int, **fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "rumor_id": f"{number:016x}",
        "title": f"title {number}",
        "reports": number,
        "reporters": 1,
        "variants": 1,
        "first_seen": "2026-01-31T12:00:00.000Z",
        "last_seen": "2026-01-31T12:00:00.000Z",
        "reports_1h": 1,
        "growth": None,
        "verdict": None,
        "assignee": None,
    }
    return given | fields


class FakeApi:
    """Answers page by page; `busy` requests are refused first."""

    def __init__(self, *rumors: dict[str, Any], busy: int = 0, status: int = 429) -> None:
        self.listed = list(rumors)
        self.busy = busy
        self.status = status

    def get(self, path: str, **query: Any) -> Any:
        if self.busy:
            self.busy -= 1
            raise ApiError(self.status, "too fast", 2.0)
        if path == "/v1/rumors":
            return self._page(query.get("verdict"), query.get("cursor"))
        if path.endswith("/tree"):
            return {"items": [{"variant_id": "f" * 16, "text": "the whole wording"}]}
        assert path.endswith("/spread")
        points = [{"time": "t", "reports": n, "reporters": n} for n in (0, 2, 0)]
        return {"series": [{"name": "all", "points": points}]}

    def _page(self, verdict: str | None, cursor: int | None) -> Any:
        # Where no verdict is asked for, those that nobody reported are left out.
        found = [
            one
            for one in self.listed
            if (
                one["verdict"] and one["verdict"]["rating"] == verdict
                if verdict
                else one["reports"]
            )
        ]
        at = cursor or 0
        more = at + 1 < len(found)
        return {"items": found[at : at + 1], "next_cursor": at + 1 if more else None}


def test_every_rumor_is_exported_once_also_without_reports() -> None:
    api = FakeApi(rumor(3), rumor(2, verdict=VERDICT), rumor(0, verdict=VERDICT), rumor(3))
    rows = list(Reader(api).rumors())
    assert [row["title"] for row in rows] == ["title 3", "title 2", "title 0"]
    assert [row["rating"] for row in rows] == [None, "false", "false"]
    assert list(rows[0]) == list(TABLES["rumors"])


class GrowingApi:
    """Two to a page, in the order that is asked for. Whenever wordings are read the rumor with the
    fewest reports gets more than all others.
    """

    def __init__(self, number: int) -> None:
        self.reports = {f"{n:016x}": n for n in range(1, number + 1)}
        self.merged: dict[str, str] = {}

    def get(self, path: str, **query: Any) -> Any:
        if path == "/v1/rumors":
            if query.get("verdict"):
                return {"items": [], "next_cursor": None}
            by_id = query["sort"] == "-rumor_id"
            ranked = {(0 if by_id else n, id_): id_ for id_, n in self.reports.items()}
            page = self._page(ranked, query["cursor"])
            return page | {"items": [rumor(1, rumor_id=id_) for id_ in page["items"]]}
        _, _, _, rumor_id, _ = path.split("/")
        least = min(self.reports, key=self.reports.__getitem__)
        self.reports[least] += len(self.reports)
        told = [rumor_id, *(one for one, into in self.merged.items() if into == rumor_id)]
        fields = dict.fromkeys(TABLES["variants"])
        return {"items": [fields | {"variant_id": one} for one in told], "next_cursor": None}

    def _page(self, ranked: dict[tuple[int, str], str], cursor: Any) -> dict[str, Any]:
        behind = sorted((one for one in ranked if not cursor or one < cursor), reverse=True)
        more = behind[1] if len(behind) > 2 else None
        return {"items": [ranked[one] for one in behind[:2]], "next_cursor": more}


def test_no_rumor_is_left_out_while_reports_come_in() -> None:
    api = GrowingApi(20)
    found = [row["rumor_id"] for row in Reader(api).variants()]
    assert sorted(found) == sorted(api.reports)


def test_a_wording_of_rumors_that_are_merged_meanwhile_is_exported_once() -> None:
    api = GrowingApi(6)
    rows = Reader(api).variants()
    found = [next(rows)["variant_id"]]
    first, *others = api.reports
    api.merged = {found[0]: first}
    assert sorted([*found, *(row["variant_id"] for row in rows)]) == [first, *others]


def test_steps_without_reports_are_left_out() -> None:
    (row,) = Reader(FakeApi(rumor(3))).spread(step=3_600)
    assert row == {"rumor_id": f"{3:016x}", "series": "all", "time": "t"} | {
        "reports": 2,
        "reporters": 2,
    }


def test_what_else_is_wrong_with_a_spread_is_told() -> None:
    with pytest.raises(ApiError):
        list(Reader(FakeApi(rumor(3), busy=1, status=422)).spread(step=61))


def test_a_busy_api_is_given_the_time_it_asks_for() -> None:
    paused: list[float] = []
    api = FakeApi(rumor(3), busy=2)
    assert len(list(Reader(api, pause=paused.append).rumors())) == 1
    assert len(paused) == 2
    assert min(paused) >= 2.0
    endless = FakeApi(busy=10**6, status=503)
    with pytest.raises(ApiError):
        list(Reader(endless, pause=paused.append).rumors())
    assert len(paused) == 2 + MOST_TRIES


def test_where_nobody_answers_nothing_is_waited_for() -> None:
    paused: list[float] = []
    with pytest.raises(ApiError):
        list(Reader(FakeApi(busy=1, status=0), pause=paused.append).rumors())
    assert paused == []


def test_a_verdict_goes_out_as_claim_review_and_comes_in_again() -> None:
    assert set(RATING_VALUES) == set(RATINGS)
    for rating in RATINGS:
        item = rumor(1, verdict=VERDICT | {"rating": rating})
        found = fact_check(claim_review(verdict_row(item, "the claim itself")), now_ms=0)
        assert isinstance(found, FactCheck)
        assert (found.texts, found.rating) == (("the claim itself",), rating)
        assert (found.summary, found.link) == (VERDICT["summary"], VERDICT["link"])
    (row,) = Reader(FakeApi(rumor(2, verdict=VERDICT))).verdicts()
    assert row["claim"] == "the whole wording"


def test_a_table_runs_nothing_in_a_spreadsheet() -> None:
    out = io.StringIO()
    rows = [{"a": '=HYPERLINK("x")', "b": ["u", "v"], "c": None, "d": -1}, dict.fromkeys("abcd")]
    assert writing.csv_table(rows, out, "abcd") == 2
    out.seek(0)
    found = list(csv.reader(out))
    assert found == [list("abcd"), ['\'=HYPERLINK("x")', "u|v", "", "-1"], [""] * 4]


def test_what_steers_a_terminal_is_written_out_and_reads_back() -> None:
    out = io.StringIO()
    row = {"text": "\x1b[2J\u202e\x9b31m\n字"}
    writing.json_lines([row], out)
    assert not set("\x1b\u202e\x9b") & set(out.getvalue())
    assert out.getvalue().count("\n") == 1
    assert json.loads(out.getvalue()) == row


def test_what_cannot_be_is_a_usage_error(tmp_path: Path) -> None:
    for words in (
        ["rumors", "--format", "claimreview"],
        ["rumors", "--format", "parquet"],
        ["nonsense"],
        [],
    ):
        assert invoke("export", *words, "--key", "rk_x").exit_code == 2
    failed = invoke("export", "rumors", "--url", "http://127.0.0.1:9", "--key", "rk_x")
    assert failed.exit_code == 1
    assert "no answer from 127.0.0.1:9" in failed.stderr
    out = tmp_path / "old.csv"
    out.write_text("as it was")
    words = ["--format", "csv", "--out", str(out), "--url", "http://127.0.0.1:9", "--key", "rk_x"]
    assert invoke("export", "rumors", *words).exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]
    assert out.read_text() == "as it was"


@pytest.fixture
def told(system: System) -> System:
    """A system with two rumors, one of them rated."""
    hoax = "网传明天起全城停水三天，请大家提前储水"
    texts = [hoax, hoax + "？", hoax, "Lakeside bridge will be closed for six months from Sunday"]
    post_batch(system.api, [{"text": text, "reporter": f"r{n}"} for n, text in enumerate(texts)])
    system.settle(len(texts))
    rumors = system.api.get("/v1/rumors", sort="-reports")["items"]
    system.api.post(f"/v1/rumors/{rumors[0]['rumor_id']}/verdict", VERDICT)
    return system


def test_everything_is_exported_in_every_form(told: System, tmp_path: Path) -> None:
    env = told.environment(RUMOR_KEY=told.key)
    folder = tmp_path / "it's here"  # a quote ends a text of SQL
    folder.mkdir()
    for what, number in (("rumors", 2), ("variants", 3), ("verdicts", 1), ("spread", 2)):
        listed = cli.run("export", what, "--url", told.url, env=env)
        assert listed.returncode == 0, listed.stderr
        rows = [json.loads(line) for line in listed.stdout.splitlines()]
        assert len(rows) == number
        out = folder / f"{what}.parquet"
        words = ["--format", "parquet", "--out", str(out), "--json"]
        done = cli.run("export", what, "--url", told.url, *words, env=env)
        assert json.loads(done.stdout)["rows"] == number
        assert list(read_back(out)[0]) == list(TABLES[what])
        assert len(read_back(out)) == number
    assert sorted(row["reports"] for row in rows) == [1, 3]
    assert [path.suffix for path in folder.iterdir()] == [".parquet"] * 4


def read_back(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file, read by the engine in a process of its own."""
    command = [sys.executable, "-c", READ_BACK, str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in shown.splitlines() if line]


# Where it is written: nothing else than the file that was named is changed.


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Exports two rumors to a path, in a form."""
    monkeypatch.setattr(command, "client", lambda *_: FakeApi(rumor(3), rumor(2)))

    def export(out: Path, form: str = "jsonl") -> Any:
        done = invoke("export", "rumors", "--format", form, "--out", str(out), "--key", "rk_x")
        assert done.exit_code == 0, done.stderr
        return done

    return export


def test_the_owners_mode_and_links_of_a_file_stay(
    tmp_path: Path, exported: Callable[..., Any]
) -> None:
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "rumors.jsonl"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to("kept/rumors.jsonl")
    mine = [target.with_name(f"rumors.jsonl{end}") for end in (".new", ".new.lines")]
    for path in mine:
        path.write_text("mine")
    exported(link)
    assert link.is_symlink()
    assert len(target.read_text().splitlines()) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.read_text() for path in mine] == ["mine", "mine"]
    assert sorted(target.parent.iterdir()) == sorted([target, *mine])


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_pipe_is_written_through(tmp_path: Path, exported: Callable[..., Any], form: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        got = reader.submit(pipe.read_bytes)
        exported(pipe, form)
        content = got.result(30)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert b"title 3" in content
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_device_stays_one(exported: Callable[..., Any]) -> None:
    exported(Path(os.devnull))
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_new_file_has_the_mode_of_any_new_file(
    tmp_path: Path, exported: Callable[..., Any]
) -> None:
    (tmp_path / "other").touch()
    exported(tmp_path / "rumors.jsonl")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_what_fails_in_the_middle_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "rumors.jsonl"
    path.write_text("old")

    def rows() -> Iterator[dict[str, Any]]:
        yield rumor(3)
        raise ApiError(500, "gone")

    with pytest.raises(ApiError):
        command._write(rows(), "rumors", "jsonl", path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
