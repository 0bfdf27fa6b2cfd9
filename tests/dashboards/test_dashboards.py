"""The dashboards: as committed, by the rules of the house, and every query on the real engine."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from dashboards.grafana import build, document
from dashboards.grafana.check import Checked, check, problem
from dashboards.grafana.queries import Query, Range, expand, fill, queries_of
from dashboards.grafana.rules import alerting
from dashboards.grafana.targets import CLICKHOUSE, PROMETHEUS
from deploy.single.engines import reader_url
from streams import telemetry
from streams.config.settings import Settings
from streams.store.database import Database
from streams.store.migrations import MIGRATIONS
from tests.dashboards.day import play
from tests.support import cli
from tests.support.system import System

ALL = build.load()
PANELS = [(name, panel) for name, dashboard in ALL.items() for panel in dashboard["panels"]]
QUERIES = [query for name, dashboard in ALL.items() for query in queries_of(name, dashboard)]
DASHBOARD_KEYS = {
    "uid",
    "title",
    "description",
    "tags",
    "schemaVersion",
    "version",
    "editable",
    "graphTooltip",
    "timezone",
    "time",
    "refresh",
    "fiscalYearStartMonth",
    "links",
    "templating",
    "annotations",
    "panels",
}
PANEL_KEYS = {
    "id",
    "type",
    "title",
    "description",
    "datasource",
    "targets",
    "fieldConfig",
    "options",
    "gridPos",
}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("day")) as system:
        play(system.start())
        yield system


def test_the_committed_files_are_what_the_generator_makes() -> None:
    assert {name: (build.FOLDER / name).read_text() for name in build.files()} == build.files()
    assert {path.name for path in build.FOLDER.iterdir()} == set(build.files())


def test_the_page_about_them_is_up_to_date() -> None:
    assert document.PAGE.read_text() == document.page()


def test_ids_are_unique_and_short_enough() -> None:
    uids = [dashboard["uid"] for dashboard in ALL.values()]
    assert len(set(uids)) == len(uids)
    assert all(len(uid) <= 40 for uid in uids)
    for dashboard in ALL.values():
        ids = [panel["id"] for panel in dashboard["panels"]]
        assert len(set(ids)) == len(ids)


def test_cells_of_the_grid_do_not_overlap() -> None:
    for dashboard in ALL.values():
        for one, other in combinations([panel["gridPos"] for panel in dashboard["panels"]], 2):
            apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
            assert apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert all(
            panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in dashboard["panels"]
        )


def test_keys_are_known_and_every_panel_says_what_it_shows_and_why_it_may_be_empty() -> None:
    for dashboard in ALL.values():
        assert set(dashboard) <= DASHBOARD_KEYS
        assert dashboard["timezone"] == "browser"
        assert dashboard["title"]
        assert dashboard["description"]
    for name, panel in PANELS:
        assert set(panel) <= PANEL_KEYS, name
        assert panel["title"]
        assert len(panel["description"]) > 15, panel["title"]
        defaults = panel["fieldConfig"]["defaults"]
        assert defaults["unit"], panel["title"]
        assert defaults["noValue"], panel["title"]


def test_data_sources_are_named_by_variable_only() -> None:
    for dashboard in ALL.values():
        names = {
            variable["name"]
            for variable in dashboard["templating"]["list"]
            if variable["type"] == "datasource"
        }
        found = re.findall(r'"uid": "([^"]+)"', json.dumps(dashboard))
        sources = {uid for uid in found if uid != dashboard["uid"]}
        assert sources <= {CLICKHOUSE["uid"], PROMETHEUS["uid"]}
        assert {source.strip("${}") for source in sources} <= names
        assert all(
            v["refresh"] == 2 for v in dashboard["templating"]["list"] if v["type"] == "query"
        )


def test_every_query_holds_a_time_filter_and_one_of_a_tenant() -> None:
    for query in QUERIES:
        assert re.search(r"\$__(timeFilter|dateFilter|fromTime|toTime)", query.sql), query.where
        if query.name != "tenant":
            assert "tenant = ${tenant:singlequote}" in query.sql, query.where
        if query.kind == "timeseries":
            assert "ORDER BY time" in query.sql


def test_every_column_is_in_the_schema_and_no_text_is_read_unmasked() -> None:
    schema = "\n".join(path.read_text() for path in MIGRATIONS.glob("*.sql"))
    columns = set(re.findall(r"^  (\w+) [A-Z]", schema, re.M)) | set(
        re.findall(r"ADD COLUMN IF NOT EXISTS (\w+)", schema)
    )
    tables = set(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", schema))
    for query in QUERIES:
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", query.sql)
        named = set(re.findall(r"\b(?:FROM|JOIN) (\w+)", bare))
        ctes = set(re.findall(r"(\w+) AS \(", bare))
        assert named <= tables | ctes, query.where
        used = set(re.findall(r"\b[vrcse]\.(\w+)", bare))
        made = set(re.findall(r"\bAS (\w+)", bare))
        assert used <= columns | made, (query.where, used - columns - made)
        assert not {"text", "sample_raw", "external_id", "reporter"} & set(
            re.findall(r"\b(\w+)\b", bare)
        ) - ({"text"} if query.kind == "annotation" else set())


def test_every_link_leads_to_a_dashboard_and_sets_a_variable_it_has() -> None:
    by_uid = {dashboard["uid"]: dashboard for dashboard in ALL.values()}
    urls = re.findall(r'"url": "(/d/[^"]+)"', json.dumps(list(ALL.values())))
    assert urls
    for url in urls:
        uid = url.split("/")[2].split("?")[0]
        variables = re.findall(r"var-(\w+)=", url)
        names = {variable["name"] for variable in by_uid[uid]["templating"]["list"]}
        assert set(variables) <= names, url
    for _, panel in PANELS:
        for override in panel["fieldConfig"]["overrides"]:
            for url in re.findall(r"__data\.fields\.(\w+)", json.dumps(override)):
                assert f"AS {url}" in panel["targets"][0]["rawSql"], panel["title"]


def test_prometheus_queries_ask_for_metrics_that_there_are() -> None:
    known = {
        f"{family.name}{suffix}"
        for family in telemetry.REGISTRY.collect()
        for suffix in ("", "_total", "_bucket", "_seconds")
    }
    known |= {"process_start_time_seconds", "process_resident_memory_bytes"}
    asked = [
        t["expr"] for _, panel in PANELS for t in panel["targets"] if t["datasource"] == PROMETHEUS
    ]
    assert len(asked) > 8
    for expression in asked:
        metrics = set(re.findall(r"\b((?:rumor|process)_\w+)", expression))
        assert metrics
        assert metrics <= known, expression


def test_every_query_gives_what_its_panel_needs_as_grafanas_user(day: System) -> None:
    now_s = int(time.time()) + 2  # what was written in this very second is to be seen
    found = list(
        check(
            Database(reader_url(Settings(data_dir=day.data)), threads=1).query,
            ALL,
            Range(now_s - 6 * 3_600, now_s),
        )
    )
    assert len(found) == len(QUERIES)
    for one in found:
        assert one.problem == "", one
        assert one.rows > 0, one.query.where
    assert all(_names(one) for one in found)


def test_the_alert_rules_of_the_pipeline_run_on_the_engine(day: System) -> None:
    database = Database(reader_url(Settings(data_dir=day.data)), threads=1)
    asked = [
        part["model"]["rawSql"]
        for rule in alerting()["groups"][0]["rules"]
        for part in rule["data"]
        if "rawSql" in part["model"]
    ]
    assert len(asked) == 3
    for sql in asked:
        rows, columns = database.query(sql)
        assert len(rows) == 1, sql
        assert [kind for _, kind in columns] == ["Float64"]


def _names(one: Checked) -> bool:
    return all(column.partition(":")[0] for column in one.columns)


def test_the_command_checks_the_running_demo_and_fails_in_one_line_without_one(
    day: System, tmp_path: Path
) -> None:
    def run(folder: Path) -> cli.Done:
        return cli.run("dashboards", "check", "--json", RUMOR_DATA_DIR=str(folder))

    done = run(day.data)
    assert done.returncode == 0, done.stderr
    assert {row["result"] for row in json.loads(done.stdout)} == {"ok"}
    without = run(tmp_path)
    assert without.returncode == 1
    assert without.stderr.count("\n") == 1
    assert "start `rumor-tracker up` there" in without.stderr


SPAN = Range(1_700_000_000, 1_700_021_600)


def test_variables_are_escaped_and_unknown_ones_and_macros_refused() -> None:
    assert fill("x = ${a:singlequote}", {"a": "it's \\ 5"}) == r"x = 'it\'s \\ 5'"
    for wrong in ("$a", "${a}", "${b:singlequote}", "${a:raw}"):
        with pytest.raises(ValueError, match=r"variable|must be written"):
            fill(wrong, {"a": "1"})
    assert (
        expand("$__timeFilter(m)", SPAN)
        == "m >= toDateTime(1700000000) AND m <= toDateTime(1700021600)"
    )
    assert (
        expand("$__timeInterval(m)", SPAN) == "toStartOfInterval(toDateTime(m), INTERVAL 30 second)"
    )
    for wrong in ("$__timeGroup(m, 1)", "$__timeFrom(m)", "$__columns(a, b)"):
        with pytest.raises(ValueError, match="macro"):
            expand(wrong, SPAN)


BROKEN: list[tuple[dict[str, Any], list[tuple[Any, ...]], list[tuple[str, str]], str]] = [
    (
        {"kind": "timeseries", "form": 0},
        [(2, 1), (1, 1)],
        [("time", "DateTime"), ("n", "UInt64")],
        "sorted",
    ),
    ({"kind": "timeseries", "form": 0}, [], [("n", "UInt64")], "column of time"),
    (
        {"kind": "timeseries", "form": 0},
        [],
        [("time", "DateTime"), ("name", "String")],
        "needs a number",
    ),
    ({"kind": "timeseries", "form": 1}, [], [("time", "DateTime"), ("n", "UInt64")], "format"),
    (
        {"kind": "timeseries", "form": 0},
        [],
        [("time", "DateTime"), ("n", "UInt8"), ("a", "Array(String)")],
        "labels",
    ),
    ({"kind": "annotation"}, [], [("time", "DateTime")], "time and text"),
    ({"kind": "variable"}, [], [("n", "UInt64")], "text"),
    ({"kind": "stat"}, [], [("n", "UInt64"), ("m", "UInt64")], "one column"),
    ({"kind": "bargauge"}, [], [("n", "UInt64"), ("m", "UInt64")], "name and a number"),
    ({"kind": "table"}, [], [("rumor", "UInt64")], "must be text"),
]


@pytest.mark.parametrize(("changes", "rows", "columns", "said"), BROKEN)
def test_what_a_panel_cannot_show_is_said(
    changes: dict[str, Any], rows: Any, columns: Any, said: str
) -> None:
    assert said in problem(replace(Query("a panel", "table", "", 1), **changes), rows, columns)


def test_a_failing_query_is_reported_and_the_others_still_run() -> None:
    def run(sql: str) -> Any:
        if "spread_minute" in sql:
            raise RuntimeError("Code: 60.\n no such table")
        return [("main", "x")], [("a", "String"), ("b", "String")]

    found = list(check(run, ALL, SPAN))
    assert len(found) == len(QUERIES)
    assert any("Code: 60. no such table" in one.problem for one in found)
    assert any(one.problem == "" for one in found)
