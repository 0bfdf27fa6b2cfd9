"""Files that are replayed: what is sent of each line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.replay.job import Replay

MARK = b"\xef\xbb\xbf"


class FakeApi:
    """Keeps the lines it is sent, and refuses nothing."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def send_batch(self, body: bytes, **_: Any) -> dict[str, Any]:
        self.lines += body.split(b"\n")
        return {"accepted": body.count(b"\n") + 1, "rejected": []}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("backfill", [False, True])
def test_a_byte_order_mark_is_not_sent(tmp_path: Path, packed: bool, backfill: bool) -> None:
    content = MARK + b'{"text":"a"}\r\n' + MARK + b'\r\n{"text":"b"}\r\n' + MARK + b'{"text":"c"}'
    path = tmp_path / ("w.jsonl.gz" if packed else "w.jsonl")
    path.write_bytes(
        gzip.compress(content[:20]) + gzip.compress(content[20:]) if packed else content
    )
    api = FakeApi()
    replay = Replay(
        path,
        api,
        tmp_path / "progress",
        batch=2,
        per_second=None,
        shift=False,
        speed=1.0,
        backfill=backfill,
    )  # type: ignore[arg-type]
    assert replay.run(restart=False, on_terminal=False)["accepted"] == 3
    assert [json.loads(line.decode())["text"] for line in api.lines] == ["a", "b", "c"]
