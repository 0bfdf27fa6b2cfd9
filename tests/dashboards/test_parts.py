"""The parts that dashboards are put together from: SQL's layout, rows, columns."""

import json

import pytest

from dashboards.grafana.columns import colored, linked, unit
from dashboards.grafana.differences import MOST_LINES, difference, digest_of
from dashboards.grafana.layout import WIDTH, dashboard, row
from dashboards.grafana.panels import stat, table
from dashboards.grafana.sources import data_source
from dashboards.grafana.sql import tidy
from dashboards.grafana.targets import Json


def one(title: str) -> Json:
    return stat(title=title, description="A number.", sql="SELECT 1", empty="Nothing")


def placed(*rows: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Rows as (height, width ...) -> x, y, w, h of each panel."""
    made = dashboard(
        uid="u",
        title="t",
        description="d",
        rows=[
            row(*[one(str(width)) for width in widths], height=height, widths=widths)
            for height, *widths in rows
        ],
        since="now-1h",
        refresh="1m",
    )
    grid = [panel["gridPos"] for panel in made["panels"]]
    return [(cell["x"], cell["y"], cell["w"], cell["h"]) for cell in grid]


def test_sql_keeps_its_own_layout_and_loses_that_of_the_code() -> None:
    sql = """
        SELECT a,
        b
        FROM t
    """
    assert tidy(sql) == "SELECT a, b FROM t"
    shown = """WITH x AS (
  SELECT a,
        b
  FROM t)
SELECT * FROM x"""
    assert tidy(shown) == "WITH x AS (\n  SELECT a, b\n  FROM t)\nSELECT * FROM x"


def test_sql_with_a_piece_that_is_indented_is_moved_to_the_left_as_a_whole() -> None:
    assert tidy("WITH x AS (\n    SELECT 1\n      AS a) SELECT *") == (
        "WITH x AS (\nSELECT 1\n  AS a) SELECT *"
    )


def test_rows_lie_below_each_other_and_panels_side_by_side() -> None:
    assert placed((4, 14, 10), (9, 24)) == [(0, 0, 14, 4), (14, 0, 10, 4), (0, 4, 24, 9)]


def test_a_row_without_widths_is_shared_equally() -> None:
    assert list(row(one("a"), one("b"), one("c"), height=4).widths) == [WIDTH // 3] * 3


def test_a_row_that_does_not_fill_the_grid_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="23 wide"):
        placed((4, 23))


def test_panels_are_numbered_through_and_the_values_stay_as_they_are() -> None:
    panel = one("a")
    made = dashboard(
        uid="u",
        title="t",
        description="d",
        rows=[row(panel, panel, height=4)],
        since="now-1h",
        refresh="1m",
    )
    assert [placed["id"] for placed in made["panels"]] == [1, 2]
    assert "id" not in panel
    assert "gridPos" not in panel


def test_a_link_keeps_tenant_and_time_and_sets_one_variable() -> None:
    made = linked("a", uid="u", variable="rumor", field="id", title="Open")
    (_, links) = made["properties"][0].values()
    assert links[0]["url"] == (
        "/d/u?${__url_time_range}&var-tenant=${tenant}&var-rumor=${__data.fields.id}"
    )


def test_columns_have_a_width_only_where_one_is_given() -> None:
    assert [p["id"] for p in unit("a", "s")["properties"]] == ["unit"]
    assert [p["id"] for p in unit("a", "s", 80)["properties"]] == ["unit", "custom.width"]


def test_colours_of_words_keep_their_order() -> None:
    mapping = colored("a", {"x": "red", "y": "blue"})["properties"][0]["value"][0]
    assert mapping["options"] == {
        "x": {"color": "red", "index": 0},
        "y": {"color": "blue", "index": 1},
    }


def test_a_table_takes_its_columns_as_overrides() -> None:
    columns = [unit("a", "s")]
    made = table(title="t", description="d", sql="SELECT 1", empty="e", columns=columns)
    assert made["fieldConfig"]["overrides"] == columns


@pytest.mark.parametrize(
    ("url", "host", "port", "secure"),
    [
        ("clickhouse://u:p@h:1234/db", "h", 1234, False),
        ("clickhouse://u:p@h/db", "h", 9000, False),
        ("clickhouses://u:p@h/db", "h", 9440, True),
    ],
)
def test_a_data_source_connects_where_the_url_says(
    url: str, host: str, port: int, secure: bool
) -> None:
    options = data_source(url)["jsonData"]
    assert (options["host"], options["port"], options["secure"]) == (host, port, secure)
    assert (options["username"], options["defaultDatabase"]) == ("u", "db")


def test_a_password_is_unquoted_and_stands_only_among_the_secrets() -> None:
    made = data_source("clickhouse://u:p%40ss@h/db")
    assert made.pop("secureJsonData") == {"password": "p@ss"}
    assert "p@ss" not in json.dumps(made)


def test_a_digest_tells_dashboards_apart_whatever_the_order_of_their_keys() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


def test_a_difference_leaves_out_what_grafana_sets_itself_and_ends() -> None:
    there = {"title": "mine", "id": 7, "version": 3, "schemaVersion": 42}
    ours = {"title": "ours", "id": None, "version": 1, "schemaVersion": 39}
    lines = difference(there, ours).splitlines()
    assert '- "title": "mine"' in lines
    assert '+ "title": "ours"' in lines
    assert not any("ersion" in line or '"id"' in line for line in lines)
    many = {str(number): number for number in range(500)}
    cut = difference(many, {}).splitlines()
    assert len(cut) == MOST_LINES + 1
    assert cut[-1].endswith("lines more")
