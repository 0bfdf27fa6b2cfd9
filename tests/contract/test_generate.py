"""The schemas for others: whole, of this code, and the same to the byte each time."""

import json
from pathlib import Path

import jsonschema
import pytest

from deploy.cli import generate
from schemas import events
from schemas.topics import CATALOGUE


def test_every_event_has_a_schema_that_is_one() -> None:
    document = generate.event_schemas()
    jsonschema.Draft202012Validator.check_schema(document)
    assert {event.__name__ for event in events.ALL} <= set(document["$defs"])


def test_every_topic_has_a_channel_whose_message_there_is() -> None:
    channels = generate.asyncapi()["channels"]
    assert set(channels) == {topic.name for topic in CATALOGUE}
    known = generate.event_schemas()["$defs"]
    for channel in channels.values():
        for name, message in channel["messages"].items():
            assert message["payload"]["$ref"] == f"events.json#/$defs/{name}"
            assert name in known


def test_a_channel_says_how_its_topic_is_kept() -> None:
    channels = generate.asyncapi()["channels"]
    for topic in CATALOGUE:
        kept = channels[topic.name]["bindings"]["kafka"]["topicConfiguration"]
        assert kept["cleanup.policy"] == ["compact" if topic.compacted else "delete"]
        assert (kept["retention.ms"] == -1) is (topic.retention_s is None)


def test_it_is_the_same_each_time_and_readable_by_people() -> None:
    first = generate.files()
    assert first == generate.files()
    for name, text in first.items():
        assert text.endswith("}\n"), name
        assert "\\u" not in text.replace("\\u0000", ""), f"{name}: written as it is"
        decoded = json.loads(text)
        assert list(decoded) == sorted(decoded)


def test_it_writes_where_it_is_told_by_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "json"
    monkeypatch.setattr(generate, "FOLDER", folder)
    generate.main()
    assert {path.name: path.read_text() for path in folder.iterdir()} == generate.files()
    assert len(capsys.readouterr().out.splitlines()) == len(generate.files())
