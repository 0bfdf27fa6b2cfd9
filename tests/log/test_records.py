"""Records of other producers whose JSON is right and whose values no fold or table can take:

refused by the field's name.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from schemas import events
from schemas.topics import (
    ALERTS,
    CURATIONS,
    DELIVERIES,
    REJECTS,
    REPORTS,
    RUMORS,
    SIGHTINGS,
    SURGES,
    CodecError,
    Topic,
)
from streams.config.file import ConfigFile
from streams.core import clusters, fields, surge
from streams.core.clusters.state import LaneClusters
from streams.core.surge import LaneSurges
from streams.core.surge.policy import SurgePolicy
from streams.deliver.queues import Deliverer
from streams.log.contract import partition_of
from streams.log.records import event_of
from streams.store import rows

LANE = "main/cjk"
HOME = partition_of(LANE.encode(), 4)
NOW_MS = 1_700_000_000_000
UUID = "6f1d2a3b-0c4d-4e6f-8a9b-0c1d2e3f4a5b"
HEX = "00112233445566ff"
TEXT = "微信聊天记录要全部删掉，否则会被封群封号"
SOURCE = {"partition": HOME, "offset": 5}
REPORT = {"report_id": UUID, "text": TEXT, "observed_at_ms": NOW_MS, "app": "bus", "reporter": HEX}
VARIANT = {
    "variant_id": HEX,
    "rumor_id": HEX,
    "text": TEXT,
    "stance": "carries",
    "first_seen_ms": NOW_MS,
    "windows": [0],
}
SIGHTING = {
    "report_id": UUID,
    "variant_id": HEX,
    "rumor_id": HEX,
    "stance": "carries",
    "observed_at_ms": NOW_MS,
    "app": "bus",
    "reporter": HEX,
}
ALERT = {
    "alert_id": "alr_018bcfe568000011223344",
    "change_id": "surge",
    "event": "raised",
    "tenant": "main",
    "rumor_id": HEX,
    "kind": "surging",
    "level": "surge",
    "previous_level": "",
    "title": "t",
    "text": "t",
    "started_at_ms": NOW_MS,
    "raised_at_ms": NOW_MS,
    "at_ms": NOW_MS,
    "resolved_at_ms": None,
    "why": "w",
    "observed": 31.0,
    "window_s": 3600,
    "baseline": 0.2,
    "factor": 155.0,
    "score": 6.0,
    "reporters": 31,
    "reports": 31,
    "stance": {"carries": 31},
}
DELIVERY = {
    "delivery_id": "dlv_1",
    "tenant": "main",
    "receiver": "desk",
    "alert_id": "alr_1",
    "type": "alert.raised",
    "attempt": 1,
    "state": "delivered",
    "at_ms": NOW_MS,
}
DECISION = {
    "decision_id": "dec_1",
    "tenant": "main",
    "kind": "verdict",
    "rumor_id": HEX,
    "decided_at_ms": NOW_MS,
    "decided_by": "desk",
    "verdict": {"rating": "false"},
}
ASKED = {
    "request_id": "req_1",
    "tenant": "main",
    "receiver": "desk",
    "delivery_id": "",
    "asked_at_ms": NOW_MS,
}
ANSWER = {
    "answer_id": "ans_1",
    "tenant": "main",
    "app": "bus",
    "rumor_id": HEX,
    "title": "t",
    "at_ms": NOW_MS,
    "decision_id": "dec_1",
    "verdict": {"rating": "false"},
    "reports": [{"report_id": UUID, "rumor_id": HEX, "external_id": "e"}],
}
REJECTION = {
    "reject_id": "rej_1",
    "tenant": "main",
    "stage": "cluster",
    "reason": "r",
    "message": "m",
    "at_ms": NOW_MS,
}
LANED: dict[str, Any] = {"lane": LANE}
RECEIVED = LANED | {"received_at_ms": NOW_MS}
DERIVED = RECEIVED | {"source": SOURCE}
SOUND: dict[str, tuple[Topic[Any], dict[str, Any]]] = {
    "reports": (REPORTS, RECEIVED | {"reports": [REPORT]}),
    "rumors": (RUMORS, DERIVED | {"curation_offset": 0, "variants": [VARIANT]}),
    "sightings": (SIGHTINGS, DERIVED | {"sightings": [SIGHTING]}),
    "surges": (SURGES, LANED | {"rumor_id": HEX, "offset": 5, "state": "[]"}),
    "alerts": (
        ALERTS,
        LANED | {"source": SOURCE, "alerts": [ALERT], "asked": [ASKED], "answers": [ANSWER]},
    ),
    "deliveries": (DELIVERIES, LANED | {"deliveries": [DELIVERY]}),
    "curations": (CURATIONS, DECISION),
    "rejects": (REJECTS, {"rejections": [REJECTION]}),
}
NO_HEX = (
    "",
    "r-17",
    "0" * 15,
    "0" * 17,
    "00112233445566FF",
    "0x11223344556677",
    "００１１２２３３４４５５６６ff",
    "0011_22334455667",
    None,
)
NO_TIME = (-1, -50_400_000, 4_102_444_800_000, 2**63, 2**64, 10**30, -(10**30))
NO_UUID = (
    "",
    "r-17",
    "0" * 36,
    UUID.replace("-", ""),
    "{" + UUID + "}",
    UUID + "0",
    "urn:uuid:" + UUID,
)
NO_STANCE = ("", "Carries", "denies")

# topic, the list a value lies in (or none), field, values, and how the message names it
POISONS: list[tuple[str, str, str, tuple[Any, ...]]] = [
    ("reports", "", "received_at_ms", NO_TIME),
    ("sightings", "", "received_at_ms", NO_TIME),
    ("sightings", "sightings", "report_id", NO_UUID),
    ("sightings", "sightings", "variant_id", NO_HEX),
    ("sightings", "sightings", "rumor_id", NO_HEX),
    ("sightings", "sightings", "reporter", tuple(v for v in NO_HEX if v != "")),
    ("sightings", "sightings", "stance", NO_STANCE),
    ("sightings", "sightings", "observed_at_ms", NO_TIME),
    ("sightings", "sightings", "channel", ("x" * 8_000,)),
    ("sightings", "source", "offset", (-2, 2**63)),
    ("rumors", "", "received_at_ms", NO_TIME),
    ("rumors", "variants", "variant_id", NO_HEX),
    ("rumors", "variants", "rumor_id", NO_HEX),
    ("rumors", "variants", "exemplar_id", tuple(v for v in NO_HEX if v is not None)),
    ("rumors", "variants", "overlaps", tuple(v for v in NO_HEX if v is not None)),
    ("rumors", "variants", "stance", NO_STANCE),
    ("rumors", "variants", "first_seen_ms", NO_TIME),
    ("rumors", "variants", "windows", ([-1], [64], [10**12], [0, 0])),
    ("rumors", "variants", "score", (-1.0, 1e300)),
    ("rumors", "variants", "text", ("", "😀", "字" * 10_001)),
    ("surges", "", "rumor_id", tuple(v for v in NO_HEX if v != "")),
    ("surges", "", "offset", (-2, 2**63)),
    ("alerts", "alerts", "rumor_id", NO_HEX),
    ("alerts", "alerts", "level", ("", "huge", "Surge")),
    ("alerts", "alerts", "previous_level", ("huge",)),
    ("alerts", "alerts", "tenant", ("", "north")),
    ("alerts", "alerts", "started_at_ms", NO_TIME),
    ("alerts", "alerts", "at_ms", NO_TIME),
    ("alerts", "alerts", "resolved_at_ms", NO_TIME),
    ("alerts", "alerts", "reports", (-1, 2**63)),
    ("alerts", "alerts", "alert_id", ("x" * 300,)),
    ("alerts", "asked", "asked_at_ms", NO_TIME),
    ("alerts", "asked", "tenant", ("north",)),
    ("alerts", "answers", "tenant", ("north",)),
    ("alerts", "answers", "rumor_id", NO_HEX),
    ("alerts", "answers", "at_ms", NO_TIME),
    ("alerts", "answers", "answer_id", ("x" * 300,)),
    ("deliveries", "deliveries", "tenant", ("north",)),
    ("deliveries", "deliveries", "at_ms", NO_TIME),
    ("deliveries", "deliveries", "next_attempt_at_ms", NO_TIME),
    ("deliveries", "deliveries", "status", (-1, 70_000)),
    ("deliveries", "deliveries", "attempt", (-1, 10**9)),
    ("deliveries", "deliveries", "duration_ms", (-1, 2**40)),
    ("curations", "", "rumor_id", NO_HEX),
    ("curations", "", "decided_at_ms", NO_TIME),
    ("curations", "verdict", "rating", ("", "False", "wrong")),
    ("curations", "", "kind", ("", "Verdict", "delete")),
    ("curations", "", "until_ms", NO_TIME),
    ("curations", "", "due_at_ms", NO_TIME),
    ("curations", "", "until_reporters", (0, -1, 2**70)),
    ("curations", "", "reporters", (-1, 2**70)),
    ("curations", "", "target", tuple(v for v in NO_HEX if v not in ("", None))),
    ("curations", "", "rumors", (["r-17"], [HEX, ""])),
    ("curations", "", "left", (["r-17"], [HEX, ""])),
    ("curations", "", "variant_ids", (["a"], ["ab" * 8, "AB" * 8])),
    ("rejects", "rejections", "at_ms", NO_TIME),
    ("rejects", "rejections", "offset", (-1, 2**70)),
]


def cases() -> Iterator[Any]:
    for name, inside, field, values in POISONS:
        for number, value in enumerate(values):
            yield pytest.param(name, inside, field, value, id=f"{name}-{field}-{number}")


def taken(name: str, record: dict[str, Any]) -> Any:
    topic = SOUND[name][0]
    partition = topic.partitions or HOME
    at = 0 if topic.partitions else partition
    return event_of(
        topic, LANE.encode(), json.dumps(record).encode(), partition=at, lane_partitions=4
    )


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_record_is_taken(name: str) -> None:
    assert isinstance(taken(name, SOUND[name][1]), SOUND[name][0].event)


@pytest.mark.parametrize(("name", "inside", "field", "value"), list(cases()))
def test_a_poisoned_value_is_refused_by_the_name_of_its_field(
    name: str,
    inside: str,
    field: str,
    value: Any,
) -> None:
    topic, record = SOUND[name]
    if not inside:
        poisoned = record | {field: value}
    elif isinstance(record[inside], list):
        poisoned = record | {inside: [record[inside][0], record[inside][0] | {field: value}]}
    else:
        poisoned = record | {inside: record[inside] | {field: value}}
    with pytest.raises(CodecError, match=field) as error:
        taken(name, poisoned)
    assert topic.name in str(error.value)


@pytest.mark.parametrize("name", SOUND)
def test_json_that_is_nested_too_deeply_is_refused(name: str) -> None:
    topic = SOUND[name][0]
    whole = json.dumps(SOUND[name][1] | {"more": 1})
    value = whole.replace('"more": 1', '"more": ' + "[" * 100_000 + "]" * 100_000).encode()
    with pytest.raises(CodecError, match="nested too deeply"):
        event_of(
            topic,
            LANE.encode(),
            value,
            partition=0 if topic.partitions else HOME,
            lane_partitions=4,
        )


POISONED_REPORTS: dict[str, dict[str, Any]] = {
    "bad_report_id": {"report_id": "r-17"},
    "bad_reporter": {"reporter": "张三"},
    "bad_time": {"observed_at_ms": -50_400_000},
    "bad_channel": {"channel": "x" * 65},
    "bad_place": {"place": "x" * 65},
    "bad_external_id": {"external_id": "x" * 201},
    "bad_app": {"app": "x" * 201},
    "empty_text": {"text": ""},
}
MORE_POISONED = (
    [{"report_id": value} for value in NO_UUID]
    + [{"reporter": value} for value in NO_HEX if value]
    + [{"observed_at_ms": value} for value in NO_TIME]
)


@pytest.mark.parametrize("change", [*POISONED_REPORTS.values(), *MORE_POISONED])
def test_a_poisoned_report_is_set_aside_and_its_neighbours_count(change: dict[str, Any]) -> None:
    good = REPORT | {"report_id": UUID.replace("6f", "7f")}
    event = taken("reports", RECEIVED | {"reports": [REPORT | change, good]})
    lane = LaneClusters.empty(LANE)
    _, outcome = clusters.step(
        lane, event, source=events.Source(partition=HOME, offset=1), curation_offset=0
    )
    assert len(outcome.rejections) == 1
    rejection = outcome.rejections[0]
    assert rejection.reason in fields.WRONG
    if change in POISONED_REPORTS.values():
        assert POISONED_REPORTS[rejection.reason] == change
    assert next(iter(change)) in rejection.message
    assert "张三" not in rejection.message
    assert rows.rejection(rejection)
    assert outcome.sighted is not None
    assert [s.report_id for s in outcome.sighted.sightings] == [good["report_id"]]
    told = surge.step(
        LaneSurges(LANE),
        outcome.sighted,
        offset=1,
        policy=SurgePolicy(),
        verdicts={},
        decided=0,
    )
    assert told[1] == ()
    assert rows.sightings(outcome.sighted)


def test_two_poisoned_reports_of_a_record_are_two_rejects() -> None:
    bad = REPORT | {"report_id": ""}
    event = taken("reports", RECEIVED | {"reports": [bad, bad]})
    lane = LaneClusters.empty(LANE)
    _, outcome = clusters.step(
        lane, event, source=events.Source(partition=HOME, offset=1), curation_offset=0
    )
    assert len({rejection.reject_id for rejection in outcome.rejections}) == 2


async def test_what_is_taken_no_fold_and_no_row_breaks_on(tmp_path: Any) -> None:
    sighted, grown = taken("sightings", SOUND["sightings"][1]), taken("rumors", SOUND["rumors"][1])
    assert rows.sightings(sighted)
    assert rows.grown(grown, 1)
    assert rows.alerts(taken("alerts", SOUND["alerts"][1]), 1)
    assert rows.deliveries(taken("deliveries", SOUND["deliveries"][1]), 1)
    assert rows.decision(taken("curations", SOUND["curations"][1]), 1)
    assert rows.rejects(taken("rejects", SOUND["rejects"][1]))
    clusters.restore(LaneClusters.empty(LANE), [grown])
    surge.step(LaneSurges(LANE), sighted, offset=1, policy=SurgePolicy(), verdicts={}, decided=0)
    recorded: list[Any] = []

    async def record(lane: str, deliveries: tuple[events.Delivery, ...], *_: object) -> None:
        recorded.append((lane, deliveries))

    deliverer = Deliverer(ConfigFile(tmp_path / "none.toml"), "http://x", record)
    await deliverer.take(taken("alerts", SOUND["alerts"][1]))
