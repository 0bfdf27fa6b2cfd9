"""Times, numbers and decisions as people read them, in the viewer's language and zone."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from dashboards.console.charts import rest_of
from schemas.api.decided import HistoryItem
from schemas.api.decisions import DONE
from schemas.console import Viewer

Translate = Callable[[str], str]

MOST_UNDOS = 4  # of undos of undos: of more nobody sees what came of it
UNDO_OF = "Undone, as if never made: “{undone}”"
MERGES = ("merge", "join")
UNDO_OF_MERGE = "Undone, and the two are kept apart from now on: “{undone}”"
SAID = {kind: done.english for kind, done in DONE.items()} | {"alert": "Alert: {level}."}


class Showing:
    """The functions that templates use."""

    def __init__(self, viewer: Viewer, translate: Translate) -> None:
        self._zone = ZoneInfo(viewer.zone)
        self.this_year = datetime.fromtimestamp(viewer.now_ms / 1_000, self._zone).year
        self._translate = translate
        self._now_s = viewer.now_ms / 1_000

    def at(self, time: str | None) -> Markup:
        """A time of the API in the viewer's zone."""
        if not time:
            return Markup('<span class="none">–</span>')
        local = self._local(time)
        form = "%m-%d %H:%M" if local.year == self.this_year else "%Y-%m-%d %H:%M"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            time, local.strftime("%Y-%m-%d %H:%M:%S %Z"), local.strftime(form)
        )

    def typed_at(self, time: str | None) -> str:
        """A time in the viewer's zone as a form takes it: to the minute where it is a whole one."""
        if not time:
            return ""
        local = self._local(time).replace(tzinfo=None)
        is_whole = not (local.second or local.microsecond)
        return local.isoformat(timespec="minutes" if is_whole else "milliseconds")

    def day(self, time: str) -> str:
        """A time without markup."""
        return self._local(time).strftime("%m-%d %H:%M")

    def waited(self, time: str | None) -> str:
        """How long ago, in one unit."""
        if not time:
            return "–"
        passed_s = max(0, int(self._now_s - datetime.fromisoformat(time).timestamp()))
        for size_s, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
            if passed_s >= size_s:
                return f"{passed_s // size_s} {self._translate(unit)}"
        return self._translate("just now")

    def number(self, value: float | None) -> str:
        """A number with thousands set apart."""
        if value is None:
            return "–"
        return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")

    def size(self, size: int | None) -> str:
        """Bytes in the unit that leaves one to three digits."""
        if size is None:
            return "–"
        for power, unit in ((3, "GB"), (2, "MB"), (1, "kB")):
            if size >= 1_000**power:
                return f"{size / 1_000**power:.1f} {unit}"
        return f"{size} B"

    def series(self, name: str, by: str, among: Sequence[str]) -> str:
        """What a series of a chart is called; channels and places are called as they are."""
        if by in ("channel", "place") and name != rest_of(among):
            return name or self._translate("(not named)")
        return self._translate(name)

    def said(
        self, item: HistoryItem, among: Sequence[HistoryItem] = (), depth: int = MOST_UNDOS
    ) -> str:
        """What a decision did, in one sentence; of an undo also what was undone, where that is
        among the others. Its words are somebody's: escape them.
        """
        detail = item.detail
        if item.kind == "undo" and depth:
            undoes = detail.get("undoes")
            if undone := next((one for one in among if one.decision_id == undoes), None):
                form = self._translate(UNDO_OF_MERGE if undone.kind in MERGES else UNDO_OF)
                return form.format(undone=self.said(undone, among, depth - 1))
        if item.kind == "verdict" and not detail.get("verdict"):
            return self._translate("The rating was withdrawn.")
        if item.kind == "assign" and not detail.get("assignee"):
            return self._translate("Assigned to nobody.")
        given = {
            "by": item.by,
            "rating": self._translate(str((detail.get("verdict") or {}).get("rating", ""))),
            "count": len(detail.get("variant_ids", ())),
        }
        given |= {
            name: self._translate(str(value)) if name == "level" else str(value)
            for name, value in detail.items()
            if isinstance(value, str)
        }
        form = self._translate(SAID.get(item.kind, item.kind))
        return form.format_map(_Empty(given))

    def _local(self, time: str) -> datetime:
        at = datetime.fromisoformat(time)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(self._zone)


class _Empty(dict[str, object]):
    """Fields of which some may be missing."""

    def __missing__(self, _: str) -> str:
        return "–"
