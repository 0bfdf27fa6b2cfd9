"""One report counts once in every view, whatever comes back of it, and poison stops nobody."""

import time
from typing import Any

from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.topics import REPORTS, SIGHTINGS
from tests.support import builders
from tests.support.players import iso, post_batch
from tests.support.system import System
from tests.support.waiting import wait

CHINESE = "网传明天起全城停水三天"
ENGLISH = "There will be no water in town for three days from tomorrow"


def test_a_report_counts_once_in_every_view_and_poison_stops_nobody(system: System) -> None:
    """One external id in another script, time and place, before and after kill -9; then records
    that no fold can take.
    """
    api = system.api
    first = api.post("/v1/reports", {"text": CHINESE, "external_id": "e1", "place": "成都"})
    found = wait(lambda: _found(system, first), 60, "the report was not stored")
    copies: list[dict[str, Any]] = [
        {"text": ENGLISH, "external_id": "e1"},
        {
            "text": CHINESE,
            "external_id": "e1",
            "observed_at": iso(time.time() - 7_200),
            "place": "重庆",
        },
        {"text": f"请问{CHINESE}是真的吗？", "external_id": "e1"},
    ]
    again = [post_batch(api, [copy]) for copy in copies]
    for name in ("worker", "intake"):
        system.kill(name)
    again += [post_batch(api, [copy]) for copy in copies]
    assert [answer["report_ids"] for answer in again] == [[first["report_id"]]] * 6
    named = _poison(system, first["report_id"], found["rumor_id"])
    post_batch(api, [{"text": ENGLISH, "external_id": "e2"}])
    system.settle(2)
    _counted_once(system, found["rumor_id"])
    assert (_found(system, first) or {})["variant_id"] == found["variant_id"]

    def all_set_aside() -> list[str]:
        items = api.get("/v1/rejects", limit=50)["items"]
        messages = [str(item["message"]) for item in items]
        missing = [one for one in named if not any(one in message for message in messages)]
        return [] if missing else messages

    messages = wait(all_set_aside, 60, "not all poisoned records were set aside")
    assert any("bad_report_id" in message for message in messages)


def _found(system: System, answer: dict[str, Any]) -> dict[str, Any] | None:
    found = dict(system.api.get(f"/v1/reports/{answer['report_id']}"))
    return found if found["status"] == "matched" else None


def _counted_once(system: System, rumor_id: str) -> None:
    api, path = system.api, f"/v1/rumors/{rumor_id}"
    rumors = {item["rumor_id"]: item for item in api.get("/v1/rumors")["items"]}
    assert len(rumors) == 2
    assert (rumors[rumor_id]["reports"], rumors[rumor_id]["variants"]) == (1, 1)
    assert api.get(path)["reports"] == 1
    assert [variant["reports"] for variant in api.get(f"{path}/variants")["items"]] == [1]
    points = api.get(f"{path}/spread")["series"][0]["points"]
    assert sum(point["reports"] for point in points) == 1


def _poison(system: System, report_id: str, rumor_id: str) -> list[str]:
    """Records of another producer -> what the rejects must name.

    One repeats a report that was counted.
    """
    now_ms = int(time.time() * 1_000)
    seen: dict[str, Any] = {"observed_at_ms": now_ms, "app": "bus"}
    reports = (
        builders.report(report_id="r-17", text="一条消息", **seen),
        builders.report(report_id=report_id, text="一条消息", reporter="张三", **seen),
        builders.report(report_id=report_id, text="网传明天起全城停水三天了", reporter="", **seen),
    )
    sound: dict[str, Any] = {
        "report_id": report_id,
        "variant_id": rumor_id,
        "rumor_id": rumor_id,
        **seen,
    }
    sightings = [
        builders.sighting(**sound | wrong)
        for wrong in (
            {"report_id": "r-17"},
            {"variant_id": "v1"},
            {"stance": "believes"},
            {"observed_at_ms": -1},
        )
    ]
    records = [REPORTS.encode(builders.received(*reports, received_at_ms=now_ms))]
    sighted = [
        # far behind the last offset: no source that was seen already
        SIGHTINGS.encode(builders.sighted(one, offset=900_000 + n, received_at_ms=now_ms))
        for n, one in enumerate(sightings)
    ]
    lane = builders.LANE.encode()
    log = EventLog(system.data / "log.db")
    log.append([NewRecord(REPORTS.name, lane, value) for value in records])
    log.append([NewRecord(SIGHTINGS.name, lane, value) for value in sighted])
    log.close()
    return [
        "report_id is no UUID",
        "reporter is neither",
        "report_id 'r-17'",
        "variant_id",
        "stance",
        "observed_at_ms",
    ]
