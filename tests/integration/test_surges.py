"""Surges as the outside makes them: through the API of a running system, in the orders and with
the clocks that apps have.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.players import batches, post_batch
from tests.support.system import System
from tests.support.waiting import wait

PEOPLE = 400
RUMORS = {
    "no times": "明早八点起东城自来水厂检修停水四十八小时请提前储水",
    "newest first": "Lakeside bridge will be closed for six months starting this Sunday at dawn",
    "one time": "幼儿园食堂使用过期牛奶已有多名儿童住院家长请注意",
    "fast clock": "地铁三号线发现不明包裹全线停运请大家绕行",
    "one reporter": "某某超市会员卡余额本周末全部清零赶紧去消费",
    "three hours late": "高考准考证须重新下载否则当天不能进入考场",
    "verdicts": "地铁卡余额下月起不能退请尽快到营业厅办理",
    "nobody": "城南菜市场猪肉检出蓝耳病毒已紧急下架三百斤",
    "levels": "本市加油站从周五开始限量供应每车只加二十升",
    "control": "小区门口的桂花树昨天开花了味道很香大家都去看看",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One system for all: each test has a rumor of its own."""
    with System(tmp_path_factory.mktemp("surges")) as system:
        yield system.start()


def report(name: str, person: int, at: datetime | None = None) -> dict[str, Any]:
    timed = {} if at is None else {"observed_at": at.isoformat()}
    return {"text": RUMORS[name], "reporter": f"{name}-{person}", "channel": "wechat", **timed}


def send(system: System, reports: list[dict[str, Any]], size: int = PEOPLE) -> str:
    """Sends reports in batches -> the rumor they belong to."""
    ids: list[str] = []
    for part in batches(reports, size):
        ids = post_batch(system.api, part)["report_ids"]

    def rumor_of_the_last() -> str | None:
        found = system.api.get(f"/v1/reports/{ids[-1]}")
        return str(found["rumor_id"]) if found["status"] == "matched" else None

    return str(wait(rumor_of_the_last, 60, "the report was not matched"))


def told(system: System, type: str, rumor_id: str) -> list[dict[str, Any]]:
    """The data of the webhooks of a type that told a rumor."""
    return [hook.data for hook in system.desk.told(type) if hook.data["rumor_id"] == rumor_id]


def raised(system: System, rumor_id: str) -> dict[str, Any]:
    """The data of the webhook that told the rumor."""
    return wait(lambda: told(system, "alert.raised", rumor_id), 60, "no alert was raised")[0]


def test_a_batch_without_times_is_told(running: System) -> None:
    data = raised(running, send(running, [report("no times", n) for n in range(PEOPLE)]))
    assert data["level"] == "major"
    assert data["reporters"] == pytest.approx(PEOPLE, rel=0.03)  # a sketch counts them
    assert data["observed"] == pytest.approx(PEOPLE, rel=0.03)
    assert isinstance(data["observed"], int)
    assert data["delayed_s"] == 0
    assert data["anonymous"] == 0
    assert data["independent"] == data["reporters"]
    assert data["started_at"] <= data["raised_at"]


@pytest.mark.parametrize("size", [PEOPLE, 20])
def test_an_export_that_begins_with_the_newest_is_told(running: System, size: int) -> None:
    now = datetime.now(UTC)
    reports = [report("newest first", n, now - timedelta(seconds=n * 1.5)) for n in range(PEOPLE)]
    assert raised(running, send(running, reports, size))["level"] in ("surge", "major")


def test_reports_of_one_minute_are_told(running: System) -> None:
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    rumor = send(running, [report("one time", n, at) for n in range(PEOPLE)])
    assert raised(running, rumor)["level"] == "major"


def test_a_phone_that_is_five_minutes_fast_mutes_nobody(running: System) -> None:
    fast = datetime.now(UTC) + timedelta(seconds=299)  # 300 s would count as received
    send(running, [report("fast clock", 0, fast)])
    rumor = send(running, [report("fast clock", n) for n in range(1, 40)], 1)
    assert raised(running, rumor)["level"] == "surge"


def test_a_batch_three_hours_late_is_told_with_its_delay(running: System) -> None:
    began = datetime.now(UTC) - timedelta(hours=3)
    late = [report("three hours late", n, began + timedelta(seconds=n)) for n in range(PEOPLE)]
    data = raised(running, send(running, late))
    assert data["delayed_s"] == pytest.approx(3 * 3_600, rel=0.1)
    # One of the reports, not the beginning of the minutes in which it was counted.
    raised_s = (datetime.fromisoformat(data["raised_at"]) - began).total_seconds()
    assert 0 <= raised_s < 60
    assert raised_s == pytest.approx(round(raised_s), abs=0.01)
    assert abs(datetime.fromisoformat(data["started_at"]) - began) < timedelta(seconds=1)


def test_one_reporter_who_alternates_between_two_hours_tells_nobody(running: System) -> None:
    turn = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    times = [turn + timedelta(seconds=n if n % 2 else n - 600) for n in range(80)]
    rumor = send(running, [report("one reporter", 0, at) for at in times], 1)
    # told after it: by then the other, had it surged, would have been told
    raised(running, send(running, [report("control", n) for n in range(40)]))
    assert running.api.get("/v1/alerts", rumor_id=rumor, min_level="watch")["items"] == []


def test_reports_without_a_reporter_are_said_to_be_so(running: System) -> None:
    reports = [report("nobody", n) for n in range(40)]
    for one in reports:
        del one["reporter"]
    data = raised(running, send(running, reports))
    assert data["anonymous"] == data["reporters"] == 40
    assert "40 of 40 without a reporter" in data["why"]


def test_each_verdict_is_told_also_one_that_came_while_the_worker_was_away(running: System) -> None:
    rumor = send(running, [report("verdicts", n) for n in range(40)])
    raised(running, rumor)

    def verdicts_told() -> list[str]:
        return [data["verdict"]["rating"] for data in told(running, "alert.corrected", rumor)]

    given = ["false", "misleading", "false"]
    for rating in given:
        running.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": rating})
    wait(lambda: verdicts_told() == given, 60, "not every verdict was told")
    running.kill("worker")
    running.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "satire"})
    wait(lambda: len(verdicts_told()) > len(given), 40, "the verdict given meanwhile was not told")
    assert verdicts_told() == [*given, "satire"]


def test_a_level_is_told_with_the_next_telling_not_at_once(running: System) -> None:
    rumor = send(running, [report("levels", n) for n in range(300)], 10)
    assert raised(running, rumor)["level"] == "surge"
    alerts = wait(
        lambda: running.api.get("/v1/alerts", rumor_id=rumor)["items"], 10, "no alert was stored"
    )
    levels = [change["level"] for change in alerts[0]["history"] if change["level"] != "watch"]
    assert levels == ["surge"]
