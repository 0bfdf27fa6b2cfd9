"""Tables as CSV, one row an item.

In: answers. Out: CSV as RFC 4180 has it. A cell that a spreadsheet would take for a formula begins
with an apostrophe: texts come from anybody.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from schemas.api.alerts import AlertRead, DeliveryRead
from schemas.api.decided import HistoryItem, Suggestion
from schemas.api.rumors import RumorItem, TreeItem, VariantRead
from schemas.api.status import RejectRead

FORMULA = ("=", "+", "-", "@", "\t", "\r")

VERDICT = ("verdict_rating", "verdict_summary", "verdict_link")
SPREAD = ("time", "series", "reports", "reporters")
# What a row of each table is.
ITEMS: Mapping[str, type[msgspec.Struct]] = {
    "desk": RumorItem,
    "rumors": RumorItem,
    "variants": VariantRead,
    "tree": TreeItem,
    "history": HistoryItem,
    "suggestions": Suggestion,
    "alerts": AlertRead,
    "deliveries": DeliveryRead,
    "rejects": RejectRead,
}

Rows = Iterable[Mapping[str, Any]]


def csv_of(name: str, answers: Mapping[str, Any]) -> str:
    """A table as CSV. Raises `KeyError` for a name that is no table."""
    rows = [dict(row) for row in TABLES[name](answers)]
    # Without a row it is the item's fields that say what would stand there.
    columns = list(dict.fromkeys(column for row in rows for column in row)) or _columns(name)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return f"'{text}" if text.startswith(FORMULA) else text


def _items(name: str) -> Callable[[Mapping[str, Any]], Rows]:
    def rows(answers: Mapping[str, Any]) -> Rows:
        return [_flat(item) for item in answers[name].items]

    return rows


def _flat(item: msgspec.Struct) -> Mapping[str, Any]:
    """An item's fields; a verdict in columns of its own."""
    fields: dict[str, Any] = msgspec.to_builtins(item)
    if "verdict" in fields:
        verdict = fields.pop("verdict") or {}
        fields |= {column: verdict.get(column.removeprefix("verdict_")) for column in VERDICT}
    return fields


def _columns(name: str) -> list[str]:
    if name == "spread":
        return [*SPREAD]
    fields = [field.encode_name for field in msgspec.structs.fields(ITEMS[name])]
    if "verdict" in fields:
        fields.remove("verdict")
        fields += VERDICT
    return fields


def _desk(answers: Mapping[str, Any]) -> Rows:
    return [_flat(item) for item in answers["rumors"]]


def _spread(answers: Mapping[str, Any]) -> Rows:
    spread = answers["spread"]
    return [
        dict(zip(SPREAD, (point.time, series.name, point.reports, point.reporters), strict=True))
        for series in (spread.series if spread else ())
        for point in series.points
    ]


TABLES: dict[str, Callable[[Mapping[str, Any]], Rows]] = {
    "desk": _desk,
    "spread": _spread,
    **{name: _items(name) for name in ITEMS if name != "desk"},
}
NAMES: Sequence[str] = tuple(TABLES)
