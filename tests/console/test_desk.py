"""The desk: whoever opens it sees every open alert, or is told where the others are."""

from pathlib import Path
from typing import Any

import msgspec

from tests.console.served import ITEM, NO_PAGE, Served
from tests.support import builders

HEX = "{:016x}".format


def raised(number: int) -> dict[str, Any]:
    """An open alert as it is stored."""
    told = builders.alert(rumor_id=HEX(number), alert_id=f"alr_{number}")
    return {"changes": [msgspec.to_builtins(told)], "deliveries": []}


class Alerts:
    """Reads of open alerts in pages of what was asked for, and of the rumors they are of."""

    def __init__(self, served: Served, count: int, shown: int) -> None:
        self.asked: list[dict[str, Any]] = []
        self._found = [raised(number) for number in range(count)]
        self._items = [ITEM | {"rumor_id": HEX(number)} for number in range(shown)]
        reads: Any = served.services.lookup._reads
        reads.alerts = self._alerts
        reads.rumors = self._rumors

    def _alerts(self, _: str, *, limit: int, cursor: str, **asked: Any) -> dict[str, Any]:
        self.asked.append(asked)
        begin = int(cursor or 0)
        end = begin + limit
        return {
            "items": self._found[begin:end],
            "next_cursor": str(end) if end < len(self._found) else None,
        }

    def _rumors(self, *_: Any, limit: int, wanted: Any, **__: Any) -> dict[str, Any]:
        return {"items": self._items[:limit], "next_cursor": None} if wanted.open_alert else NO_PAGE


async def test_the_desk_asks_for_all_open_alerts_and_only_for_those(tmp_path: Path) -> None:
    served = Served(tmp_path)
    alerts = Alerts(served, count=520, shown=100)
    await served.sign_in()
    assert (await served.get("/")).status == 200
    assert [one["state"] for one in alerts.asked] == ["open", "open"], "two pages"
    assert served.page.count("<tr data-item>") == 100
    assert "/alerts/alr_99/take" in served.page
    assert "not shown here: 420" in " ".join(served.page.split())
    assert 'href="/rumors?open_alert=true&amp;sort=-reports_1h"' in served.page


async def test_nothing_is_said_of_alerts_elsewhere_where_all_are_shown(tmp_path: Path) -> None:
    served = Served(tmp_path)
    Alerts(served, count=3, shown=3)
    await served.sign_in()
    await served.get("/")
    assert served.page.count("<tr data-item>") == 3
    assert "not shown here" not in served.page
