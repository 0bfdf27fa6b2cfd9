"""Files on their way to the API, as `replay` and `import` send them: what is too large, what
is no file of lines, what is said of what was refused, and a signal in the middle.
"""

import codecs
import gzip
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.files import seems_to_be
from deploy.cli.stopping import Stopped, stoppable
from deploy.cli.tally import FULLEST
from schemas.api.fields import LARGEST_BATCH
from tests.support import cli
from tests.support.waiting import wait

COMMANDS = (["replay"], ["import", "factchecks"])
LONG = "停" * 9_600  # 28,800 bytes


class Api:
    """An API that takes objects with a text or a claim, up to the limit of a request."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.texts: list[str] = []
        self.hold = threading.Event()  # set: answers
        self.hold.set()
        self.url = ""

    def answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        self.sizes.append(len(body))
        self.hold.wait(60)
        if len(body) > LARGEST_BATCH:
            return 413, {"detail": "too large"}
        lines = [line for line in body.split(b"\n") if line.strip()]
        good = [text for line in lines if (text := _text_of(line))]
        self.texts += good
        why = {"code": "malformed_json", "pointer": "", "message": "it is no JSON in UTF-8"}
        rejected = [{"index": n} | why for n, line in enumerate(lines) if not _text_of(line)]
        return (202 if good else 422), {"accepted": len(good), "rejected": rejected}


def _text_of(line: bytes) -> str:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return str(item.get("text") or item.get("claim") or "") if isinstance(item, dict) else ""


@contextmanager
def served(api: Api) -> Iterator[Api]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, {})

        def do_POST(self) -> None:
            self._say(*api.answer(self.rfile.read(int(self.headers["content-length"]))))

        def _say(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        api.hold.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def api() -> Iterator[Api]:
    with served(Api()) as running:
        yield running


def run(api: Api, command: list[str], file: Path, *words: str) -> Any:
    env = {"RUMOR_DATA_DIR": str(file.parent / "kept"), "RUMOR_KEY": "rk_x"}
    return cli.invoke(*command, str(file), "--url", api.url, *words, **env)


def named(command: list[str]) -> str:
    return "text" if command == ["replay"] else "claim"


def lines_of(command: list[str], texts: list[str]) -> str:
    items = [{named(command): text, "rating": "false"} for text in texts]
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


# Too large for one request


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_request_is_larger_than_the_api_takes(
    api: Api, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(lines_of(command, [f"{LONG}{number}" for number in range(320)]))
    assert file.stat().st_size > LARGEST_BATCH
    done = run(api, command, file, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["accepted"] == 320
    assert len(api.sizes) == 2
    assert max(api.sizes) <= FULLEST < LARGEST_BATCH
    assert api.texts == [f"{LONG}{number}" for number in range(320)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_line_that_is_too_large_alone_is_refused_and_the_rest_goes_on(
    api: Api, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(lines_of(command, ["one", "x" * (LARGEST_BATCH + 1), "three"]))
    done = run(api, command, file)
    assert done.exit_code == 0
    assert api.texts == ["one", "three"]
    place = "line" if command == ["replay"] else "item"
    assert f"{place} 2: too_large: 8,388," in done.stdout


def test_copies_have_room_for_what_tells_them_apart(api: Api, tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    long = {"text": "字" * 220, "attributes": {f"a{n}": "b" for n in range(14)}}
    line = json.dumps(long, ensure_ascii=False, separators=(",", ":")) + "\n"
    count = int(FULLEST / len(line.encode())) - 1
    assert count < 10_000
    file.write_text(line * count)
    done = run(api, ["replay"], file, "--batch", "10000", "--backfill")
    assert done.exit_code == 0, done.output
    assert len(api.texts) == count
    assert max(api.sizes) <= LARGEST_BATCH


# No file of lines

TABLE = "text,place\n停水了,north\n停电了,south\n"
WRONG: list[tuple[bytes, str]] = [
    (TABLE.encode(), "a table (CSV)"),
    (TABLE.replace(",", "\t").encode(), "a table (CSV)"),
    ('{"text":"a"}\n'.encode("utf-16"), "text in UTF-16"),
    (codecs.BOM_UTF16_BE + '{"text":"a"}\n'.encode("utf-16-be"), "text in UTF-16"),
    ('{"text":"a"}\n'.encode("utf-16-le"), "text in UTF-16"),
    ('{"text":"a"}\n'.encode("utf-16-be"), "text in UTF-16"),
    (gzip.compress(b'{"text":"a"}\n'), "packed with gzip"),
    (b"PK\x03\x04rest", "a zip archive"),
    (b"just words\n", "something else than JSON lines"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("content", "what"), WRONG)
def test_a_file_that_holds_no_lines_fails_and_says_what_it_seems_to_be(
    api: Api, tmp_path: Path, command: list[str], content: bytes, what: str
) -> None:
    file = tmp_path / "f.jsonl"
    file.write_bytes(content)
    failed = run(api, command, file)
    assert failed.exit_code == 1
    assert f"seems to be {what}" in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert api.texts == []


@pytest.mark.parametrize(
    ("content", "what"),
    [('[{"text":"a"}]', "a JSON array"), ('{\n"text":"a"\n}\n', "JSON over several lines")],
)
def test_whole_json_is_no_file_of_lines_to_replay(
    api: Api, tmp_path: Path, content: str, what: str
) -> None:
    file = tmp_path / "f.json"
    file.write_text(content)
    failed = run(api, ["replay"], file)
    assert failed.exit_code == 1
    assert f"seems to be {what}" in failed.stderr


@pytest.mark.parametrize("content", ["[1, 2]", "42", '"text"', '{"text": ""}', "[[]]"])
def test_whole_json_that_holds_no_factcheck_fails_without_other_advice(
    api: Api, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "f.json"
    file.write_text(content)
    failed = run(api, ["import", "factchecks"], file)
    assert failed.exit_code == 1
    assert "jq" not in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert isinstance(failed.exception, SystemExit)


@pytest.mark.parametrize("content", ["[" * 100_000, '{"text":' * 100_000])
@pytest.mark.parametrize("command", [*COMMANDS, ["replay", "--backfill"]], ids=" ".join)
def test_brackets_without_end_are_no_trace(
    api: Api, tmp_path: Path, command: list[str], content: str
) -> None:
    file = tmp_path / "f.json"
    file.write_text(content)
    failed = run(api, command, file)
    assert failed.exit_code == 1
    assert isinstance(failed.exception, SystemExit)


@pytest.mark.parametrize("content", [b"", b"\n \n", codecs.BOM_UTF8, gzip.compress(b"")])
def test_an_empty_file_is_the_same_to_both(api: Api, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / ("f.jsonl.gz" if content.startswith(b"\x1f") else "f.jsonl")
    file.write_bytes(content)
    said = [run(api, command, file) for command in COMMANDS]
    assert [one.exit_code for one in said] == [1, 1]
    assert {one.stderr for one in said} == {f"rumor-tracker: {file} holds nothing to send\n"}
    assert api.sizes == []


def test_a_pipe_is_not_read_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert seems_to_be(tmp_path / "pipe") == ""


# What is said


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_was_refused_is_one_line_each_and_no_wide_table(
    api: Api, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(lines_of(command, ["good"]) + "not json\n" * 12)
    done = run(api, command, file)
    assert done.exit_code == 0, "some were good"
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) < 80
    place = "line" if command == ["replay"] else "item"
    assert f"{place} 2: malformed_json: it is no JSON in UTF-8" in lines
    assert sum(line.startswith(f"{place} ") for line in lines) == 10
    assert "refused_by_code" in done.stdout
    assert "malformed_json 12" in done.stdout
    told = json.loads(run(api, command, file, "--json").stdout)
    assert told["examples"][0] == {
        place: 2,
        "code": "malformed_json",
        "pointer": "",
        "message": "it is no JSON in UTF-8",
    }


# A signal in the middle


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_tells_how_far_it_came_and_the_same_command_goes_on(
    api: Api, tmp_path: Path, command: list[str], number: signal.Signals, code: int
) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(lines_of(command, [f"{LONG}{n}" for n in range(320)]))
    env = cli.environment({"RUMOR_DATA_DIR": str(tmp_path / "kept"), "RUMOR_KEY": "rk_x"})
    words = [*command, str(file), "--url", api.url, "--json"]
    batches = ["--batch", "100"] if command == ["replay"] else []
    first = _first_then_silent(api)
    with subprocess.Popen(
        cli.command(*words, *batches),
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait(lambda: len(api.sizes) == 2, 60, "it does not send")
        process.send_signal(number)
        out, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "stopped; run the same command again to go on" in errors
    assert "Traceback" not in errors
    accepted = json.loads(out)["accepted"]
    assert accepted == first() > 0
    api.hold.set()
    again = json.loads(run(api, command, file, "--json").stdout)
    assert again["resumed_at"] == accepted
    assert again["accepted"] == 320 - accepted


def _first_then_silent(api: Api) -> Callable[[], int]:
    """An API that answers one request -> how much that one accepted."""
    answer = api.answer
    accepted: list[int] = []

    def once(body: bytes) -> tuple[int, dict[str, Any]]:
        if len(api.sizes) == 1:
            api.hold.clear()
        status, said = answer(body)
        accepted.append(said["accepted"])
        return status, said

    api.answer = once  # type: ignore[method-assign]
    return lambda: accepted[0]


def test_a_second_signal_ends_as_ever() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped) as stopped, stoppable():
        signal.raise_signal(signal.SIGTERM)
    assert stopped.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before
