"""The last hours of many rumors at once: a line each, of reports alone."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.cells import MINUTES, cells
from streams.store.reads.resolution import Resolution
from streams.store.reads.shapes import hex_id

SPARKS_SQL = """
SELECT cell.rumor_id AS rumor, intDiv(toUnixTimestamp(minute) - %(start_s)s, %(step_s)s) AS step,
  sum(cell.reports) AS counted
FROM {cells} AS cell
GROUP BY rumor, step
"""


class Lately(NamedTuple):
    """From which second on, how many steps, and how long each is."""

    start_s: int
    steps: int
    step_s: int


class Counted(Struct):
    """The reports of one step of one rumor."""

    rumor: int
    step: int
    counted: int


def sparks(
    database: Database,
    tenant: str,
    rumor_ids: Sequence[str],
    resolution: Resolution,
    lately: Lately,
) -> dict[str, list[int]]:
    """Reports of each rumor in each step, gaps filled with 0; nothing of a rumor without any."""
    kept = "minute >= toDateTime(%(start_s)s, 'UTC') AND minute < toDateTime(%(end_s)s, 'UTC')"
    sighted = (
        "observed_at >= toDateTime64(%(start_s)s, 3, 'UTC') "
        "AND observed_at < toDateTime64(%(end_s)s, 3, 'UTC')"
    )
    rumors = [resolution.shown_of(one) for one in rumor_ids]
    here = cells(resolution, MINUTES, rumors, kept=kept, sighted=sighted, fullest=True)
    times = {
        "start_s": lately.start_s,
        "end_s": lately.start_s + lately.steps * lately.step_s,
        "step_s": lately.step_s,
    }
    found: dict[str, list[int]] = {}
    sql = SPARKS_SQL.format(cells=here.sql)
    for one in database.named(Counted, sql, {"tenant": tenant} | times | here.values):
        found.setdefault(hex_id(one.rumor), [0] * lately.steps)[one.step] = one.counted
    return found
