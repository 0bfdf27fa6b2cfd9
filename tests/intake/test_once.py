"""One report, however it comes again:

over real HTTP, through a restart of the intake, and by `rumor-tracker replay`.
"""

import gzip
import json
import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.replay.job import Replay
from streams.client import ApiClient
from tests.support.intake import KEYS, Intake
from tests.support.intake import serving as serving_keys

CHINESE = "停水三天"
ENGLISH = "There will be no water for three days"


def serving(folder: Path) -> AbstractContextManager[Intake]:
    return serving_keys(folder, ("writer", "two"))


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    with serving(tmp_path) as made:
        yield made


def logged(intake: Intake) -> list[tuple[str, str]]:
    return sorted((report.report_id, report.text) for _, report in intake.logged())


def texts(intake: Intake) -> list[str]:
    return sorted(text for _, text in logged(intake))


COPIES: list[dict[str, Any]] = [
    {"text": CHINESE},
    {"text": ENGLISH},
    {"text": CHINESE, "observed_at": "2026-01-01T00:00:00Z"},
    {"text": CHINESE, "place": "成都", "channel": "sms", "reporter": "r", "backfill": True},
]


@pytest.mark.parametrize("copy", COPIES)
def test_an_external_id_is_one_report_whatever_the_copy_says(
    tmp_path: Path,
    copy: dict[str, Any],
) -> None:
    first = {"text": CHINESE, "external_id": "e1"}
    with serving(tmp_path) as intake:
        answers = [intake.post(first), intake.post(copy | {"external_id": "e1"})]
    with serving(tmp_path) as intake:
        answers += [intake.post(copy | {"external_id": "e1"})]
        answers += [intake.batch([copy | {"external_id": "e1"}] * 3)]
        assert texts(intake) == [CHINESE]
        assert intake.post(copy | {"external_id": "e1"}, key="two")[0] == 202
        assert len(texts(intake)) == 2
    assert [answer[0] for answer in answers] == [202] * 4
    ids = {answer[1]["report_id"] for answer in answers[:3]} | set(answers[3][1]["report_ids"])
    assert len(ids) == 1
    assert answers[3][1]["accepted"] == 3


def test_within_one_batch_the_first_of_an_external_id_wins(intake: Intake) -> None:
    items = [
        {"text": text, "external_id": id_}
        for text, id_ in ((CHINESE, "a"), (ENGLISH, "a"), (ENGLISH, "b"))
    ]
    status, body, _ = intake.batch(items)
    assert (status, body["accepted"]) == (202, 3)
    assert body["report_ids"][0] == body["report_ids"][1] != body["report_ids"][2]
    assert texts(intake) == sorted([CHINESE, ENGLISH])


def test_many_copies_at_once_are_appended_once(intake: Intake) -> None:
    answers: list[Any] = []
    posts = [
        threading.Thread(
            target=lambda n=n: answers.append(
                intake.post({"text": (CHINESE, ENGLISH)[n % 2], "external_id": "e"})
            )
        )
        for n in range(16)
    ]
    for post in posts:
        post.start()
    for post in posts:
        post.join()
    assert {status for status, _, _ in answers} == {202}
    assert len({body["report_id"] for _, body, _ in answers}) == 1
    assert len(texts(intake)) == 1


def test_an_idempotency_key_used_for_something_else_loses_nothing(intake: Intake) -> None:
    one, two = (intake.post({"text": text}, idempotency_key="k")[1] for text in (CHINESE, ENGLISH))
    assert one["report_id"] != two["report_id"]
    assert intake.post({"text": CHINESE}, idempotency_key="k")[1] == one
    assert intake.post({"text": CHINESE}, idempotency_key="k2")[1] != one
    assert texts(intake) == sorted([CHINESE, CHINESE, ENGLISH])


def test_order_size_and_dropped_items_of_a_batch_count_nothing_twice(intake: Intake) -> None:
    a, b, bad = {"text": CHINESE}, {"text": ENGLISH, "reporter": "r"}, {"text": ""}
    ids = intake.batch([bad, a, b, a], idempotency_key="k")[1]["report_ids"]
    assert len(set(ids)) == 3
    assert intake.batch([a, b, a], idempotency_key="k")[1]["report_ids"] == ids
    again = intake.batch([a, a, b], idempotency_key="k")[1]["report_ids"]
    assert again == [ids[0], ids[2], ids[1]]
    assert intake.batch([b], idempotency_key="k")[1]["report_ids"] == [ids[1]]
    assert intake.post(a, idempotency_key="k")[1]["report_id"] == ids[0]
    assert texts(intake) == sorted([CHINESE, CHINESE, ENGLISH])
    thrice = intake.batch([a, a, a], idempotency_key="k")[1]["report_ids"]
    assert thrice[:2] == [ids[0], ids[2]]
    assert len(logged(intake)) == 4


@pytest.mark.parametrize(
    "other",
    [
        {"observed_at": "2026-07-01T12:00:01Z"},
        {"observed_at": "2026-07-01T12:00:00+08:00"},
        {"reporter": "r2"},
        {"channel": "web"},
        {"place": "重庆"},
        {"language": "en"},
        {"link": "https://example.org/2"},
        {"attributes": {"a": "c"}},
        {"attributes": {"a": "b", "c": "d"}},
        {"backfill": True},
        {"text": "停水四天"},
    ],
)
def test_every_field_makes_another_item(intake: Intake, other: dict[str, Any]) -> None:
    item = {
        "text": CHINESE,
        "observed_at": "2026-07-01T12:00:00Z",
        "reporter": "r",
        "channel": "sms",
        "place": "成都",
        "language": "zh",
        "link": "https://example.org/",
        "attributes": {"a": "b"},
    }
    ids = [
        intake.post(one, idempotency_key="k")[1]["report_id"] for one in (item, item | other, item)
    ]
    assert ids[0] == ids[2] != ids[1]


def test_one_item_written_in_several_ways_is_one(intake: Intake) -> None:
    ways = [
        b'{"text":"\\u505c\\u6c34","observed_at":"2026-07-01T12:00:00Z","attributes":{"a":"1","b":"2"}}',
        b'{"observed_at":"2026-07-01T20:00:00.000+08:00",'
        + '"text":" 停水 ","attributes":{"b":"2","a":"1"}}'.encode(),
        '{"text":"停水","observed_at":"2026-07-01T12:00:00+00:00","attributes":{"a":"1","b":"2"},'
        '"place":"","backfill":false,"external_id":""}'.encode(),
    ]
    ids = {intake.post(way, idempotency_key="k")[1]["report_id"] for way in ways}
    assert len(ids) == 1
    assert len(logged(intake)) == 1


def replay(intake: Intake, file: Path, **options: Any) -> dict[str, Any]:
    chosen = {
        "batch": 500,
        "per_second": None,
        "shift": False,
        "speed": 1.0,
        "backfill": False,
    } | options
    api = ApiClient(f"http://{intake.host}:{intake.port}", KEYS["writer"][0])
    try:
        job = Replay(file, api, intake.folder / "progress.json", **chosen)
        return job.run(restart=True, on_terminal=False)
    finally:
        api.close()


def lines_of(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"text": f"{CHINESE} {n % 40}", "reporter": f"r{n % 70}", **more} for n in range(count)]


FILES: dict[str, list[dict[str, Any]]] = {
    "lines that differ": lines_of(200),
    "identical lines": [{"text": CHINESE}] * 120,
    "identical lines with all attributes": [
        {"text": CHINESE, "attributes": {str(n): "x" for n in range(16)}}
    ]
    * 60,
    "an attribute of its own": [{"text": CHINESE}] * 9
    + [{"text": CHINESE, "attributes": {"copy": str(n % 4)}} for n in range(20)],
    "one line in several forms": [{"text": CHINESE}, {"text": f" {CHINESE}", "place": ""}] * 20,
    "external ids": lines_of(30, external_id="one") + lines_of(30),
}


@pytest.mark.parametrize("name", FILES)
def test_a_replay_again_counts_nothing_twice_and_loses_nothing(intake: Intake, name: str) -> None:
    lines = FILES[name]
    file, other = intake.folder / "f.jsonl", intake.folder / "g.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    counted = len([line for line in lines if "external_id" not in line])
    counted += len({line["external_id"] for line in lines if "external_id" in line})
    assert replay(intake, file, batch=50)["accepted"] == len(lines)
    assert len(logged(intake)) == counted
    first = logged(intake)
    for batch in (1, 7, 25, 500):
        replay(intake, file, batch=batch)
    shutil.copy(file, other)
    replay(intake, other, batch=33)
    (intake.folder / "f.jsonl.gz").write_bytes(gzip.compress(file.read_bytes()))
    replay(intake, intake.folder / "f.jsonl.gz", batch=41)
    shuffled = random.Random(5).sample(lines, len(lines))
    other.write_text(
        "\n" + "".join(json.dumps(line, ensure_ascii=False) + "\r\n" for line in shuffled)
    )
    replay(intake, other)
    assert len(logged(intake)) == counted
    assert [id_ for id_, _ in logged(intake)] == [id_ for id_, _ in first]


def test_a_line_changed_in_a_file_of_the_same_size_counts(intake: Intake) -> None:
    file = intake.folder / "f.jsonl"
    lines = [json.dumps({"text": f"message number {n}"}) for n in range(20)]
    file.write_text("\n".join(lines))
    replay(intake, file)
    file.write_text("\n".join([*lines[:7], lines[7].replace("message", "massage"), *lines[8:]]))
    replay(intake, file)
    assert len(texts(intake)) == 21
    assert "massage number 7" in texts(intake)


def test_a_replay_that_stopped_goes_on_and_tells_copies_apart(intake: Intake) -> None:
    file = intake.folder / "f.jsonl"
    file.write_text(
        "".join(
            json.dumps({"text": CHINESE, "observed_at": "2026-07-01T12:00:00Z"}) + "\n"
            for _ in range(90)
        )
    )
    api = ApiClient(f"http://{intake.host}:{intake.port}", KEYS["writer"][0])
    options = {"per_second": None, "speed": 1.0, "backfill": False}
    for shift in (False, True):
        stopped = Replay(file, api, intake.folder / "p.json", batch=20, shift=shift, **options)  # type: ignore[arg-type]
        sends, post = [0], stopped._post

        def once(
            body: bytes,
            repeat: str,
            sends: list[int] = sends,
            post: Any = post,
        ) -> dict[str, Any]:
            sends[0] += 1
            if sends[0] > 3:
                raise KeyboardInterrupt
            return dict(post(body, repeat))

        stopped._post = once  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            stopped.run(restart=False, on_terminal=False)
        rest = Replay(file, api, intake.folder / "p.json", batch=50, shift=shift, **options)  # type: ignore[arg-type]
        assert rest.run(restart=False, on_terminal=False)["resumed_at"] == 20 * (sends[0] // 2)
        assert len(logged(intake)) == (180 if shift else 90)
    api.close()
