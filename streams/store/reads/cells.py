"""Counts of rumors as decided, as a piece of SQL: one cell for each time, stance, channel, place.

In: a resolution and the rumors that are asked for. Out: SQL in brackets, and the values in it. The
spread is kept by the rumors that reports were counted for. A merge only gives its cells another
name. A rumor that wordings were taken from is counted from its sightings, and so are the wordings:
nobody can be taken out of a sketch of distinct reporters.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from streams.store.reads.resolution import NOBODY, Resolution

# A report without a reporter counts as one, as in the spread. Of the copies of a sighting the one
# that FINAL would leave: that reads all granules in which a copy might be, and finds few by index.
SIGHTED = """
SELECT {rumor} AS rumor_id, {names}{counts}
FROM (
  SELECT rumor_id, variant_id, report_id, reporter, observed_at, stance, channel, place
  FROM sightings
  WHERE tenant = %(tenant)s AND {which}
  ORDER BY version DESC
  LIMIT 1 BY toStartOfMinute(observed_at), variant_id, report_id
)
GROUP BY rumor_id{by}
"""
KEPT = """
SELECT {rumor} AS rumor_id, {names}{counts}
FROM (
  SELECT rumor_id, {names}{counts}
  FROM {table} {final}
  WHERE tenant = %(tenant)s AND {which}
)
"""
# What FINAL gives of a cell, in half of its time where rumors are few: that merges whole granules
# of every part. Of two counts of a cell the fuller one holds, and it has seen all that the other
# had. Sketches of people cost more than they do so: not for who merges those.
FULLEST = """
SELECT {rumor} AS rumor_id, {names}{counts}
FROM (
  SELECT rumor_id, {names}{fullest}
  FROM {table} AS cell
  WHERE tenant = %(tenant)s AND {which}
  GROUP BY rumor_id{by}
)
"""
FULLER = {
    "reports": "max(cell.reports)",
    "reporters": "argMax(cell.reporters, cell.reports)",
    "first_seen": "min(cell.first_seen)",
    "last_seen": "max(cell.last_seen)",
}
# What is counted of a cell -> the same of sightings.
REPORTS = {"reports": "count()"}
PEOPLE = {"reporters": "uniqState(if(reporter = 0, cityHash64(report_id), reporter))"}
TIMES = {"first_seen": "min(observed_at)", "last_seen": "max(observed_at)"}


class Grain(NamedTuple):
    """A table of cells. What it tells apart, and what it counts: a column -> the same of sightings,
    each in the order of the table's columns.
    """

    table: str
    names: Mapping[str, str]
    counts: Mapping[str, str]

    def kept(self, rumor: str, which: str, *, final: bool = True) -> str:
        """SQL of the cells that are kept; not `final`: those that were replaced, too."""
        return KEPT.format(
            rumor=rumor,
            names="".join(f"{name}, " for name in self.names),
            counts=", ".join(self.counts),
            table=self.table,
            final="FINAL" if final else "",
            which=which,
        )

    def fullest(self, rumor: str, which: str) -> str:
        """SQL of the cells that are kept, of few rumors."""
        return FULLEST.format(
            rumor=rumor,
            names="".join(f"{name}, " for name in self.names),
            counts=", ".join(self.counts),
            fullest=", ".join(f"{FULLER[name]} AS {name}" for name in self.counts),
            table=self.table,
            which=which,
            by="".join(f", {name}" for name in self.names),
        )

    def sighted(self, rumor: str, which: str) -> str:
        """SQL of the same counted from sightings."""
        return SIGHTED.format(
            rumor=rumor,
            names="".join(f"{sql} AS {name}, " for name, sql in self.names.items()),
            counts=", ".join(f"{sql} AS {name}" for name, sql in self.counts.items()),
            by="".join(f", {name}" for name in self.names),
            which=which,
        )


SHARES = {"stance": "stance", "channel": "channel", "place": "place"}
DAY = {"day": "toDate(observed_at, 'UTC')"}
MINUTE = {"minute": "toDateTime(toStartOfMinute(observed_at), 'UTC')"}
DAYS = Grain("spread_day", DAY | SHARES, REPORTS | PEOPLE | TIMES)
MINUTES = Grain("spread_minute", MINUTE | SHARES, REPORTS | PEOPLE | TIMES)
# The same by rumor: where some are read over a long time.
RUMOR_MINUTES = Grain("rumor_minutes", MINUTES.names, MINUTES.counts)
# The same added up: where only the people of a rumor matter, and where only its counts do.
RUMOR_DAYS = Grain("rumor_days", DAY, REPORTS | PEOPLE | TIMES)
TOTALS = Grain("rumor_totals", {}, REPORTS | TIMES)  # and people, of one that is whole as it is


class Part(NamedTuple):
    """A piece of SQL and the values in it."""

    sql: str
    values: dict[str, Any]


def cells(
    resolution: Resolution,
    grain: Grain,
    rumors: Sequence[int] | None = None,
    *,
    kept: str = "1",
    sighted: str = "1",
    final: bool = True,
    fullest: bool = False,
) -> Part:
    """The cells of these rumors (None: of all), named as they show, in brackets.

    `kept` and `sighted` narrow the cells and the sightings; their values are the caller's. Not
    `final`: where it only matters whether there is a cell, for a replaced one says the same.
    `fullest`: of few rumors, for who asks for no people.
    """
    if rumors is not None:
        resolution = resolution.about(rumors)
    values: dict[str, Any] = {}
    which = [kept]
    if resolution.left:
        which.append("rumor_id NOT IN %(left)s")
        values["left"] = sorted(resolution.left)
    if rumors is not None:
        which.append("rumor_id IN %(whole)s")
        values["whole"] = resolution.whole(rumors) or NOBODY
    rumor = shown_by_rumor(resolution, values)
    narrowed = " AND ".join(which)
    sql = grain.fullest(rumor, narrowed) if fullest else grain.kept(rumor, narrowed, final=final)
    if resolution.moved:
        found = _of_moved(resolution, rumors)
        values |= found.values
        rumor = shown_by_wording(resolution, values)
        sql += f"UNION ALL{grain.sighted(rumor, f'{found.sql} AND {sighted}')}"
    return Part(f"({sql})", values)


def counted(resolution: Resolution, grain: Grain, rumors: Sequence[int], within: str) -> Part:
    """The cells of these rumors counted from their sightings, for a time that no cell fits."""
    rumor, which = belonging(resolution, rumors)
    return Part(f"({grain.sighted(rumor, f'{which.sql} AND {within}')})", which.values)


def belonging(resolution: Resolution, rumors: Sequence[int]) -> tuple[str, Part]:
    """Which rows of `variants` or `sightings` belong to rumors: the rumor of a row and a condition.

    Both tables name the wording and the rumor that it joined.
    """
    resolution = resolution.about(rumors)
    values: dict[str, Any] = {"whole": resolution.whole(rumors) or NOBODY}
    which = "rumor_id IN %(whole)s"
    if resolution.moved:
        values["moved"] = list(resolution.moved)
        values["incoming"] = resolution.incoming(resolution.whole(rumors)) or NOBODY
        values["joined"] = joined(resolution, rumors)
        here = f"{which} AND variant_id NOT IN %(moved)s OR variant_id IN %(incoming)s"
        which = f"rumor_id IN %(joined)s AND ({here})"  # the first is found by index
    return shown_by_wording(resolution, values), Part(which, values)


# Of the rows of a wording the first on the log holds, whichever rumor it names. Where it is known
# which wordings have several, those alone are looked for among all.
UNCONTESTED = """
SELECT variant_id, rumor_id, overlaps
FROM rumor_variants FINAL
WHERE tenant = %(tenant)s AND rumor_id IN %(joined)s AND {which}
"""
CONTESTED = """
SELECT
  variant_id,
  argMax(one.rumor_id, one.version) AS rumor_id,
  argMax(one.overlaps, one.version) AS overlaps
FROM rumor_variants AS one
WHERE tenant = %(tenant)s AND variant_id IN %(contested)s
GROUP BY variant_id
HAVING {which}
"""
# Else each is looked for among all, though only where another rumor may have it.
WORDINGS = """(
SELECT
  variant_id,
  argMax(one.rumor_id, one.version) AS rumor_id,
  argMax(one.overlaps, one.version) AS overlaps
FROM (
  SELECT variant_id, rumor_id, overlaps, version
  FROM rumor_variants
  WHERE tenant = %(tenant)s AND rumor_id IN %(joined)s
  UNION ALL
  SELECT variant_id, rumor_id, overlaps, version
  FROM variants
  WHERE tenant = %(tenant)s AND rumor_id NOT IN %(joined)s AND variant_id IN (
    SELECT variant_id FROM rumor_variants WHERE tenant = %(tenant)s AND rumor_id IN %(joined)s
  )
) AS one
GROUP BY variant_id
HAVING {which}
)"""


def wordings_of(resolution: Resolution, rumors: Sequence[int]) -> Part:
    """The wordings that belong to rumors: ids, the rumors they joined, and those they overlap."""
    _, which = belonging(resolution, rumors)
    values = which.values | {"joined": joined(resolution, rumors) or NOBODY}
    if resolution.contested is None:
        return Part(WORDINGS.format(which=which.sql), values)
    if not resolution.contested:
        return Part(f"({UNCONTESTED.format(which=which.sql)})", values)
    values["contested"] = sorted(resolution.contested)
    alone = UNCONTESTED.format(which=f"{which.sql} AND variant_id NOT IN %(contested)s")
    return Part(f"({alone} UNION ALL {CONTESTED.format(which=which.sql)})", values)


def joined(resolution: Resolution, rumors: Sequence[int]) -> list[int]:
    """The rumors that wordings of these may have joined: who was moved lies where it joined."""
    return list(dict.fromkeys((*resolution.whole(rumors), *resolution.about(rumors).left)))


def whole_as_kept(resolution: Resolution, rumor: int) -> bool:
    """Whether nothing was merged into a rumor, moved to it, or taken from it."""
    touched = rumor in resolution.absorbed or rumor in resolution.housed
    return not touched and rumor not in resolution.left


def _of_moved(resolution: Resolution, rumors: Sequence[int] | None) -> Part:
    """The sightings that no cell can be used for: what is left where wordings were taken from, and
    the wordings where they are now.
    """
    if rumors is None:
        return Part("rumor_id IN %(left)s", {"left": sorted(resolution.left)})
    whole = resolution.whole(rumors)
    values: dict[str, Any] = {
        "left": sorted(resolution.left),
        "left_here": [one for one in whole if one in resolution.left] or NOBODY,
        "moved": list(resolution.moved),
        "incoming": resolution.incoming(whole) or NOBODY,
    }
    here = "rumor_id IN %(left_here)s AND variant_id NOT IN %(moved)s OR variant_id IN %(incoming)s"
    return Part(f"rumor_id IN %(left)s AND ({here})", values)


def shown_by_rumor(resolution: Resolution, values: dict[str, Any]) -> str:
    """SQL of the rumor that a rumor shows as; adds the values in it."""
    return _renamed("rumor_id", "shown", resolution.shown, values)


def shown_by_wording(resolution: Resolution, values: dict[str, Any]) -> str:
    """SQL of the rumor that a wording shows under; adds the values in it."""
    home = "rumor_id"
    if resolution.moved:
        home = _renamed("variant_id", "homes", resolution.moved, values, default="rumor_id")
    return _renamed(home, "shown", resolution.shown, values)


def _renamed(
    column: str, name: str, names: Mapping[int, int], values: dict[str, Any], default: str = ""
) -> str:
    """SQL that gives what `names` has for a column, else the default (the column itself)."""
    if not names:
        return default or column
    values[f"{name}_from"] = list(names)
    values[f"{name}_to"] = list(names.values())
    old, new = (f"CAST(%({name}_{end})s, 'Array(UInt64)')" for end in ("from", "to"))
    return f"transform({column}, {old}, {new}, {default or column})"
