"""The whole system as processes: one scenario the whole way, then a restart."""

from collections.abc import Iterator
from typing import Any

import pytest
from clickhouse_driver import Client, errors

from deploy.demo import scenario
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.topics import REPORTS
from streams.client import ApiClient
from streams.config.secrets import secret_in
from tests.support.players import caught_up, play_day
from tests.support.system import System
from tests.support.waiting import status_of, wait

VERDICT = {"rating": "false", "summary": "不实", "link": "https://example.org/x"}
NOBODY = "0" * 16


def test_one_report_goes_the_whole_way(system: System) -> None:
    api = system.api
    played = play_day(api)
    assert played.accepted == len(scenario.day(history=300, surge=120))
    system.settle(played.accepted)
    _reports(api, played.hoax)
    rumor = _rumor(api, played.hoax)
    _alerts(system, rumor)
    _verdict(system, rumor, played.hoax)
    _deliveries(system)
    _bad_input_is_visible(system)
    _the_reader_sees_tables(system)
    assert api.get("/v1/rumors", query="这不存在的词")["items"] == []
    assert status_of(lambda: api.get(f"/v1/rumors/{NOBODY}")) == 404
    assert play_day(api).accepted == played.accepted  # the same once more: repeats count once
    caught_up(api)
    system.settle(played.accepted)
    _restart(system, played.accepted, rumor)


def _reports(api: ApiClient, hoax: list[str]) -> None:
    found = [api.get(f"/v1/reports/{report_id}") for report_id in hoax[::10]]
    assert {f["status"] for f in found} == {"matched"}
    assert len({f["rumor_id"] for f in found}) == 1
    assert {f["stance"] for f in found} <= {"carries", "questions", "refutes"}
    assert status_of(lambda: api.get("/v1/reports/00000000-0000-4000-8000-000000000000")) == 404


def _rumor(api: ApiClient, hoax: list[str]) -> str:
    rumor = str(api.get(f"/v1/reports/{hoax[0]}")["rumor_id"])
    top = api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]
    assert top["rumor_id"] == rumor
    assert top["reports"] == len(hoax)
    detail = api.get(f"/v1/rumors/{rumor}")
    assert sum(detail["stance"].values()) == len(hoax)
    assert sum(channel["reports"] for channel in detail["channels"]) == len(hoax)
    assert min(detail["stance"].values()) > 0
    spread = api.get(f"/v1/rumors/{rumor}/spread", by="stance")
    assert sum(p["reports"] for s in spread["series"] for p in s["points"]) == len(hoax)
    variants = list(_pages(api, f"/v1/rumors/{rumor}/variants"))
    assert len(variants) == detail["variants"] == len({v["variant_id"] for v in variants})
    assert sum(v["reports"] for v in variants) == len(hoax)
    assert all(v["explanation"] for v in variants if v["parent_variant_id"])
    return rumor


def _pages(api: ApiClient, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(path, limit=25, cursor=cursor)
        yield from page["items"]
        cursor = page["next_cursor"]


def _alerts(system: System, rumor: str) -> None:
    wait(
        lambda: any(hook.data.get("level") == "surge" for hook in system.desk.told()),
        60,
        "no alert came",
    )
    told = [hook for hook in system.desk.told() if hook.data["rumor_id"] == rumor]
    assert [hook.type for hook in told] == ["alert.raised"] + ["alert.escalated"] * (len(told) - 1)
    assert len({hook.data["alert_id"] for hook in told}) == 1
    alerts = wait(
        lambda: system.api.get("/v1/alerts", rumor_id=rumor)["items"], 10, "no alert was stored"
    )
    assert alerts[0]["alert_id"] == told[0].data["alert_id"]
    assert alerts[0]["history"][0]["event"] == "raised"
    assert system.api.get(f"/v1/alerts/{alerts[0]['alert_id']}")["rumor_id"] == rumor


def _verdict(system: System, rumor: str, hoax: list[str]) -> None:
    api, path, before = system.api, f"/v1/rumors/{rumor}/verdict", len(system.desk.received)
    assert api.post(path, VERDICT)["decision_id"].startswith("dec_")
    assert api.get(f"/v1/rumors/{rumor}")["verdict"] == VERDICT
    assert api.get(f"/v1/reports/{hoax[0]}")["verdict"] == VERDICT
    assert api.get("/v1/rumors", verdict="false")["items"][0]["verdict"] == VERDICT
    assert rumor not in {i["rumor_id"] for i in api.get("/v1/rumors", verdict="none")["items"]}
    assert status_of(lambda: api.post(path, {"rating": "true"}, if_match='"old"')) == 412
    assert status_of(lambda: api.post(path, {"rating": "nonsense"})) == 422
    unknown = f"/v1/rumors/{NOBODY}/verdict"
    assert status_of(lambda: api.post(unknown, {"rating": "true"})) == 404
    wait(lambda: len(system.desk.received) > before, 60, "the verdict was not told")
    told = system.desk.received[-1]
    assert told.type == "alert.corrected"
    assert told.data["verdict"] == VERDICT


def _deliveries(system: System) -> None:
    api = system.api

    def two_delivered() -> list[dict[str, Any]]:
        items = list(api.get("/v1/deliveries", state="delivered")["items"])
        return items if len(items) >= 2 else []

    done = wait(two_delivered, 60, "no deliveries stored")
    assert all(delivery["attempts"][-1]["status"] == 204 for delivery in done)
    before = len(system.desk.received)
    api.post(f"/v1/deliveries/{done[0]['delivery_id']}/redeliver")
    wait(lambda: len(system.desk.received) > before, 60, "the redelivery did not come")
    assert system.desk.received[-1].body["id"] == done[0]["delivery_id"]
    api.post("/v1/receivers/desk/test")
    wait(lambda: system.desk.told("ping"), 60, "the ping did not come")
    assert status_of(lambda: api.post("/v1/receivers/nobody/test")) == 404
    assert status_of(lambda: api.post("/v1/deliveries/dlv_none/redeliver")) == 404


def _bad_input_is_visible(system: System) -> None:
    """What another program put on the log: no JSON, and a record under another lane's key."""
    odd = b'{"lane":"main/alphabet","received_at_ms":1,"reports":[]}'
    log = EventLog(system.data / "log.db")
    log.append([NewRecord(REPORTS.name, b"main/cjk", value) for value in (b"not json", odd)])
    log.close()

    def both() -> list[dict[str, Any]]:
        items = list(system.api.get("/v1/rejects")["items"])
        return items if len(items) >= 2 else []

    rejects = wait(both, 60, "the rejects are not visible")
    assert {reject["reason"] for reject in rejects} == {"unreadable"}


def _the_reader_sees_tables(system: System) -> None:
    command = system.children()["clickhouse"].cmdline()
    with Client(
        "127.0.0.1",
        port=int(command[command.index("--port") + 1]),
        user="grafana",
        password=secret_in(system.data, "clickhouse-reader.secret"),
        database="rumor",
    ) as client:
        assert client.execute("SELECT sum(reports) > 0 FROM spread_minute FINAL") == [(1,)]
        with pytest.raises(errors.ServerException):
            client.execute("TRUNCATE TABLE sightings")


def _restart(system: System, accepted: int, rumor: str) -> None:
    told = len(system.desk.received)
    assert system.stop() == 0
    system.start()
    system.settle(accepted)
    assert system.api.get(f"/v1/rumors/{rumor}")["verdict"]["rating"] == "false"
    hoax = {"text": scenario.RUMORS[scenario.HOAX][1], "external_id": "after-restart"}
    answer = system.api.post("/v1/reports", hoax)
    wait(
        lambda: system.api.get(f"/v1/reports/{answer['report_id']}")["rumor_id"] == rumor,
        60,
        "the index did not come back",
    )
    assert len(system.desk.received) == told, "something was told again after the restart"
