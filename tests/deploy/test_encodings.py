"""What commands print where the terminal is not UTF-8: for programs UTF-8 all the same, for people
every sign that there is, and never a traceback.
"""

import csv
import io
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.support import cli

# In GBK there is no sign for the first and the last; in Latin-1 for nothing but é.
TITLE = "😱 é 停水三天 हिन्दी"
RUMOR = "ab" * 8
ENCODINGS = ("gbk", "latin-1", "ascii", "utf-8")
ITEM = {
    "rumor_id": RUMOR,
    "title": TITLE,
    "verdict": {"rating": "false", "summary": TITLE, "link": ""},
    "assignee": None,
    "reports": 3,
    "reporters": 2,
    "variants": 1,
    "reports_1h": 3,
    "growth": None,
    "first_seen": "2026-11-26T12:00:00.000Z",
    "last_seen": "2026-11-26T12:00:00.000Z",
}
WORDING: dict[str, Any] = {
    "variant_id": RUMOR,
    "parent_variant_id": None,
    "text": TITLE,
    "stance": "carries",
    "score": None,
    "explanation": TITLE,
    "red_flags": [],
    "reports": 3,
    "first_seen": "2026-11-26T12:00:00.000Z",
    "last_seen": "2026-11-26T12:00:00.000Z",
}
MATCH = ITEM | {"joins": True, "stance": "carries", "explanation": TITLE}


class Answering(BaseHTTPRequestHandler):
    """Knows one rumor of one wording."""

    def do_GET(self) -> None:
        self._answer({"items": [WORDING if "/variants" in self.path else ITEM]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer({"matches": [MATCH], "stance": "carries", "red_flags": []})

    def _answer(self, body: dict[str, Any]) -> None:
        content = json.dumps({"next_cursor": None} | body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def printed(url: str, encoding: str, *words: str) -> bytes:
    done = subprocess.run(
        cli.command(*words, "--url", url, "--key", "rk_x"),
        env=cli.environment(PYTHONIOENCODING=encoding),
        capture_output=True,
        timeout=cli.LONGEST_S,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_programs_read_is_utf_8(url: str, encoding: str) -> None:
    lines = printed(url, encoding, "export", "rumors")
    assert json.loads(lines.decode("utf-8"))["title"] == TITLE
    table = printed(url, encoding, "export", "variants", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8")))
    assert row["text"] == TITLE
    listed = printed(url, encoding, "rumors", "--json")
    assert TITLE in listed.decode("utf-8")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("words", [["rumors"], ["check", "x"]], ids=" ".join)
def test_what_people_read_has_every_sign_that_there_is(
    url: str, encoding: str, words: list[str]
) -> None:
    # plain ASCII is what a machine says that was told nothing: click takes UTF-8 there
    shown = printed(url, encoding, *words).decode("utf-8" if encoding == "ascii" else encoding)
    known = {"gbk": "停水三天", "latin-1": "\\u505c\\u6c34"}.get(encoding, TITLE)
    assert known in shown
    assert "é" in shown
    if encoding in ("gbk", "latin-1"):
        assert "\\U0001f631" in shown
