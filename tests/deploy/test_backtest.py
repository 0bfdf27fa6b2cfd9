"""`rumor-tracker backtest`: over a file, over what is stored, and what it refuses."""

import gzip
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.backtest import histories
from deploy.cli.backtest import shown as backtest_shown
from schemas.events import VerdictGiven
from streams.config.settings import load
from streams.core.durations import DAY_MS, HOUR_MS
from streams.core.surge.backtest import compare
from streams.core.surge.policy import SurgePolicy
from streams.store import rows
from streams.store.database import Database
from tests.support import builders, cli, players
from tests.support.clickhouse import ClickHouse
from tests.support.system import System, wait

BEGAN = datetime(2026, 7, 1, tzinfo=UTC)
HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
SMALL = "the water of the city is poisoned, do not drink it"
SPAN = ("--from", "2026-07-01T00:00:00Z", "--to", "2026-07-08T00:00:00Z")


def reports() -> list[dict[str, Any]]:
    """Four hundred people on one morning, fifteen on the next: one every twenty seconds."""
    found = [
        {
            "text": text,
            "observed_at": (BEGAN + timedelta(hours=hour, seconds=20 * n)).isoformat(),
            "reporter": f"{hour}-{n}",
        }
        for text, hour, people in ((HOAX, 9, 400), (SMALL, 33, 15))
        for n in range(people)
    ]
    return found[::-1]  # newest first, as exports come


def written(path: Path, lines: list[dict[str, Any]]) -> str:
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


def policy(folder: Path, text: str = "[policy]\nmin_reports = 300\n") -> str:
    path = folder / "try.toml"
    path.write_text(text)
    return str(path)


def asked(folder: Path, *words: str, people: int = 300, **environment: Any) -> dict[str, Any]:
    tried = policy(folder, f"[policy]\nmin_reports = {people}\n")
    done = cli.invoke("backtest", "--policy", tried, "--json", *words, **environment)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """An environment without anybody's config file."""
    return {"RUMOR_CONFIG": "", "RUMOR_DATA_DIR": str(tmp_path / "data")}


@pytest.mark.parametrize("name", ["reports.jsonl", "reports.jsonl.gz"])
def test_over_a_file_of_reports(tmp_path: Path, name: str, config: dict[str, Any]) -> None:
    file = written(tmp_path / name, reports())
    found = asked(tmp_path, "--file", file, **config)
    assert found["reports"] == 415
    assert (found["policy"]["alerts"], found["other"]["alerts"]) == (2, 1)
    assert [alert["title"] for alert in found["gone"]] == [SMALL]
    assert found["new"] == []
    [both] = found["both"]
    assert both["title"] == HOAX
    # A report every twenty seconds: three of them are a minute.
    assert both["lead_reports"] == pytest.approx(both["lead_minutes"] * 3)
    assert both["lead_minutes"] < 0
    assert (found["policy"]["never_grew"], found["other"]["never_grew"]) == (1, 0)


def test_a_span_of_a_file_and_a_policy_in_force(tmp_path: Path, config: dict[str, Any]) -> None:
    file = written(tmp_path / "reports.jsonl", reports())
    found = asked(tmp_path, "--file", file, "--from", "2026-07-02T00:00:00Z", **config)
    assert [alert["title"] for alert in found["gone"]] == [SMALL]
    assert found["both"] == []
    in_force = tmp_path / "rumor-tracker.toml"
    in_force.write_text("[policy]\nmin_reports = 300\n")
    found = asked(tmp_path, "--file", file, **{**config, "RUMOR_CONFIG": str(in_force)})
    assert found["policy"] == found["other"]
    assert found["gone"] == []


def test_tables_and_a_chart(tmp_path: Path, config: dict[str, Any]) -> None:
    file = written(tmp_path / "reports.jsonl", reports())
    for name in ("chart.svg", "chart.html"):
        chart = tmp_path / name
        done = cli.invoke(
            "backtest",
            *("--policy", policy(tmp_path), "--file", file, "--chart", str(chart)),
            **config,
        )
        assert done.exit_code == 0, done.output
        assert "alerts (surge and above)" in done.stdout
        assert "1 told by both, in the median" in done.stdout
        assert "gone" in done.stdout
        picture = chart.read_text()
        assert "2026-07-01 in force: 1" in picture
        assert "2026-07-02 tried: 0" in picture
        assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    ET.fromstring((tmp_path / "chart.svg").read_text())


@pytest.mark.parametrize("name", [field.name for field in fields(SurgePolicy)])
def test_every_field_of_a_policy_is_shown_where_it_differs(name: str) -> None:
    before = SurgePolicy()
    after = replace(before, **{name: getattr(before, name) + 1})
    value = getattr(before, name)
    row = {"policy": name, "in force": value, "tried": value + 1}
    assert backtest_shown.policies(before, after) == [row]
    found = backtest_shown.data(compare([], policy=before, other=after), before, after)
    assert (found["policy"][name], found["other"][name]) == (value, value + 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("min_reports = 0", "line 1: policy.min_reports: min_reports is at least 3"),
        ("major = 9\nmin_reports = 0", "line 2: policy.min_reports: "),
        ("[policy]\nmin_reports = -4", "min_reports is at least 3"),
        ("[policy]\nmajor = 9\ncritical = 2", "critical is at least as much as major"),
        ("[policy]\nmin_reprts = 9", "unknown field `min_reprts`"),
        ("[polcy]\nmin_reports = 9", "there is no [policy] in it, but [polcy]"),
        ("[policy", "try.toml: "),
        ("", "it is empty"),
    ],
)
def test_a_policy_with_a_mistake_is_refused_in_one_line(
    tmp_path: Path, text: str, why: str, config: dict[str, Any]
) -> None:
    file = written(tmp_path / "reports.jsonl", reports()[:3])
    done = cli.invoke("backtest", "--policy", policy(tmp_path, text), "--file", file, **config)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert why in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        (
            "f.jsonl",
            b'{"text": "a b", "observed_at": "2026-07-01T00:00:00Z"}\n{"text": ""}',
            "line 2",
        ),
        ("f.jsonl", b'{"text": "a b"}', "line 1: /observed_at"),
        ("f.jsonl", b"hello", "line 1"),
        ("f.jsonl", b"\n \n", "holds no report"),
        ("f.jsonl.gz", b"hello", "cannot be read"),
        ("f.jsonl.gz", gzip.compress(b'{"text": "a b"}', mtime=0)[:-9], "cannot be read"),
    ],
)
def test_a_file_that_is_no_history_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, why: str, config: dict[str, Any]
) -> None:
    (tmp_path / name).write_bytes(content)
    given = ("--policy", policy(tmp_path), "--file", str(tmp_path / name))
    done = cli.invoke("backtest", *given, **config)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert why in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "give --from and --to, or --file"),
        (SPAN[:2], "give --from and --to, or --file"),
        (("--from", SPAN[3], "--to", SPAN[1]), "--from is not before --to"),
        (("--from", "yesterday"), "is no time"),
        (("--from", "2026-07-01"), "has no zone"),
        (("--file", "nowhere.jsonl"), "does not exist"),
        ((*SPAN, "--chart", "chart.png"), "--chart ends in"),
        ((*SPAN, "--night", "late"), "--night"),
        ((*SPAN, "--zone", "Mars/Base"), "there is no 'Mars/Base'"),
    ],
)
def test_wrong_usage_exits_2(
    tmp_path: Path, words: tuple[str, ...], why: str, config: dict[str, Any]
) -> None:
    done = cli.invoke("backtest", "--policy", policy(tmp_path), *words, **config)
    assert done.exit_code == 2
    assert why in done.stderr


def test_without_an_engine_it_says_what_to_start(tmp_path: Path, config: dict[str, Any]) -> None:
    done = cli.invoke("backtest", "--policy", policy(tmp_path), *SPAN, **config)
    assert done.exit_code == 1
    assert "start `rumor-tracker up`" in done.stderr


def test_over_what_is_stored(
    database: Database,
    clickhouse_server: ClickHouse,
    tmp_path: Path,
    config: dict[str, Any],
) -> None:
    at_ms = round(BEGAN.timestamp() * 1_000) + 9 * HOUR_MS
    times = [at_ms + n * 20_000 for n in range(400)]
    events = [
        builders.sighted(builders.sighting(n, observed_at_ms=at), received_at_ms=at)
        for n, at in enumerate(times)
    ]
    database.insert([row for event in events for row in rows.sightings(event)])
    rated = builders.decision(
        decided_at_ms=at_ms + 3 * HOUR_MS, verdict=VerdictGiven(rating="true")
    )
    database.insert([rows.decision(rated, 0)])
    url: dict[str, Any] = {"RUMOR_CLICKHOUSE_URL": clickhouse_server.url(database.name)}
    found = asked(tmp_path, *SPAN, **config, **url)
    assert found["reports"] == 400
    assert (found["policy"]["alerts"], found["other"]["alerts"]) == (1, 1)
    assert found["policy"]["rated_true"] == 1
    assert found["lead"]["median_minutes"] < 0
    ever = ("--from", "0001-01-01T00:00:00Z", "--to", "9999-12-31T00:00:00Z")
    began_s = time.monotonic()
    assert asked(tmp_path, *ever, **config, **url)["reports"] == 400
    assert time.monotonic() - began_s < 30
    nothing = cli.invoke(
        "backtest",
        *("--policy", policy(tmp_path), "--from", "2025-01-01T00:00:00Z"),
        *("--to", "2025-01-02T00:00:00Z"),
        **config,
        **url,
    )
    assert nothing.exit_code == 0
    assert "nothing to compare" in nothing.stdout


def test_the_bar_moves_over_empty_stretches_to_the_end(
    database: Database,
    clickhouse_server: ClickHouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_ms = round(BEGAN.timestamp() * 1_000)
    old = builders.sighting(1, observed_at_ms=at_ms - 30 * DAY_MS)
    new = builders.sighting(2, observed_at_ms=at_ms)
    for one, received_ms in ((new, at_ms), (old, at_ms + 40 * DAY_MS)):
        database.insert(rows.sightings(builders.sighted(one, received_at_ms=received_ms)))
    steps: list[int] = []
    totals: list[float | None] = []

    @contextmanager
    def bar(_: str, total: float | None) -> Iterator[histories.Advance]:
        totals.append(total)
        yield steps.append

    monkeypatch.setattr(histories, "_bar", bar)
    ask = histories.Asked(
        tenant="main",
        policy=SurgePolicy(),
        other=SurgePolicy(),
        night=lambda _: None,
        from_ms=0,
        to_ms=at_ms + 50 * DAY_MS,
    )
    settings = load({"RUMOR_CLICKHOUSE_URL": clickhouse_server.url(database.name)})
    found = histories.over_store(settings, ask, from_ms=0, to_ms=at_ms + 50 * DAY_MS)
    assert found.reports == 1
    # What came last is history and no record; its day is read all the same.
    assert totals == [sum(steps)] == [41 * DAY_MS]
    assert all(step >= 0 for step in steps)


def test_beside_a_running_system(system: System, tmp_path: Path) -> None:
    players.surge(system.api, HOAX, people=60)
    players.caught_up(system.api)
    now_s = time.time()

    def compared() -> dict[str, Any]:
        return asked(
            tmp_path,
            *("--from", players.iso(now_s - 3_600), "--to", players.iso(now_s + 60)),
            people=3_000,
            RUMOR_DATA_DIR=str(system.data),
            RUMOR_CONFIG=str(system.config),
        )

    wait(lambda: compared()["reports"] == 60, 60, "the reports were not stored")
    found = compared()
    assert [alert["title"] for alert in found["gone"]] == [HOAX]
    assert found["policy"]["alerts"] == 1
