"""Files of fact-checks: every form, what is refused, and where an import goes on."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import importing
from deploy.cli.checking import lines_of
from deploy.cli.files import BadFile
from streams.client import ApiError

ITEMS = [{"claim": f"claim number {n}", "rating": "false"} for n in range(5)]


class FakeApi:
    """Keeps what it is sent; fails where a test says so."""

    def __init__(self, *failures: ApiError | None) -> None:
        self.failures = list(failures)
        self.items: list[Any] = []

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        assert (path, headers["content_type"]) == ("/v1/factchecks", importing.LINES)
        if self.failures and (failure := self.failures.pop(0)):
            raise failure
        sent = [json.loads(line) for line in body.split(b"\n")]
        self.items += sent
        return {"accepted": len(sent), "rejected": []}


def run(file: Path, api: FakeApi, **more: bool) -> dict[str, Any]:
    kept_in = file.parent / "import.json"
    job = importing.Import(file, api, kept_in)
    return job.run(**{"restart": False, "on_terminal": False, **more})


def lines(items: list[Any]) -> str:
    return "\n".join(map(json.dumps, items)) + "\n"


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(lines(ITEMS).encode(), mtime=0)[:-9]])
def test_a_damaged_file_is_one_line_and_no_trace(tmp_path: Path, packed: bytes) -> None:
    file = tmp_path / "claims.jsonl.gz"
    file.write_bytes(packed)
    with pytest.raises(BadFile, match=r"claims\.jsonl\.gz cannot be read \(\S+"):
        run(file, FakeApi())


@pytest.mark.parametrize(
    "content",
    [
        lines(ITEMS),
        "\n".join(map(json.dumps, ITEMS)).replace("\n", "\n\n"),
        json.dumps(ITEMS),
        json.dumps(ITEMS, indent=2),
        json.dumps({"@graph": ITEMS}),
        json.dumps({"dataFeedElement": [{"item": ITEMS[:2]}, {"item": ITEMS[2:]}]}, indent=1),
    ],
)
def test_files_of_every_form_are_sent(tmp_path: Path, content: str) -> None:
    api = FakeApi()
    file = tmp_path / "claims.json"
    file.write_text(content)
    assert run(file, api)["accepted"] == 5
    assert api.items == ITEMS


def test_one_object_and_a_packed_file(tmp_path: Path) -> None:
    api = FakeApi()
    packed = tmp_path / "claims.jsonl.gz"
    packed.write_bytes(gzip.compress(lines(ITEMS).encode()))
    run(packed, api)
    one = tmp_path / "one.json"
    one.write_text(json.dumps(ITEMS[0], indent=2))
    run(one, api)
    assert api.items == [*ITEMS, ITEMS[0]]


def test_an_import_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    file = tmp_path / "claims.jsonl"
    file.write_text(lines(ITEMS))
    api = FakeApi(None, ApiError(403, "no"))
    with pytest.raises(ApiError):
        run(file, api)
    found = run(file, api)
    assert (found["resumed_at"], found["factchecks"], found["accepted"]) == (2, 5, 3)
    assert api.items == ITEMS
    assert run(file, FakeApi())["resumed_at"] == 0  # all was sent: the next begins anew


def test_what_is_refused_is_named_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 4)
    file = tmp_path / "claims.jsonl"
    file.write_text(lines(ITEMS))
    rejected = [{"index": 0, "pointer": "/claim", "code": "empty_text", "message": "text is empty"}]
    all_bad = ApiError(422, "nothing usable", body={"rejected": rejected})
    found = run(file, FakeApi(None, all_bad))
    assert (found["accepted"], found["refused"]) == (4, 1)
    assert found["refused_by_code"] == {"empty_text": 1}
    assert found["examples"][0]["item"] == 5


def test_a_neighbour_that_is_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_S", 0.001)
    file = tmp_path / "claims.jsonl"
    file.write_text(lines(ITEMS))
    assert run(file, FakeApi(ApiError(503, "away"), ApiError(0, "away")))["accepted"] == 5


def test_what_a_check_finds_is_said_in_lines() -> None:
    match = {
        "rumor_id": "ab" * 8,
        "title": "停水三天",
        "joins": True,
        "stance": "carries",
        "verdict": {"rating": "false", "summary": "不实", "link": "https://x.example"},
        "explanation": "says the same (score 1.00)",
        "reports": 12,
    }
    flags = [{"name": "urgency", "words": ["紧急"]}]
    assert lines_of({"matches": [match], "red_flags": flags}) == [
        f"this rumor, false: 停水三天 ({'ab' * 8})",
        "  不实 https://x.example",
        "  carries, 12 reports: says the same (score 1.00)",
        "red flag urgency: 紧急",
    ]
    assert lines_of({"matches": [], "red_flags": []}) == ["no known rumor"]
