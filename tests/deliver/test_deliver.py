"""Webhooks: order, retries, restart, redelivery, refusals."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import standardwebhooks

from schemas.events import AlertsTold, Delivery, DeliveryAsked, Source
from streams.config import file as config
from streams.config.file import ConfigFile
from streams.config.receivers import Receiver
from streams.deliver import attempt as webhook
from streams.deliver import queues as deliver
from streams.deliver.queues import Deliverer
from tests.core.test_payloads import ALERT
from tests.support.system import SECRET


class Desk:
    """A receiver that answers what it is told to."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        desk = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                desk.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                status, headers = desk.answers.pop(0) if desk.answers else (204, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Office:
    """A deliverer and the log of what it recorded."""

    def __init__(self, folder: Path, url: str, more: str = "allow_private = true") -> None:
        path = folder / "c.toml"
        path.write_text(
            f'[[receivers]]\nname = "desk"\nurl = "{url}"\nsecret = "{SECRET}"\n{more}\n'
        )
        self.log: list[Delivery] = []
        self.deliverer = Deliverer(ConfigFile(path), "http://x", self.record)

    async def record(self, lane: str, deliveries: tuple[Delivery, ...]) -> None:
        assert lane == "main/cjk"
        self.log += deliveries

    async def tell(self, *alerts: Any, asked: tuple[DeliveryAsked, ...] = ()) -> None:
        await self.deliverer.take(
            AlertsTold(
                lane="main/cjk", source=Source(partition=0, offset=0), alerts=alerts, asked=asked
            )
        )

    async def done(self, within_s: float = 10.0) -> None:
        import asyncio

        deadline = time.monotonic() + within_s
        while self.deliverer._tasks and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        assert not self.deliverer._tasks

    async def recorded(self, count: int) -> None:
        import asyncio

        deadline = time.monotonic() + 10
        while len(self.log) < count and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        assert len(self.log) == count


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "BACKOFF_S", (0.05, 0.05, 0.05))
    monkeypatch.setattr(deliver, "LOOK_AGAIN_S", 0.05, raising=False)
    monkeypatch.setattr(config, "LOOK_EVERY_S", 0.05, raising=False)
    monkeypatch.setattr(config, "SETTLE_S", 0.05, raising=False)


async def test_an_alert_is_signed_sent_once_and_recorded(tmp_path: Path, desk: Desk) -> None:
    office = Office(tmp_path, desk.url)
    for _ in range(3):  # a replay of the record
        await office.tell(ALERT)
    await office.done()
    assert len(desk.got) == 1
    headers, body = desk.got[0]
    assert (
        standardwebhooks.Webhook(SECRET).verify(body, headers)["data"]["alert_id"] == ALERT.alert_id
    )
    assert json.loads(body)["id"] == headers["webhook-id"]
    assert [(d.attempt, d.state) for d in office.log] == [(0, "pending"), (1, "delivered")]


async def test_failures_are_tried_again_under_the_same_id(tmp_path: Path, desk: Desk) -> None:
    desk.answers = [(500, {}), (302, {"location": "http://127.0.0.1:1/"})]
    office = Office(tmp_path, desk.url)
    await office.tell(ALERT)
    await office.done()
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 1
    assert len({body for _, body in desk.got}) == 1
    assert [(d.attempt, d.state, d.status) for d in office.log] == [
        (0, "pending", 0),
        (1, "pending", 500),
        (2, "pending", 302),
        (3, "delivered", 204),
    ]
    assert all(d.next_attempt_at_ms for d in office.log[1:3])


async def test_what_is_pending_goes_on_after_a_restart(tmp_path: Path, desk: Desk) -> None:
    desk.answers = [(500, {"retry-after": "3600"})]
    office = Office(tmp_path, desk.url)
    await office.tell(ALERT)
    while len(office.log) < 2:
        import asyncio

        await asyncio.sleep(0.01)
    assert office.log[1].next_attempt_at_ms > time.time() * 1_000 + 3_000_000
    office.deliverer.forget("main/cjk")
    after = Office(tmp_path, desk.url)
    after.deliverer.restore(
        "main/cjk", [office.log[0], replace(office.log[1], next_attempt_at_ms=0)]
    )
    await after.tell(ALERT)
    await after.done()
    assert [(d.attempt, d.state) for d in after.log] == [(2, "delivered")]
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 1


async def test_after_the_last_back_off_a_delivery_is_dead_and_can_be_sent_again(
    tmp_path: Path, desk: Desk
) -> None:
    desk.answers = [(503, {})] * 4
    office = Office(tmp_path, desk.url)
    await office.tell(ALERT)
    await office.done()
    assert office.log[-1].state == "dead"
    await office.tell(
        asked=(
            DeliveryAsked(
                request_id="req_1",
                tenant="main",
                receiver="desk",
                delivery_id=office.log[0].delivery_id,
                asked_at_ms=5,
            ),
        )
    )
    await office.done()
    assert (office.log[-1].state, office.log[-1].round) == ("delivered", 1)
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 1


async def test_gone_disables_the_receiver_until_a_ping_succeeds(tmp_path: Path, desk: Desk) -> None:
    desk.answers = [(410, {})]
    office = Office(tmp_path, desk.url)
    await office.tell(ALERT)
    await office.done()
    await office.tell(
        replace(ALERT, change_id="major", level="major", event="escalated", previous_level="surge")
    )
    await office.done()
    assert len(desk.got) == 1
    assert office.log[-1].state == "disabled"
    await office.tell(
        asked=(
            DeliveryAsked(
                request_id="req_1", tenant="main", receiver="desk", delivery_id="", asked_at_ms=5
            ),
        )
    )
    await office.done()
    assert json.loads(desk.got[-1][1])["type"] == "ping"
    await office.tell(
        replace(
            ALERT, change_id="critical", level="critical", event="escalated", previous_level="major"
        )
    )
    await office.done()
    assert office.log[-1].state == "delivered"


async def test_changes_of_one_alert_arrive_in_order(tmp_path: Path, desk: Desk) -> None:
    desk.answers = [(500, {}), (500, {})]
    office = Office(tmp_path, desk.url)
    await office.tell(
        ALERT,
        replace(ALERT, change_id="major", level="major", event="escalated", previous_level="surge"),
    )
    await office.done()
    assert [json.loads(body)["type"] for _, body in desk.got] == ["alert.raised"] * 3 + [
        "alert.escalated"
    ]


async def test_levels_events_and_tenants_are_respected(tmp_path: Path, desk: Desk) -> None:
    office = Office(
        tmp_path, desk.url, 'allow_private = true\nmin_level = "major"\nevents = ["alert.raised"]'
    )
    await office.tell(ALERT, replace(ALERT, tenant="other", level="critical"))
    major = replace(
        ALERT, change_id="major", level="major", event="escalated", previous_level="surge"
    )
    await office.tell(
        major, replace(major, change_id="critical", level="critical", previous_level="major")
    )
    await office.done()
    assert [json.loads(body)["data"]["level"] for _, body in desk.got] == ["major"]


async def test_private_targets_are_refused_unless_allowed(tmp_path: Path, desk: Desk) -> None:
    for url in (
        desk.url,
        desk.url.replace("127.0.0.1", "localhost"),
        desk.url.replace("127.0.0.1", "[::ffff:127.0.0.1]"),
    ):
        office = Office(tmp_path, url, "")
        await office.tell(ALERT)
        await office.done()
        assert office.log[-1].state == "dead"
        assert "private" in office.log[-1].error
    assert desk.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2606:4700::1", True),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert webhook.is_public(address) is public


async def test_a_receiver_that_is_not_there_is_an_attempt_like_any_other() -> None:
    receiver = Receiver(name="desk", url="http://127.0.0.1:9/x", secret=SECRET, allow_private=True)
    result = await webhook.attempt("{}", "dlv_1", receiver)
    assert result.status == 0
    assert not result.delivered
    assert result.error


MISSING = 'name = "other"'


async def test_a_delivery_waits_for_its_receiver_and_holds_up_no_other(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "BACKOFF_S", (0.5, 0.05, 0.05))
    desk.answers = [(500, {})]
    office = Office(tmp_path, desk.url)
    file = tmp_path / "c.toml"
    whole = file.read_text()
    await office.tell(ALERT)
    await office.recorded(2)
    other = whole.replace('name = "desk"', MISSING)
    file.write_text(other)
    await office.recorded(3)
    assert [(d.attempt, d.state, d.error) for d in office.log[2:]] == [
        (2, "pending", deliver.WAITING)
    ]
    await office.tell(replace(ALERT, alert_id="alr_0000000000001"))
    await office.recorded(5)
    assert (office.log[4].receiver, office.log[4].state) == ("other", "delivered")
    office.deliverer.forget(
        "main/cjk"
    )  # a restart while it waits: neither dead, nor recorded again, nor an attempt that counts
    after = Office(tmp_path, desk.url)
    file.write_text(other)
    desk.answers = [(500, {}), (500, {})]
    after.deliverer.restore("main/cjk", [d for d in office.log if d.receiver == "desk"])
    import asyncio

    await asyncio.sleep(0.2)
    assert after.log == []
    file.write_text(whole)
    await after.done()
    assert [(d.attempt, d.state) for d in after.log] == [
        (3, "pending"),
        (4, "pending"),
        (5, "delivered"),
    ]
    assert len({headers["webhook-id"] for headers, _ in desk.got}) == 2


async def test_a_delivery_waits_while_the_file_is_gone_or_wrong_from_the_start(
    tmp_path: Path, desk: Desk
) -> None:
    office = Office(tmp_path, desk.url)
    await office.tell(ALERT)
    await office.done()
    before, text = office.log[0], (tmp_path / "c.toml").read_text()
    (tmp_path / "c.toml").write_text('[[receivers]]\nmin_level = "huge"\n')
    after = Office.__new__(Office)
    after.log, after.deliverer = (
        [],
        Deliverer(ConfigFile(tmp_path / "c.toml"), "http://x", after.record),
    )
    after.deliverer.restore("main/cjk", [before])
    await after.recorded(1)
    assert (after.log[0].state, after.log[0].error) == ("pending", deliver.WAITING)
    (tmp_path / "c.toml").write_text(text)
    await after.done()
    assert after.log[-1].state == "delivered"


async def test_after_a_day_without_its_receiver_a_delivery_is_dead_with_the_reason(
    tmp_path: Path, desk: Desk
) -> None:
    office = Office(tmp_path, desk.url)
    day_ms, now_ms = 86_400_000, int(time.time() * 1_000)
    one = Delivery(
        delivery_id="dlv_1",
        tenant="main",
        receiver="gone",
        alert_id="alr_1",
        type="alert.raised",
        attempt=0,
        state="pending",
        at_ms=now_ms - day_ms - 1,
        body="{}",
    )
    late = replace(
        one, delivery_id="dlv_2", alert_id="alr_2"
    )  # tried for longer than a day, and due just now
    tried = replace(
        late, attempt=1, status=503, at_ms=now_ms - day_ms, next_attempt_at_ms=now_ms, body=""
    )
    office.deliverer.restore("main/cjk", [one, late, tried])
    await office.recorded(2)
    assert {(d.delivery_id, d.attempt, d.state) for d in office.log} == {
        ("dlv_1", 1, "dead"),
        ("dlv_2", 2, "pending"),
    }
    assert "for a day" in next(d.error for d in office.log if d.state == "dead")
    office.deliverer.forget("main/cjk")


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b" \r\n",
        b"v1,whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw",
        b"whsec_MDAw",
        b"\xff" * 40,
    ],
)
async def test_nothing_is_sent_without_a_secret_and_its_path_is_not_told(
    content: bytes | None, tmp_path: Path, desk: Desk
) -> None:
    path = tmp_path / "desk.secret"
    if content is not None:
        path.write_bytes(content)
    receiver = Receiver(name="desk", url=desk.url, secret_file=str(path), allow_private=True)
    result = await webhook.attempt("{}", "dlv_1", receiver)
    assert (result.status, result.delivered) == (0, False)
    assert "secret file" in result.error
    assert str(tmp_path) not in result.error
    assert desk.got == []


async def test_a_secret_file_may_end_in_any_line_ending_and_hold_several(
    tmp_path: Path, desk: Desk
) -> None:
    path = tmp_path / "desk.secret"
    path.write_bytes(
        b"\xef\xbb\xbf" + SECRET.encode() + b" whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw\r\n"
    )
    receiver = Receiver(name="desk", url=desk.url, secret_file=str(path), allow_private=True)
    assert (await webhook.attempt("{}", "dlv_1", receiver)).delivered
    headers, body = desk.got[0]
    for secret in (SECRET, "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"):
        assert standardwebhooks.Webhook(secret).verify(body, headers) == {}


@pytest.mark.parametrize("secret", ["", " ", "\t\u3000"])
async def test_a_blank_secret_signs_nothing(secret: str, desk: Desk) -> None:
    result = await webhook.attempt(
        "{}", "dlv_1", Receiver(name="desk", url=desk.url, secret=secret, allow_private=True)
    )
    assert result.status == 0
    assert "secret" in result.error
    assert desk.got == []
