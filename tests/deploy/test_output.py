"""What commands print: tables and JSON, with nothing in them that steers a terminal."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from deploy.cli.api import LONGEST_AWAY_S, reached
from deploy.cli.main import main
from deploy.cli.output import WIDEST, emit, fail, shown
from streams.client import ApiClient, ApiError
from streams.clock import SettableClock
from tests.support.cli import invoke as run


def test_the_status_says_how_full_the_disk_is_and_what_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    disk = {"used": 0.91, "free_bytes": 3_200_000_000, "log_bytes": 999, "warning": "nearly full"}
    status: dict[str, Any] = {
        "version": "1.2",
        "clickhouse": "ok",
        "config_error": "",
        "stalled": "",
        "steps": {"surge": {"lag": 7, "partitions": {"0": 7}}},
        "disk": disk | {"clickhouse_bytes": 12_500_000},
        "versions": {"python": "3.11.7", "clickhouse": None},
    }
    status["config_warnings"] = ["line 3: policy.ctiy: no key"]
    _, warned, full, runs, *_ = table(monkeypatch, status, "status")
    assert " ".join(warned) == "config: line 3: policy.ctiy: no key"
    sizes = "log 999 bytes, ClickHouse 12 MB"
    assert " ".join(full) == f"disk 91% used, 3 GB free; {sizes}; nearly full"
    assert " ".join(runs) == "Python 3.11.7, ClickHouse away"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("停水三天", "停水三天"),
        ("two\r\n\tlines\u2028and more", "two lines and more"),
        ("\x1b[31mred", "\\u001b[31mred"),
        ("gnp.\u202eexe", "gnp.\\u202eexe"),
        ("\ud800", "\\ud800"),
        ("", ""),
    ],
)
def test_a_text_reaches_a_terminal_in_one_line_and_harmless(text: str, printed: str) -> None:
    assert shown(text) == printed


def test_rows_are_a_table_with_numbers_at_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    emit([{"name": "a", "reports": 7}, {"name": "a longer one", "reports": 1_200}], False)
    lines = capsys.readouterr().out.splitlines()
    assert [line.rstrip() for line in lines] == [
        "name          reports",
        "a                   7",
        "a longer one     1200",
    ]


def test_nothing_is_shown_for_none_and_nothing_to_show_for_no_rows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    emit([{"name": "a", "limit": None}], False)
    assert "None" not in capsys.readouterr().out
    emit([], False)
    assert capsys.readouterr().out == "nothing to show\n"


def test_one_thing_is_a_table_of_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    emit({"accepted": 3, "seconds": 0.5}, False)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines == [["what", "value"], ["accepted", "3"], ["seconds", "0.5"]]


def test_on_a_pipe_nothing_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    long = "长" * 5_000
    assert len(long) < WIDEST
    emit([{"text": long}], False)
    assert long in capsys.readouterr().out


def test_json_is_the_data_itself(capsys: pytest.CaptureFixture[str]) -> None:
    data = {"items": [{"title": "停水\x1b[2J", "reports": 1}]}
    emit(data, True)
    out = capsys.readouterr().out
    assert json.loads(out) == data
    assert "\x1b" not in out
    assert "停水" in out


def test_a_failure_is_one_line_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fail("no answer:\n<html>")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "rumor-tracker: no answer: <html>\n"


# The tables of the commands


def table(monkeypatch: pytest.MonkeyPatch, answer: Any, *words: str) -> list[list[str]]:
    """The cells that a command prints of what the API answers."""
    monkeypatch.setattr(ApiClient, "get", lambda *_, **__: answer)
    done = CliRunner().invoke(main, [*words, "--key", "rk_x"])
    assert done.exit_code == 0, done.output
    return [line.split() for line in done.output.splitlines()]


def test_rumors_are_shown_with_their_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    rumor = {
        "rumor_id": "ab",
        "title": "t",
        "reports": 5,
        "reporters": 4,
        "variants": 3,
        "reports_1h": 2,
        "growth": 1.5,
        "last_seen": "now",
        "stance": {"carries": 5},
    }
    rated = {"verdict": {"rating": "false", "link": "x"}}
    page = {"items": [rumor | rated, rumor | {"verdict": None}]}
    header, first, second = table(monkeypatch, page, "rumors")
    assert header == [
        *("rumor_id", "title", "verdict", "reports", "reporters"),
        *("variants", "reports_1h", "growth", "last_seen"),
    ]
    assert first == ["ab", "t", "false", "5", "4", "3", "2", "1.5", "now"]
    assert second == ["ab", "t", "5", "4", "3", "2", "1.5", "now"]


def test_the_status_is_shown_by_step_and_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    status: dict[str, Any] = {
        "version": "1.2",
        "clickhouse": "ok",
        "config_error": "",
        "stalled": "",
        "steps": {"surge": {"lag": 7, "partitions": {"0": 3, "1": 4}}},
    }
    said, header, row = table(monkeypatch, status, "status")
    assert " ".join(said) == "version 1.2, ClickHouse ok, config ok, moving"
    assert header == ["step", "lag", "(records)", "by", "partition"]
    assert row == ["surge", "7", "0:3", "1:4"]


@pytest.mark.parametrize(
    ("attempts", "last"),
    [
        ([], []),
        ([{"error": "timeout", "status": None}], ["timeout"]),
        ([{"error": "timeout"}, {"error": "", "status": 204}], ["204"]),
    ],
)
def test_a_delivery_is_shown_with_its_last_attempt(
    monkeypatch: pytest.MonkeyPatch, attempts: list[dict[str, Any]], last: list[str]
) -> None:
    item = {"delivery_id": "d", "receiver": "desk", "type": "ping", "state": "pending"}
    page = {"items": [item | {"attempts": attempts}]}
    _, row = table(monkeypatch, page, "deliveries", "list")
    assert row == ["d", "desk", "ping", "pending", str(len(attempts)), *last]


def test_what_is_asked_for_reaches_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def get(_: ApiClient, path: str, **query: Any) -> dict[str, Any]:
        asked.update(path=path, **query)
        return {"items": []}

    monkeypatch.setattr(ApiClient, "get", get)
    words = [
        "deliveries",
        "list",
        "--state",
        "dead",
        "--from",
        "a",
        "--limit",
        "3",
        "--key",
        "rk_x",
    ]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert asked == {
        "path": "/v1/deliveries",
        "receiver": "",
        "state": "dead",
        "from_": "a",
        "to": "",
        "limit": 3,
    }


def made(id_: str, type_: str = "alert.raised", second: int = 0) -> dict[str, str]:
    at = f"2026-01-31T12:00:{second:02}.000Z"
    return {"delivery_id": id_, "type": type_, "created_at": at}


def test_changes_of_one_alert_are_sent_again_in_the_order_in_which_they_were_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # ids of one alert differ by a hash alone
    stored = {
        "dead": [made("dlv_1a", "alert.resolved", 9), made("dlv_1f", "alert.raised", 1)],
        "disabled": [made("dlv_1b", "alert.escalated", 1)],
        "pending": [made("dlv_1c", "alert.taken", 5)],
    }
    posted: list[str] = []
    monkeypatch.setattr(ApiClient, "get", lambda *_, **query: {"items": stored[query["state"]]})
    monkeypatch.setattr(ApiClient, "post", lambda _, path: posted.append(path.split("/")[3]))
    words = ["deliveries", "redeliver", "--receiver", "desk", "--key", "rk_x"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert posted == ["dlv_1f", "dlv_1b", "dlv_1c", "dlv_1a"]


def test_deliveries_are_sent_again_by_id_or_by_what_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posted: list[str] = []
    monkeypatch.setattr(ApiClient, "post", lambda _, path: posted.append(path))
    found = {"items": [made("c")]}
    monkeypatch.setattr(ApiClient, "get", lambda *_, **__: found)
    invoke = CliRunner().invoke
    done = invoke(main, ["deliveries", "redeliver", "a", "b", "--key", "rk_x"])
    assert (done.exit_code, done.output) == (0, "asked for: a\nasked for: b\n"), "not sent yet"
    assert (
        invoke(main, ["deliveries", "redeliver", "--receiver", "d", "--key", "rk_x"]).exit_code == 0
    )
    assert posted == [f"/v1/deliveries/{one}/redeliver" for one in "abc"]
    assert invoke(main, ["deliveries", "redeliver", "--key", "rk_x"]).exit_code == 2, (
        "nothing is named"
    )
    assert len(posted) == 3


def test_all_that_was_not_delivered_is_sent_again_from_every_page_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = {"dead": 1_201, "disabled": 3, "pending": 2, "delivered": 900}
    posted: list[str] = []
    asked: list[dict[str, Any]] = []

    def get(_: ApiClient, path: str, **query: Any) -> dict[str, Any]:
        asked.append(query)
        first = int(query["cursor"] or 0)
        last = min(stored[query["state"]], first + query["limit"])
        items = [made(f"dlv_{query['state']}_{n}") for n in range(first, last)]
        more = str(last) if last < stored[query["state"]] else None
        return {"items": items, "next_cursor": more}

    monkeypatch.setattr(ApiClient, "get", get)
    monkeypatch.setattr(ApiClient, "post", lambda _, path: posted.append(path))
    words = ["deliveries", "redeliver", "--receiver", "desk", "--from", "a", "--to", "b"]
    result = CliRunner().invoke(main, [*words, "--key", "rk_x"])
    assert result.exit_code == 0
    assert len(posted) == len(set(posted)) == 1_206
    assert not any("delivered_" in path for path in posted)
    assert all((q["receiver"], q["from_"], q["to"]) == ("desk", "a", "b") for q in asked)
    stored = dict.fromkeys(stored, 0)
    assert "nothing" in CliRunner().invoke(main, [*words, "--key", "rk_x"]).output


def test_the_key_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    monkeypatch.setattr(ApiClient, "__init__", lambda self, url, key: keys.append(key))
    monkeypatch.setattr(ApiClient, "post", lambda *_: None)
    for words, env in (
        (["test-receiver", "desk"], {"RUMOR_KEY": "rk_set"}),
        (["test-receiver", "desk", "--key", "rk_given"], {"RUMOR_KEY": "rk_set"}),
    ):
        assert CliRunner().invoke(main, words, env=env).exit_code == 0
    assert keys == ["rk_set", "rk_given"]


class Away:
    """Nobody answers so many times; then a status that says that somebody is there."""

    def __init__(self, times: int, status: int = 0) -> None:
        self.times = times
        self.status = status

    def get(self, path: str) -> None:
        if self.times:
            self.times -= 1
            raise ApiError(0, "no answer from x:1")
        if self.status:
            raise ApiError(self.status, "no")


@pytest.mark.parametrize(("times", "status"), [(0, 0), (3, 0), (0, 503), (2, 404)])
def test_who_is_there_a_moment_later_is_reached(
    times: int, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = SettableClock()
    away: Any = Away(times, status)
    assert reached(away, clock=clock, pause=clock.move) is away
    said = capsys.readouterr().err
    assert said.count("no answer from x:1; waiting for it") == (1 if times else 0)


def test_who_is_not_there_is_not_waited_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    clock = SettableClock()
    away: Any = Away(10**6)
    with pytest.raises(SystemExit) as ended:
        reached(away, clock=clock, pause=clock.move)
    assert ended.value.code == 1
    assert LONGEST_AWAY_S <= clock.monotonic_s() <= LONGEST_AWAY_S + 5.0
    assert capsys.readouterr().err.splitlines()[-1] == "rumor-tracker: no answer from x:1"


# Texts of others


HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\r\nnext\tline\u2028x\x7f"


TEXTS = [
    "[/quote]明天全市停电请大家充好手机",
    "[doge]后天全市停电[ok]",
    ":100: [bold red]小心",
    "[link=http://x]x[/link] [/]",
    "\\[x]",
    HOSTILE,
]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    rumor = dict.fromkeys(
        ("rumor_id", "reports", "reporters", "variants", "reports_1h", "growth", "last_seen"), 1
    )
    alert = dict.fromkeys(("alert_id", "state", "kind", "level", "reporters", "raised_at"), "x")
    delivery = dict.fromkeys(("delivery_id", "receiver", "type", "state"), "x")
    pages: dict[str, Any] = {
        "/v1/rumors": [rumor | {"title": text, "verdict": None} for text in TEXTS],
        "/v1/alerts": [alert | {"title": text, "why": text} for text in TEXTS],
        "/v1/deliveries": [delivery | {"attempts": [{"error": text}]} for text in TEXTS],
    }
    status: dict[str, Any] = {
        "version": "1",
        "clickhouse": "ok",
        "stalled": None,
        "config_error": " ".join(TEXTS),
        "steps": {},
    }
    monkeypatch.setattr(
        ApiClient,
        "get",
        lambda _, path, **__: status if path == "/v1/status" else {"items": pages[path]},
    )


@pytest.mark.parametrize(
    "command", [["rumors"], ["alerts"], ["deliveries", "list"], ["status"]], ids=" ".join
)
@pytest.mark.parametrize("json_too", [False, True])
def test_texts_are_printed_as_they_are_and_steer_no_terminal(
    command: list[str], json_too: bool, answers: None
) -> None:
    shown = run(*command, "--key", "rk_x", *(["--json"] if json_too else []))
    assert shown.exit_code == 0
    assert not set("\x1b\x07\x9b\u202e\u2066\r\t\u2028\x7f") & set(shown.output)
    if json_too:
        assert all(
            json.dumps(text, ensure_ascii=False)[1:-1]
            in json.dumps(json.loads(shown.output), ensure_ascii=False)
            for text in TEXTS
        )
    else:
        assert all(text in shown.output for text in TEXTS[:-1])
        assert "gnp.exe" in shown.output
        assert (
            len(
                [line for line in shown.output.splitlines() if "gnp.exe" in line and "next" in line]
            )
            == 1
        )


def test_a_reason_is_one_line_whatever_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ApiError(422, HOSTILE)

    monkeypatch.setattr(ApiClient, "get", refuse)
    failed = run("rumors", "--key", "rk_x")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert "\x1b" not in failed.stderr


@pytest.mark.parametrize("name", ["my desk", "a/b", "桌", "a?b#c", ".."])
def test_a_name_of_any_letters_is_asked_for_as_it_is(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def post(_: ApiClient, path: str, *__: Any) -> None:
        asked.append(path)
        path.encode("ascii")

    monkeypatch.setattr(ApiClient, "post", post)
    for command in (["test-receiver", name], ["deliveries", "redeliver", name]):
        done = run(*command, RUMOR_KEY="rk_x")
        assert (done.exit_code, done.stderr) == (0, "")
    assert [path.split("/")[3] for path in asked] == [quote(name, safe="")] * 2
    assert [len(path.split("/")) for path in asked] == [5, 5]
