"""What was written once must be read for ever, and the same records must give the same again."""

import json
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from schemas.topics import CATALOGUE, REPORTS
from streams.core import surge
from streams.core.surge import LaneSurges
from tests.replay import day

EVENTS = sorted((Path(__file__).parent / "events").glob("*.json"))
STATES = sorted((Path(__file__).parent / "states").glob("*.json"))
TOPICS = {topic.name: topic for topic in CATALOGUE}


@pytest.fixture(scope="module")
def played() -> day.Records:
    return day.play([REPORTS.decode(line.encode()) for line in day.golden(REPORTS.name)])


@pytest.mark.parametrize(
    "name",
    ["rumor.rumors.v1", "rumor.sightings.v1", "rumor.alerts.v1", "rumor.surges.v1", "webhooks"],
)
def test_the_golden_day_gives_the_golden_records(played: day.Records, name: str) -> None:
    assert [json.loads(line) for line in played[name]] == [
        json.loads(line) for line in day.golden(name)
    ]
    assert played[name], "the day leads to none of them: it shows nothing"


@pytest.mark.parametrize("file", EVENTS, ids=lambda file: file.stem)
def test_an_old_record_loads(file: Path) -> None:
    """Named by its topic; fields that came later have their defaults."""
    topic = TOPICS[file.stem.partition("-")[0]]
    event = topic.decode(file.read_bytes())
    old = json.loads(file.read_bytes())
    assert _within(old, _whole(event)), "a field of the old record got lost"


def test_every_topic_has_an_old_record() -> None:
    assert {file.stem.partition("-")[0] for file in EVENTS} == set(TOPICS)


@pytest.mark.parametrize("file", STATES, ids=lambda file: file.stem)
def test_an_old_surge_state_loads(file: Path) -> None:
    state = LaneSurges("main/cjk")
    surge.load(state, "ab" * 8, file.read_text())
    rumor = state.rumors["ab" * 8]
    assert (rumor.title, rumor.reports, rumor.offset) == ("微信要删掉", 40, 39)
    assert rumor.episode is not None
    assert rumor.episode.told_level == 2
    assert rumor.counters.total > 0
    again = LaneSurges("main/cjk")
    surge.load(again, "ab" * 8, surge.dump(state, "ab" * 8))
    assert surge.dump(again, "ab" * 8) == surge.dump(state, "ab" * 8)


def _whole(value: object) -> object:
    """An event as plain values, those that are not written (defaults) included."""
    if isinstance(value, msgspec.Struct):
        return {name: _whole(one) for name, one in structs.asdict(value).items()}
    if isinstance(value, tuple):
        return [_whole(one) for one in value]
    return value


def _within(old: object, new: object) -> bool:
    """Whether everything that the old value says is in the new one."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(name in new and _within(value, new[name]) for name, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_within(a, b) for a, b in zip(old, new, strict=True))
    return old == new
