"""The whole system as processes:

one scenario the whole way, a restart, and kill -9 of every process under load.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks

from deploy.demo import scenario
from streams.client import ApiError
from tests.support.system import SECRET, System, status_of, wait


def send(system: System, seed: int = 7) -> tuple[int, list[str]]:
    """The scenario through the API, its surge within the last minutes -> accepted, ids of the hoax."""
    now, hoax, accepted = time.time(), [], 0
    timeline = scenario.day(seed, history=300, surge=120)
    for at in range(0, len(timeline), 50):
        part = timeline[at : at + 50]
        batch = [t.report | {"observed_at": _iso(now + t.at_s - 80)} for t in part]
        answer = system.api.send_batch(json.dumps(batch).encode(), repeat="")
        accepted += answer["accepted"]
        hoax += [
            id_
            for id_, t in zip(answer["report_ids"], part, strict=True)
            if t.rumor == scenario.HOAX
        ]
    return accepted, hoax


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def test_one_report_goes_the_whole_way(system: System) -> None:
    api = system.api
    accepted, hoax = send(system)
    assert accepted == len(scenario.day(history=300, surge=120))
    system.settle(accepted)
    _reports(api, hoax)
    rumor = _rumor(system, hoax)
    _alerts(system, rumor)
    _verdict(system, rumor, hoax)
    _deliveries(system)
    _bad_input_is_visible(system)
    _the_reader_sees_tables(system)
    assert api.get("/v1/rumors", query="这不存在的词")["items"] == []
    assert status_of(lambda: api.get(f"/v1/rumors/{'0' * 16}")) == 404
    # the same once more: repeats are counted once
    again, _ = send(system)
    assert again == accepted
    wait(
        lambda: all(step["lag"] == 0 for step in api.get("/v1/status")["steps"].values()),
        30,
        "the steps did not catch up",
    )
    system.settle(accepted)
    _restart(system, accepted, rumor)


def _reports(api: Any, hoax: list[str]) -> None:
    found = [api.get(f"/v1/reports/{id_}") for id_ in hoax[::10]]
    assert {f["status"] for f in found} == {"matched"}
    assert len({f["rumor_id"] for f in found}) == 1
    assert {f["stance"] for f in found} <= {"carries", "questions", "refutes"}
    assert status_of(lambda: api.get("/v1/reports/00000000-0000-4000-8000-000000000000")) == 404


def _rumor(system: System, hoax: list[str]) -> str:
    api = system.api
    rumor = api.get(f"/v1/reports/{hoax[0]}")["rumor_id"]
    top = api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]
    assert top["rumor_id"] == rumor
    assert top["reports"] == len(hoax)
    detail = api.get(f"/v1/rumors/{rumor}")
    assert (
        sum(detail["stance"].values()) == sum(c["reports"] for c in detail["channels"]) == len(hoax)
    )
    assert min(detail["stance"].values()) > 0
    spread = api.get(f"/v1/rumors/{rumor}/spread", by="stance")
    assert sum(p["reports"] for s in spread["series"] for p in s["points"]) == len(hoax)
    variants, cursor = [], ""
    while cursor is not None:
        page = api.get(f"/v1/rumors/{rumor}/variants", limit=25, cursor=cursor)
        variants, cursor = variants + page["items"], page["next_cursor"]
    assert len(variants) == detail["variants"] == len({v["variant_id"] for v in variants})
    assert sum(v["reports"] for v in variants) == len(hoax)
    assert all(v["explanation"] for v in variants if v["parent_variant_id"])
    return str(rumor)


def _alerts(system: System, rumor: str) -> None:
    wait(
        lambda: any(b["data"].get("level") == "surge" for _, b in system.inbox.received),
        20,
        "no alert came",
    )
    told = [body for _, body in system.inbox.received if body["data"]["rumor_id"] == rumor]
    assert [b["type"] for b in told] == ["alert.raised"] + ["alert.escalated"] * (len(told) - 1)
    assert len({b["data"]["alert_id"] for b in told}) == 1
    alerts = wait(
        lambda: system.api.get("/v1/alerts", rumor_id=rumor)["items"], 10, "no alert was stored"
    )
    assert alerts[0]["alert_id"] == told[0]["data"]["alert_id"]
    assert alerts[0]["history"][0]["event"] == "raised"
    one = system.api.get(f"/v1/alerts/{alerts[0]['alert_id']}")
    assert one["rumor_id"] == rumor


def _verdict(system: System, rumor: str, hoax: list[str]) -> None:
    api, before = system.api, system.inbox_count()
    made = api.post(
        f"/v1/rumors/{rumor}/verdict",
        {"rating": "false", "summary": "不实", "link": "https://example.org/x"},
    )
    assert made["decision_id"].startswith("dec_")
    expected = {"rating": "false", "summary": "不实", "link": "https://example.org/x"}
    assert api.get(f"/v1/rumors/{rumor}")["verdict"] == expected
    assert api.get(f"/v1/reports/{hoax[0]}")["verdict"] == expected
    assert api.get("/v1/rumors", verdict="false")["items"][0]["verdict"] == expected
    assert rumor not in {i["rumor_id"] for i in api.get("/v1/rumors", verdict="none")["items"]}
    assert (
        status_of(
            lambda: api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "true"}, if_match='"old"')
        )
        == 412
    )
    assert status_of(lambda: api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "nonsense"})) == 422
    assert status_of(lambda: api.post(f"/v1/rumors/{'0' * 16}/verdict", {"rating": "true"})) == 404
    wait(lambda: system.inbox_count() > before, 10, "the verdict was not told")
    body = system.inbox.received[-1][1]
    assert body["type"] == "alert.corrected"
    assert body["data"]["verdict"] == expected


def _deliveries(system: System) -> None:
    api = system.api
    done = wait(
        lambda: (
            (items := api.get("/v1/deliveries", state="delivered")["items"])
            and len(items) >= 2
            and items
        ),
        15,
        "no deliveries stored",
    )
    assert all(d["attempts"][-1]["status"] == 204 for d in done)
    before = system.inbox_count()
    api.post(f"/v1/deliveries/{done[0]['delivery_id']}/redeliver")
    wait(lambda: system.inbox_count() > before, 10, "the redelivery did not come")
    assert system.inbox.received[-1][1]["id"] == done[0]["delivery_id"]
    api.post("/v1/receivers/desk/test")
    wait(lambda: system.inbox.received[-1][1]["type"] == "ping", 10, "the ping did not come")
    assert status_of(lambda: api.post("/v1/receivers/nobody/test")) == 404
    assert status_of(lambda: api.post("/v1/deliveries/dlv_none/redeliver")) == 404


def _bad_input_is_visible(system: System) -> None:
    from deploy.embedded.log.eventlog import EventLog, NewRecord
    from schemas.topics import REPORTS

    log = EventLog(system.data / "log.db")
    log.append(
        [
            NewRecord(REPORTS.name, b"main/cjk", b"not json"),
            NewRecord(
                REPORTS.name,
                b"main/cjk",
                b'{"lane":"main/alphabet","received_at_ms":1,"reports":[]}',
            ),
        ]
    )
    log.close()
    found = wait(
        lambda: (i := system.api.get("/v1/rejects")["items"]) and len(i) >= 2 and i,
        15,
        "the rejects are not visible",
    )
    assert {r["reason"] for r in found} == {"unreadable"}


def _the_reader_sees_tables(system: System) -> None:
    from clickhouse_driver import Client, errors

    from streams.config.secrets import secret_in

    command = system.children()["clickhouse"].cmdline()
    password = secret_in(system.data, "clickhouse-reader.secret")
    with Client(
        "127.0.0.1",
        port=int(command[command.index("--port") + 1]),
        user="grafana",
        password=password,
        database="rumor",
    ) as client:
        assert client.execute("SELECT sum(reports) > 0 FROM spread_minute FINAL") == [(1,)]
        with pytest.raises(errors.ServerException):
            client.execute("TRUNCATE TABLE sightings")


def _restart(system: System, accepted: int, rumor: str) -> None:
    told = system.inbox_count()
    assert system.stop() == 0
    system.start()
    system.settle(accepted)
    assert system.api.get(f"/v1/rumors/{rumor}")["verdict"]["rating"] == "false"
    answer = system.api.post(
        "/v1/reports", {"text": scenario.RUMORS[scenario.HOAX][1], "external_id": "after-restart"}
    )
    wait(
        lambda: system.api.get(f"/v1/reports/{answer['report_id']}")["rumor_id"] == rumor,
        20,
        "the index did not come back",
    )
    assert system.inbox_count() == told, "something was told again after the restart"


def test_kill_9_of_any_process_and_of_all_loses_and_doubles_nothing(tmp_path: Path) -> None:
    system = System(tmp_path).start()
    try:
        accepted, stop = [0], threading.Event()
        feeder = threading.Thread(target=_feed, args=(system, accepted, stop), daemon=True)
        feeder.start()
        for victim in ("worker", "store", "intake", "clickhouse", "worker"):
            time.sleep(2.5)
            system.kill(victim)
        time.sleep(2.5)
        system.kill_all()
        system.start()
        time.sleep(3)
        stop.set()
        feeder.join(60)
        assert accepted[0] > 500
        system.settle(accepted[0], 180)
        base = system.database()
        recounted = base.execute(
            "SELECT rumor_id, count() FROM sightings FINAL GROUP BY rumor_id ORDER BY rumor_id"
        )
        assert (
            base.execute(
                "SELECT rumor_id, sum(reports) FROM spread_day FINAL GROUP BY rumor_id ORDER BY rumor_id"
            )
            == recounted
        )
        assert (
            base.execute(
                "SELECT rumor_id, sum(reports) FROM spread_minute FINAL GROUP BY rumor_id ORDER BY rumor_id"
            )
            == recounted
        )
        base.close()
        _told_once_per_level(system)
    finally:
        system.stop()


def _feed(system: System, accepted: list[int], stop: threading.Event) -> None:
    """Batches with ids, each sent until it is accepted: what a reporting app does."""
    reports = scenario.load(3, rumors=20)
    number = 0
    while not stop.is_set():
        batch, number = [next(reports) for _ in range(20)], number + 1
        while True:
            try:
                accepted[0] += system.api.send_batch(
                    json.dumps(batch).encode(), repeat=f"b{number}", patience_s=0
                )["accepted"]
                break
            except ApiError as error:
                assert error.status in (0, 503), error
                time.sleep(0.2)
        time.sleep(0.05)


def _told_once_per_level(system: System) -> None:
    told: dict[tuple[str, str, str], set[str]] = {}
    for _, body in system.inbox.received:
        if body["type"] in ("alert.raised", "alert.escalated"):
            told.setdefault((body["data"]["alert_id"], body["data"]["level"], "desk"), set()).add(
                body["id"]
            )
    assert told
    assert all(len(ids) == 1 for ids in told.values())
    rumors = {}
    for _, body in system.inbox.received:
        if body["type"] == "alert.raised":
            rumors.setdefault(body["data"]["rumor_id"], set()).add(body["data"]["alert_id"])
    assert all(len(alerts) == 1 for alerts in rumors.values()), "a surge was told under two alerts"


def test_a_second_up_on_the_same_data_and_a_taken_port_are_one_line(system: System) -> None:
    def run(**environment: str) -> "subprocess.CompletedProcess[str]":
        import os

        env = {**os.environ, "RUMOR_CONFIG": str(system.config), **environment}
        return subprocess.run(
            [sys.executable, "-m", "deploy.cli.main", "up"],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
        )

    taken = run(RUMOR_DATA_DIR=str(system.data), RUMOR_HTTP_PORT="0")
    assert taken.returncode == 1
    assert taken.stderr.count("\n") == 1
    assert "in use by another rumor-tracker" in taken.stderr
    port = system.url.rpartition(":")[2]
    busy = run(RUMOR_DATA_DIR=str(system.folder / "other"), RUMOR_HTTP_PORT=port)
    assert busy.returncode == 1
    assert busy.stderr.count("\n") == 1
    assert port in busy.stderr


def test_the_signature_of_a_real_webhook_verifies(system: System) -> None:
    import http.server

    seen: list[tuple[dict[str, str], bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(
                (
                    {k.lower(): v for k, v in self.headers.items()},
                    self.rfile.read(int(self.headers["content-length"])),
                )
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook = f'\n[[receivers]]\nname = "second"\nurl = "http://127.0.0.1:{server.server_address[1]}/"\nsecret = "{SECRET}"\nallow_private = true\n'
    system.config.write_text(system.config.read_text() + hook)
    wait(
        lambda: status_of(lambda: system.api.post("/v1/receivers/second/test")) == 200,
        10,
        "the new receiver is not known",
    )
    wait(lambda: seen, 10, "the ping did not come")
    headers, body = seen[0]
    assert standardwebhooks.Webhook(SECRET).verify(body, headers)["type"] == "ping"
    server.shutdown()
    server.server_close()


def test_replay_goes_on_where_it_stopped(system: System, tmp_path: Path) -> None:
    import gzip
    import os

    file = tmp_path / "reports.jsonl.gz"
    lines = [
        json.dumps({"text": f"重放的第{n}条消息", "observed_at": _iso(1_400_000_000 + n)})
        for n in range(950)
    ]
    lines[500:500] = ["{broken", json.dumps({"text": ""}), ""]
    with gzip.open(file, "wt") as out:
        out.write("\n".join(lines))
    env = {**os.environ, "RUMOR_DATA_DIR": str(system.data)}

    def replay(key: str) -> "subprocess.CompletedProcess[str]":
        command = [
            sys.executable,
            "-m",
            "deploy.cli.main",
            "replay",
            str(file),
            "--batch",
            "100",
            "--url",
            system.url,
            "--key",
            key,
            "--json",
        ]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)

    assert replay("rk_wrong").returncode == 1
    progress = json.loads(replay(system.key).stdout)
    assert (progress["accepted"], progress["refused"]) == (950, 2)
    assert [e["line"] for e in progress["examples"]] == [501, 502]
    again = json.loads(replay(system.key).stdout)  # the same lines have the same ids: counted once
    assert again["accepted"] == 950
    system.settle(950)
    wait(
        lambda: all(s["lag"] == 0 for s in system.api.get("/v1/status")["steps"].values()),
        30,
        "the steps did not catch up",
    )
    assert system.stored() == 950
    assert system.inbox_count() == 0, "history never alerts"


def test_a_report_counts_once_in_every_view_and_poison_stops_nobody(system: System) -> None:
    """One external id in another script, time and place, before and after kill -9; then records
    that no fold can take.
    """
    api = system.api
    chinese, english = (
        "网传明天起全城停水三天",
        "There will be no water in town for three days from tomorrow",
    )
    first = api.post("/v1/reports", {"text": chinese, "external_id": "e1", "place": "成都"})
    found = wait(lambda: _found(system, first), 20, "the report was not stored")
    copies: list[dict[str, Any]] = [
        {"text": english},
        {"text": chinese, "observed_at": _iso(time.time() - 7_200), "place": "重庆"},
        {"text": f"请问{chinese}是真的吗？"},
    ]
    again = [
        api.send_batch(json.dumps([copy | {"external_id": "e1"}]).encode(), repeat="")
        for copy in copies
    ]
    for name in ("worker", "intake"):
        system.kill(name)
    again += [
        api.send_batch(json.dumps([copy | {"external_id": "e1"}]).encode(), repeat="")
        for copy in copies
    ]
    assert [answer["report_ids"] for answer in again] == [[first["report_id"]]] * 6
    poisoned = _poison(system, first["report_id"], found["rumor_id"])
    api.send_batch(json.dumps([{"text": english, "external_id": "e2"}]).encode(), repeat="")
    system.settle(2)
    rumors = {item["rumor_id"]: item for item in api.get("/v1/rumors")["items"]}
    assert len(rumors) == 2
    assert rumors[found["rumor_id"]]["reports"] == rumors[found["rumor_id"]]["variants"] == 1
    path = f"/v1/rumors/{found['rumor_id']}"
    assert api.get(path)["reports"] == 1
    assert [v["reports"] for v in api.get(f"{path}/variants")["items"]] == [1]
    assert sum(p["reports"] for p in api.get(f"{path}/spread")["series"][0]["points"]) == 1
    assert (_found(system, first) or {})["variant_id"] == found["variant_id"]
    messages = wait(
        lambda: (
            (m := [item["message"] for item in api.get("/v1/rejects", limit=50)["items"]])
            and all(any(field in one for one in m) for field in poisoned)
            and m
        ),
        20,
        "not all poisoned records were set aside",
    )
    assert any("bad_report_id" in message for message in messages)


def _found(system: System, answer: dict[str, Any]) -> dict[str, Any] | None:
    found = dict(system.api.get(f"/v1/reports/{answer['report_id']}"))
    return found if found["status"] == "matched" else None


def _poison(system: System, report_id: str, rumor_id: str) -> list[str]:
    """Records of another producer -> the fields that the rejects must name.

    One repeats a report that was counted.
    """
    from deploy.embedded.log.eventlog import EventLog, NewRecord
    from schemas.events import Report, ReportsReceived, ReportsSighted, Sighting, Source
    from schemas.topics import REPORTS, SIGHTINGS

    lane, now_ms = "main/cjk", int(time.time() * 1_000)
    good = Report(
        report_id=report_id, text="网传明天起全城停水三天了", observed_at_ms=now_ms, app="bus"
    )
    bad = [
        Report(report_id="r-17", text="一条消息", observed_at_ms=now_ms, app="bus"),
        Report(
            report_id=report_id, text="一条消息", observed_at_ms=now_ms, app="bus", reporter="张三"
        ),
    ]
    sightings = [
        Sighting(
            report_id="r-17",
            variant_id=rumor_id,
            rumor_id=rumor_id,
            stance="carries",
            observed_at_ms=now_ms,
            app="bus",
        ),
        Sighting(
            report_id=report_id,
            variant_id="v1",
            rumor_id=rumor_id,
            stance="carries",
            observed_at_ms=now_ms,
            app="bus",
        ),
        Sighting(
            report_id=report_id,
            variant_id=rumor_id,
            rumor_id=rumor_id,
            stance="believes",
            observed_at_ms=now_ms,
            app="bus",
        ),
        Sighting(
            report_id=report_id,
            variant_id=rumor_id,
            rumor_id=rumor_id,
            stance="carries",
            observed_at_ms=-1,
            app="bus",
        ),
    ]
    log = EventLog(system.data / "log.db")
    log.append(
        [
            NewRecord(
                REPORTS.name,
                lane.encode(),
                REPORTS.encode(
                    ReportsReceived(lane=lane, received_at_ms=now_ms, reports=(*bad, good))
                ),
            )
        ]
    )
    for number, sighting in enumerate(sightings):
        event = ReportsSighted(
            lane=lane,
            source=Source(partition=0, offset=900_000 + number),
            received_at_ms=now_ms,
            sightings=(sighting,),
        )
        log.append([NewRecord(SIGHTINGS.name, lane.encode(), SIGHTINGS.encode(event))])
    log.close()
    return [
        "report_id is no UUID",
        "reporter is neither",
        "report_id 'r-17'",
        "variant_id",
        "stance",
        "observed_at_ms",
    ]
