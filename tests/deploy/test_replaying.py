"""Files that are replayed: what is sent of each line, when, and where a replay goes on."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deploy.cli.files import BadFile
from deploy.cli.main import main
from deploy.cli.replay.job import Replay
from deploy.cli.replay.lines import COPY, KEY, Lines
from deploy.cli.replay.pace import Pace, Shift
from deploy.cli.replay.progress import Progress
from streams.client import ApiError
from streams.clock import SettableClock

MARK = b"\xef\xbb\xbf"
FIRST = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


class FakeApi:
    """Keeps what it is sent and when by a clock, and refuses nothing."""

    def __init__(self, clock: SettableClock | None = None) -> None:
        self.clock = clock or SettableClock()
        self.lines: list[bytes] = []
        self.requests: list[tuple[float, list[dict[str, Any]]]] = []
        self.keys: list[str] = []

    def send_batch(self, body: bytes, *, repeat: str, lines: bool) -> dict[str, Any]:
        assert lines
        sent = body.split(b"\n")
        self.lines += sent
        self.keys.append(repeat)
        self.requests.append((self.clock.now_ms() / 1_000, [json.loads(line) for line in sent]))
        return {"accepted": len(sent), "rejected": []}


def replay_of(file: Path, api: Any, clock: SettableClock | None = None, **options: Any) -> Replay:
    clock = clock or SettableClock()
    given: dict[str, Any] = {
        "batch": 500,
        "per_second": None,
        "shift": False,
        "speed": 1.0,
        "backfill": False,
        "clock": clock,
        "pause": clock.move,
    }
    return Replay(file, api, file.parent / "progress.json", **{**given, **options})


def run(job: Replay, **given: bool) -> dict[str, Any]:
    return job.run(**{"restart": False, "on_terminal": False, **given})


def written(folder: Path, *after_s: float | None, name: str = "f.jsonl") -> Path:
    """A file whose events are so many seconds after the first; None has no time."""
    path = folder / name
    lines = []
    for number, at_s in enumerate(after_s):
        report = {"text": f"message number {number}"}
        if at_s is not None:
            report["observed_at"] = (FIRST + timedelta(seconds=at_s)).isoformat()
        lines.append(json.dumps(report))
    path.write_text("\n".join(lines))
    return path


@pytest.mark.parametrize(
    "packed", [b"no gzip", gzip.compress(b'{"text":"a b"}\n' * 9, mtime=0)[:-9]]
)
def test_a_damaged_file_is_one_line_and_no_trace(tmp_path: Path, packed: bytes) -> None:
    file = tmp_path / "f.jsonl.gz"
    file.write_bytes(packed)
    with pytest.raises(BadFile, match=r"f\.jsonl\.gz cannot be read \(\S+"):
        run(replay_of(file, FakeApi()))


def at_s(report: dict[str, Any]) -> float:
    return datetime.fromisoformat(report["observed_at"]).timestamp()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("backfill", [False, True])
def test_a_byte_order_mark_is_not_sent(tmp_path: Path, packed: bool, backfill: bool) -> None:
    content = MARK + b'{"text":"a"}\r\n' + MARK + b'\r\n{"text":"b"}\r\n' + MARK + b'{"text":"c"}'
    path = tmp_path / ("w.jsonl.gz" if packed else "w.jsonl")
    path.write_bytes(
        gzip.compress(content[:20]) + gzip.compress(content[20:]) if packed else content
    )
    api = FakeApi()
    counts = run(replay_of(path, api, batch=2, backfill=backfill))
    assert counts["accepted"] == 3
    assert [json.loads(line.decode())["text"] for line in api.lines] == ["a", "b", "c"]


def test_without_options_a_line_is_sent_to_the_byte(tmp_path: Path) -> None:
    lines = [b'{"text" :  "\\u505c\\u6c34", "observed_at":"2026-07-01T12:00:00Z"}', b"not json"]
    path = tmp_path / "f.jsonl"
    path.write_bytes(b"\n".join(lines))
    lines_sent = [Lines(shift=None, backfill=False).line(0, raw).content for raw in lines]
    assert lines_sent == lines


@pytest.mark.parametrize("line", [b"not json", b"[1]", b"null", b'"text"', b"{", b"\xff"])
def test_what_is_no_report_is_sent_as_it_is_for_the_api_to_refuse(line: bytes) -> None:
    sent = Lines(shift=Shift(0.0, 1.0), backfill=True).line(4, line)
    assert (sent.number, sent.content, sent.due_s) == (4, line, None)


@pytest.mark.parametrize("observed_at", [None, 17, "yesterday", "", [], "9999-99-99"])
def test_a_time_that_is_none_is_left_to_the_api(observed_at: object) -> None:
    raw = json.dumps({"text": "a", "observed_at": observed_at}).encode()
    sent = Lines(shift=Shift(0.0, 1.0), backfill=True).line(0, raw)
    assert sent.due_s is None
    assert json.loads(sent.content) == {"text": "a", "observed_at": observed_at, "backfill": True}


# Event times


def test_no_event_is_sent_before_its_time_and_none_gets_another(tmp_path: Path) -> None:
    clock = SettableClock()
    began_s = clock.now_ms() / 1_000
    api = FakeApi(clock)
    after = (0, 1, 1.5, 60, 3_600)
    counts = run(replay_of(written(tmp_path, *after), api, clock, shift=True))
    assert counts["accepted"] == 5
    sent = [(sent_s, report) for sent_s, reports in api.requests for report in reports]
    assert [at_s(report) - began_s for _, report in sent] == pytest.approx(after)
    for sent_s, report in sent:
        assert 0 <= sent_s - at_s(report) < 0.01, "not of the future, and not late"
    assert counts["seconds"] == pytest.approx(3_600, abs=0.1)


@pytest.mark.parametrize(("speed", "took_s"), [(0.5, 240), (1, 120), (60, 2), (100_000, 0)])
def test_speed_compresses_event_times_and_the_waiting(
    tmp_path: Path, speed: float, took_s: float
) -> None:
    clock = SettableClock()
    api = FakeApi(clock)
    job = replay_of(written(tmp_path, 0, 30, 120), api, clock, shift=True, speed=speed)
    assert run(job)["seconds"] == pytest.approx(took_s, abs=0.02)
    times = [at_s(report) for _, reports in api.requests for report in reports]
    assert times[-1] - times[0] == pytest.approx(120 / speed, abs=1e-6)


def test_what_is_due_is_sent_together_and_at_most_a_batch(tmp_path: Path) -> None:
    clock = SettableClock()
    api = FakeApi(clock)
    after = (0, 0, 0, 0, 0, 10, 10, 20)
    run(replay_of(written(tmp_path, *after), api, clock, shift=True, batch=3))
    assert [len(reports) for _, reports in api.requests] == [3, 2, 2, 1]


def test_an_event_before_the_first_is_sent_at_once_with_its_time(tmp_path: Path) -> None:
    clock = SettableClock()
    api = FakeApi(clock)
    began_s = clock.now_ms() / 1_000
    counts = run(replay_of(written(tmp_path, 0, -3_600, None), api, clock, shift=True))
    assert counts["seconds"] == 0
    (_, reports) = api.requests[0]
    assert at_s(reports[1]) == pytest.approx(began_s - 3_600)
    assert "observed_at" not in reports[2], "a line without a time gets none"


def test_without_a_shift_nothing_waits_for_event_times(tmp_path: Path) -> None:
    clock = SettableClock()
    api = FakeApi(clock)
    assert run(replay_of(written(tmp_path, 0, 86_400), api, clock))["seconds"] == 0
    assert at_s(api.requests[0][1][1]) == FIRST.timestamp() + 86_400


@pytest.mark.parametrize("shift", [False, True])
def test_a_rate_holds_with_and_without_a_shift(tmp_path: Path, shift: bool) -> None:
    clock = SettableClock()
    api = FakeApi(clock)
    file = written(tmp_path, *[0.0] * 100)
    counts = run(replay_of(file, api, clock, shift=shift, per_second=10, batch=5))
    assert counts["seconds"] == pytest.approx(10, abs=0.01)
    assert counts["per_second"] == pytest.approx(10, abs=1)
    assert [round(sent_s - api.requests[0][0], 1) for sent_s, _ in api.requests[:3]] == [0, 0.5, 1]


def test_the_slower_of_rate_and_event_times_holds(tmp_path: Path) -> None:
    for after_s, per_second, took_s in ((60.0, 10, 60.0), (1.0, 1, 2.0)):
        clock = SettableClock()
        file = written(tmp_path, 0, after_s)
        job = replay_of(file, FakeApi(clock), clock, shift=True, per_second=per_second, batch=1)
        assert run(job)["seconds"] == pytest.approx(took_s, abs=0.01)


def test_a_wall_clock_that_is_set_back_is_waited_for_and_forward_not() -> None:
    clock = SettableClock()
    pauses: list[float] = []

    def pause(wait_s: float) -> None:
        pauses.append(wait_s)
        clock.move(wait_s)
        if len(pauses) == 1:
            clock.set(clock.now_ms() - 30_000)

    pace = Pace(per_second=None, clock=clock, pause=pause)
    due_s = pace.now_s() + 90
    pace.until(due_s)
    assert pauses == pytest.approx([60, 60])
    clock.set(clock.now_ms() + 3_600_000)
    pace.until(due_s + 3_599)
    assert len(pauses) == 2


# Where a replay goes on


class StoppingApi(FakeApi):
    """Gives up after so many requests."""

    def __init__(self, requests: int, clock: SettableClock) -> None:
        super().__init__(clock)
        self.left = requests

    def send_batch(self, body: bytes, *, repeat: str, lines: bool) -> dict[str, Any]:
        if not self.left:
            raise ApiError(0, "no answer")
        self.left -= 1
        return super().send_batch(body, repeat=repeat, lines=lines)


def test_a_replay_goes_on_with_the_times_that_it_began_with(tmp_path: Path) -> None:
    clock = SettableClock()
    began_s = clock.now_ms() / 1_000
    file = written(tmp_path, 0, 10, 20, 30)
    stopped = replay_of(file, StoppingApi(2, clock), clock, shift=True)
    with pytest.raises(ApiError):
        run(stopped)
    clock.move(1_000)
    api = FakeApi(clock)
    counts = run(replay_of(file, api, clock, shift=True))
    assert (counts["resumed_at"], counts["lines"], counts["accepted"]) == (2, 4, 2)
    (reports,) = [reports for _, reports in api.requests]
    assert [at_s(report) - began_s for report in reports] == pytest.approx([20, 30])
    assert counts["seconds"] == 0, "their time has long come"


def test_a_replay_that_ended_or_is_restarted_begins_anew(tmp_path: Path) -> None:
    clock = SettableClock()
    file = written(tmp_path, None, None, None)
    with pytest.raises(ApiError):
        run(replay_of(file, StoppingApi(1, clock), clock, batch=1))
    again = FakeApi(clock)
    assert run(replay_of(file, again, clock), restart=True)["resumed_at"] == 0
    assert len(again.lines) == 3
    once_more = FakeApi(clock)
    assert run(replay_of(file, once_more, clock))["resumed_at"] == 0
    assert len(once_more.lines) == 3


def test_progress_is_kept_by_content_and_survives_nonsense(tmp_path: Path) -> None:
    file, kept = written(tmp_path, None), tmp_path / "progress" / "replay.json"
    assert Progress(kept, file).resume() == (0, None)
    Progress(kept, file).save(7, 12.5)
    assert Progress(kept, file).resume() == (7, 12.5)
    other = written(tmp_path, None, name="other.jsonl")
    assert Progress(kept, other).resume() == (0, None)
    Progress(kept, other).end()
    assert Progress(kept, file).resume() == (7, 12.5)
    file.write_text(file.read_text() + "\n{}")
    assert Progress(kept, file).resume() == (0, None), "a file that was changed"
    for nonsense in ("", "[]", "{", '{"x": 3}'):
        kept.write_text(nonsense)
        assert Progress(kept, file).resume() == (0, None)
    Progress(kept, file).save(1, 1.0)
    assert Progress(kept, file).resume() == (1, 1.0)


# Copies


def test_lines_that_say_the_same_are_told_apart_and_others_left_alone() -> None:
    lines = Lines(shift=None, backfill=False)
    full = {str(number): "x" for number in range(16)}
    sent = [
        lines.told_apart(lines.line(number, json.dumps(report).encode()))
        for number, report in enumerate(
            [
                {"text": "a"},
                {"text": "a"},
                {"text": "a", "attributes": {}},
                {"text": "b"},
                {"text": "a", "external_id": "1"},
                {"text": "c", "attributes": full},
                {"text": "c", "attributes": full},
            ]
        )
    ]
    keys = [key for key, _ in sent]
    assert keys == [KEY, f"{KEY}, {COPY}", f"{KEY}, {COPY}", KEY, KEY, KEY, f"{KEY} 1"]
    assert [json.loads(content).get("attributes") for _, content in sent[:3]] == [
        None,
        {COPY: "1"},
        {COPY: "2"},
    ]
    assert len(set(sent)) == len(sent), "no two are sent alike"


def test_lines_sent_before_count_among_the_copies() -> None:
    lines = Lines(shift=None, backfill=False)
    lines.skip(lines.line(0, b'{"text":"a"}'))
    assert lines.told_apart(lines.line(1, b'{"text":"a"}'))[0] == f"{KEY}, {COPY}"


# What came of it


class RefusingApi:
    """Refuses the second line of a request; a request of one line whole, as 422."""

    def send_batch(self, body: bytes, **_: Any) -> dict[str, Any]:
        count = body.count(b"\n") + 1
        rejected = [{"index": min(1, count - 1), "code": "too_long", "message": "longer"}]
        if count == 1:
            raise ApiError(422, "nothing was taken", body={"rejected": rejected})
        return {"accepted": count - 1, "rejected": rejected}


def test_refusals_are_counted_and_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"text":"a"}\n\n{"text":"b"}\n{"text":"c"}\n{"text":"d"}\n')
    counts = run(replay_of(path, RefusingApi(), batch=4))
    assert counts["lines"] == 5
    assert (counts["accepted"], counts["refused"]) == (2, 2)
    assert counts["refused_by_code"] == {"too_long": 2}
    assert [example["line"] for example in counts["examples"]] == [3, 5], "blank lines count"


def test_nothing_is_sent_before_somebody_answers(tmp_path: Path) -> None:
    order: list[str] = []

    class Noting:
        def send_batch(self, *_: object, **__: object) -> dict[str, Any]:
            order.append("sent")
            return {"accepted": 1, "rejected": []}

    job = replay_of(written(tmp_path, None), Noting())
    job.reach = lambda: order.append("reached")
    run(job)
    assert order[0] == "reached"
    assert set(order[1:]) == {"sent"}


def test_other_answers_end_the_replay(tmp_path: Path) -> None:
    class Away:
        def send_batch(self, *_: object, **__: object) -> None:
            raise ApiError(401, "no such key")

    with pytest.raises(ApiError, match="401"):
        run(replay_of(written(tmp_path, None), Away()))


@pytest.mark.parametrize(
    "options",
    [
        ["--rate", "fast"],
        ["--rate", "0"],
        ["--rate", "²"],
        ["--speed", "0"],
        ["--speed", "nan"],
        ["--speed", "inf"],
        ["--speed", "-1"],
        ["--batch", "0"],
        ["--batch", "10001"],
        ["--shift-to", "then"],
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_are_wrong_usage(
    tmp_path: Path, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUMOR_DATA_DIR", str(tmp_path))
    given = ["replay", str(written(tmp_path, None)), "--key", "rk_x", *options]
    assert CliRunner().invoke(main, given).exit_code == 2


def test_the_command_hands_its_options_to_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def run_it(job: Replay, **_: bool) -> dict[str, Any]:
        seen.update(shift=job.shift, speed=job.speed, batch=job.batch, backfill=job.backfill)
        return {"resumed_at": 0, **job.tally.counts(), "accepted": 1}

    monkeypatch.setattr(Replay, "run", run_it)
    monkeypatch.setenv("RUMOR_DATA_DIR", str(tmp_path))
    options = ["--shift-to", "now", "--speed", "60", "--batch", "7", "--backfill", "--key", "rk_x"]
    done = CliRunner().invoke(main, ["replay", str(written(tmp_path, None)), *options])
    assert done.exit_code == 0, done.output
    assert seen == {"shift": True, "speed": 60.0, "batch": 7, "backfill": True}
