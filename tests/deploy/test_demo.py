"""The demo without a system: its directory, its inbox, and what it tells."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import directory, scenario
from deploy.demo.inbox import Inbox
from deploy.demo.show import Show, prepare
from streams.client import ApiError
from streams.clock import SettableClock
from streams.config.file import parse
from streams.config.settings import load
from tests.support import cli
from tests.support.cli import invoke as run

ESCALATED = {
    "type": "alert.escalated",
    "data": {
        "level": "major",
        "why": "81 reports in an hour",
        "title": "微信聊天记录",
        "reporters": 80,
        "rumor_id": "ab" * 8,
    },
}


def post(url: str, body: dict[str, Any]) -> int:
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_an_inbox_keeps_webhooks_in_order_with_their_time() -> None:
    clock = SettableClock(5_000)
    inbox = Inbox(clock)
    assert post(inbox.url, {"type": "ping"}) == 204
    clock.move(2)
    assert post(inbox.url, ESCALATED) == 204
    assert inbox.received == [(5.0, {"type": "ping"}), (7.0, ESCALATED)]


def test_the_demo_has_a_key_of_every_scope_and_a_receiver_on_this_machine(tmp_path: Path) -> None:
    prepare(tmp_path / "demo.toml")
    config = parse((tmp_path / "demo.toml").read_text())
    (key,), (receiver,) = config.keys, config.receivers
    assert key.scopes == ("report", "read", "curate", "admin")
    assert receiver.allow_private
    assert receiver.url.startswith("http://127.0.0.1:")
    assert receiver.wants("alert.escalated")


class FakeApi:
    """Takes everything and knows one rumor; a webhook comes after the hundredth live report."""

    def __init__(self, inbox: Inbox, clock: SettableClock) -> None:
        self.inbox = inbox
        self.clock = clock
        self.day: list[dict[str, Any]] = []
        self.live: list[tuple[float, dict[str, Any]]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.refuses_verdicts = False

    def send_batch(self, reports: bytes, *, repeat: str) -> None:
        assert repeat == ""
        self.day += json.loads(reports)

    def post(self, path: str, body: dict[str, Any]) -> None:
        if path == "/v1/reports":
            self.live.append((self.clock.monotonic_s(), body))
            if len(self.live) in (100, 101):
                self.inbox.take(ESCALATED)
        elif self.refuses_verdicts:
            raise ApiError(404, "no such rumor")
        else:
            self.verdicts.append(body)
            self.inbox.take({**ESCALATED, "type": "alert.corrected"})

    def get(self, path: str, **_: Any) -> dict[str, Any]:
        item = {
            "rumor_id": "ab" * 8,
            "title": "微信聊天记录",
            "reports": 240,
            "reports_1h": 8,
            "reporters": 200,
            "variants": 100,
            "verdict": {"rating": "false"} if self.verdicts else None,
            "stance": {"carries": 200},
            "text": "微信",
            "explanation": "founds the rumor",
        }
        variant = item | {"stance": "carries"}
        return item if path.count("/") == 3 else {"items": [variant]}


@pytest.mark.parametrize("refuses", [False, True])
def test_the_scenario_is_played_in_its_time_and_told(
    refuses: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = SettableClock()
    inbox = Inbox(clock)
    api = FakeApi(inbox, clock)
    api.refuses_verdicts = refuses
    links = iter(("http://x/1", "http://x/2"))
    show = Show(api, inbox, link=lambda: next(links), clock=clock, pause=clock.move)  # type: ignore[arg-type]
    show.play()
    timeline = scenario.day()
    assert len(api.day) == sum(timed.at_s < 0 for timed in timeline)
    assert all("observed_at" in report for report in api.day)
    live = [timed for timed in timeline if timed.at_s >= 0]
    assert [report for _, report in api.live] == [timed.report for timed in live]
    late_s = [sent_s - timed.at_s for (sent_s, _), timed in zip(api.live, live, strict=True)]
    assert max(late_s) - min(late_s) < 0.5
    assert len(api.verdicts) == (0 if refuses else 1), "only the first escalation is answered"
    out = capsys.readouterr().out
    assert out.count(">>> it grows [major]") == 2
    assert out.count(">>> corrected [major]") == (0 if refuses else 1)
    assert out.count("the verdict was not taken yet: 404") == (1 if refuses else 0)
    # each figure says of which time it is: wordings are never of the last hour alone
    assert "   8 reports in the last hour; in all  240 in 100 wordings," in out
    lines = out.splitlines()
    assert "http://x/1" in lines[0]
    assert lines[-2].endswith("http://x/2"), "it ends with a link that nobody used"
    assert out.splitlines()[-1].endswith("everything keeps running, Ctrl-C stops it")


# Its directory


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize("place", ["used", "old", "home", "link", "above", "file"])
def test_the_demo_touches_no_directory_that_it_did_not_make(place: str, tmp_path: Path) -> None:
    home, used, work = (tmp_path / name for name in ("home", "used", "work"))
    for folder in (home, used, work):
        folder.mkdir()
    (used / "reporter.secret").write_text("irreplaceable")
    (used / "clickhouse").mkdir()
    (tmp_path / "link").symlink_to(home)
    (tmp_path / "file").write_text("mine")
    named = {
        "used": used,
        "old": None,
        "home": home,
        "link": tmp_path / "link",
        "above": tmp_path,
        "file": tmp_path / "file",
    }[place]
    if place == "old":  # what a version before left, without a marker
        (work / "demo-data").mkdir()
        (work / "demo-data" / "log.db").write_text("")
    before = tree(tmp_path)
    env = cli.environment(HOME=str(home), RUMOR_HTTP_PORT="0")
    env.setdefault("PYTHONPATH", os.getcwd())  # it runs in another directory
    if named:
        env["RUMOR_DATA_DIR"] = str(named)
    refused = subprocess.run(
        cli.command("up", "--demo"), env=env, cwd=work, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "RUMOR_DATA_DIR" in refused.stderr
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "setting",
    [
        "RUMOR_LOG_URL=kafka://127.0.0.1:9",
        "RUMOR_LOG_URL=sqlite:///x/log.db",
        "RUMOR_CLICKHOUSE_URL=clickhouse://a:b@127.0.0.1:9/r",
    ],
)
def test_the_demo_feeds_nobody_elses_log_or_tables(setting: str, tmp_path: Path) -> None:
    name, _, value = setting.partition("=")
    refused = run("up", "--demo", **{"RUMOR_DATA_DIR": str(tmp_path / "new"), name: value})
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert name in refused.stderr
    assert not (tmp_path / "new").exists()


def test_the_demo_deletes_what_it_made_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = directory.demo_settings(load({"RUMOR_DATA_DIR": str(folder)}))
    assert made.config == folder / "demo.toml"
    assert folder.stat().st_mode & 0o077 == 0
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("")
    (folder / "clickhouse").symlink_to(outside)
    for name in ("log.db", "notes.txt"):
        (folder / name).write_text("")
    directory.demo_settings(load({"RUMOR_DATA_DIR": str(folder)}))
    assert sorted(set(os.listdir(folder)) - {"up.lock", directory.MARKER}) == ["notes.txt"]
    assert (outside / "kept").exists()
