"""Surges as the outside makes them:

through the API of a running system, in the orders and with the clocks that apps have.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.system import System, wait

PEOPLE = 400
RUMORS = {
    "no times": "明早八点起东城自来水厂检修停水四十八小时请提前储水",
    "newest first": "Lakeside bridge will be closed for six months starting this Sunday at dawn",
    "one time": "幼儿园食堂使用过期牛奶已有多名儿童住院家长请注意",
    "fast clock": "地铁三号线发现不明包裹全线停运请大家绕行",
    "one reporter": "某某超市会员卡余额本周末全部清零赶紧去消费",
    "three hours late": "高考准考证须重新下载否则当天不能进入考场",
    "verdicts": "地铁卡余额下月起不能退请尽快到营业厅办理",
    "levels": "本市加油站从周五开始限量供应每车只加二十升",
    "control": "小区门口的桂花树昨天开花了味道很香大家都去看看",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(Path(tmp_path_factory.mktemp("surges")))
    yield system.start()
    system.stop()


def report(name: str, person: int, at: datetime | None = None) -> dict[str, Any]:
    timed = {} if at is None else {"observed_at": at.isoformat()}
    return {"text": RUMORS[name], "reporter": f"{name}-{person}", "channel": "wechat", **timed}


def send(system: System, reports: list[dict[str, Any]], size: int = PEOPLE) -> str:
    """Sends reports in batches -> the rumor they belong to."""
    for at in range(0, len(reports), size):
        ids = system.api.send_batch(json.dumps(reports[at : at + size]).encode(), repeat="")[
            "report_ids"
        ]
    matched = wait(
        lambda: (r := system.api.get(f"/v1/reports/{ids[-1]}"))["status"] == "matched" and r,
        20,
        "the report was not matched",
    )
    return str(matched["rumor_id"])


def raised(system: System, rumor_id: str) -> dict[str, Any]:
    """The data of the webhook that told the rumor."""

    def found() -> dict[str, Any] | None:
        of_it = (
            b["data"]
            for _, b in system.inbox.received
            if b["type"] == "alert.raised" and b["data"]["rumor_id"] == rumor_id
        )
        return next(of_it, None)

    return wait(found, 20, "no alert was raised")  # type: ignore[no-any-return]


def test_a_batch_without_times_is_told(running: System) -> None:
    data = raised(running, send(running, [report("no times", n) for n in range(PEOPLE)]))
    assert data["level"] == "major"
    assert (data["reporters"], data["observed"]) == (
        pytest.approx(PEOPLE, rel=0.03),
        pytest.approx(PEOPLE, rel=0.03),
    )
    assert isinstance(data["observed"], int)
    assert data["delayed_s"] == 0


@pytest.mark.parametrize("size", [PEOPLE, 20])
def test_an_export_that_begins_with_the_newest_is_told(running: System, size: int) -> None:
    now = datetime.now(UTC)
    reports = [report("newest first", n, now - timedelta(seconds=n * 1.5)) for n in range(PEOPLE)]
    assert raised(running, send(running, reports, size))["level"] in ("surge", "major")


def test_reports_of_one_minute_are_told(running: System) -> None:
    at = datetime.now(UTC).replace(second=0, microsecond=0)
    assert (
        raised(running, send(running, [report("one time", n, at) for n in range(PEOPLE)]))["level"]
        == "major"
    )


def test_a_phone_that_is_five_minutes_fast_mutes_nobody(running: System) -> None:
    send(running, [report("fast clock", 0, datetime.now(UTC) + timedelta(seconds=299))])
    assert (
        raised(running, send(running, [report("fast clock", n) for n in range(1, 40)], 1))["level"]
        == "surge"
    )


def test_a_batch_three_hours_late_is_told_with_its_delay(running: System) -> None:
    began = datetime.now(UTC) - timedelta(hours=3)
    data = raised(
        running,
        send(
            running,
            [report("three hours late", n, began + timedelta(seconds=n)) for n in range(PEOPLE)],
        ),
    )
    assert data["delayed_s"] == pytest.approx(3 * 3_600, rel=0.1)
    assert abs(datetime.fromisoformat(data["raised_at"]) - began) < timedelta(minutes=10)


def test_one_reporter_who_alternates_between_two_hours_tells_nobody(running: System) -> None:
    now = datetime.now(UTC)
    turn = now.replace(minute=0, second=0, microsecond=0)
    times = [
        turn + timedelta(seconds=n) if n % 2 else turn - timedelta(seconds=600 - n)
        for n in range(80)
    ]
    rumor = send(running, [report("one reporter", 0, at) for at in times], 1)
    raised(
        running, send(running, [report("control", n) for n in range(40)])
    )  # told after it: the others had their turn
    assert running.api.get("/v1/alerts", rumor_id=rumor, min_level="watch")["items"] == []


def verdicts_told(system: System, rumor_id: str) -> list[str]:
    corrected = (b["data"] for _, b in system.inbox.received if b["type"] == "alert.corrected")
    return [data["verdict"]["rating"] for data in corrected if data["rumor_id"] == rumor_id]


def test_each_verdict_is_told_also_one_that_came_while_the_worker_was_away(running: System) -> None:
    rumor = send(running, [report("verdicts", n) for n in range(40)])
    raised(running, rumor)
    given = ["false", "misleading", "false"]
    for rating in given:
        running.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": rating})
    wait(lambda: verdicts_told(running, rumor) == given, 20, "not every verdict was told")
    running.kill("worker")
    running.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "satire"})
    wait(
        lambda: len(verdicts_told(running, rumor)) > len(given),
        40,
        "the verdict given meanwhile was not told",
    )
    assert verdicts_told(running, rumor) == [*given, "satire"]


def test_a_level_is_told_with_the_next_telling_not_at_once(running: System) -> None:
    rumor = send(running, [report("levels", n) for n in range(300)], 10)
    assert raised(running, rumor)["level"] == "surge"
    alerts = wait(
        lambda: running.api.get("/v1/alerts", rumor_id=rumor)["items"], 10, "no alert was stored"
    )
    assert [change["level"] for change in alerts[0]["history"] if change["level"] != "watch"] == [
        "surge"
    ]
