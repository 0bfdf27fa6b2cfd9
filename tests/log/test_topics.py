"""Plans of topics: what is created, altered, kept and refused, without any log."""

from dataclasses import replace

import pytest

from schemas.topics import CATALOGUE, CURATIONS, REPORTS, RUMORS, SURGES
from streams.log.contract import TopicFound
from streams.log.topics import Change, TopicsDoNotFit, plan, refuse, wanted_topic

Found = dict[str, TopicFound]


def fitting(replicas: int = 1) -> Found:
    """All topics as the catalogue wants them."""
    return {
        topic.name: wanted_topic(topic, lane_partitions=4, replicas=replicas) for topic in CATALOGUE
    }


def planned(found: Found, replicas: int = 1) -> list[tuple[str, str]]:
    changes = plan(found, lane_partitions=4, replicas=replicas)
    return [(change.topic, change.action) for change in changes]


def with_setting(found: Found, topic: str, key: str, value: str) -> Found:
    there = found[topic]
    return found | {topic: replace(there, settings={**there.settings, key: value})}


def test_what_fits_needs_nothing() -> None:
    assert planned(fitting()) == []


def test_an_empty_log_gets_every_topic_in_the_order_of_the_catalogue() -> None:
    assert planned({}) == [(topic.name, "create") for topic in CATALOGUE]


def test_a_topic_is_wanted_as_the_catalogue_says() -> None:
    reports = wanted_topic(REPORTS, lane_partitions=6, replicas=3)
    assert (reports.partitions, reports.replicas) == (6, 3)
    assert reports.settings["retention.ms"] == str(7 * 86_400_000)
    assert reports.settings["min.insync.replicas"] == "2"
    curations = wanted_topic(CURATIONS, lane_partitions=6, replicas=1)
    assert (curations.partitions, curations.settings["retention.ms"]) == (1, "-1")
    surges = wanted_topic(SURGES, lane_partitions=6, replicas=1)
    assert surges.settings["cleanup.policy"] == "compact"
    assert "retention.ms" not in surges.settings


@pytest.mark.parametrize(
    ("key", "value", "action"),
    [
        ("retention.ms", "1000", "alter"),
        ("retention.ms", str(900 * 86_400_000), "keep"),
        ("retention.ms", "-1", "keep"),
        ("max.message.bytes", "1000000", "alter"),
        ("max.message.bytes", "99000000", None),
        ("cleanup.policy", "compact", "alter"),
        ("cleanup.policy", "compact,delete", "alter"),
        ("min.insync.replicas", "3", None),
        ("min.insync.replicas", "", "alter"),
    ],
)
def test_less_than_is_asked_is_altered_and_more_is_left(
    key: str, value: str, action: str | None
) -> None:
    found = with_setting(fitting(), RUMORS.name, key, value)
    assert planned(found) == ([(RUMORS.name, action)] if action else [])


def test_a_change_holds_only_the_settings_that_fall_short() -> None:
    found = with_setting(fitting(), RUMORS.name, "retention.ms", "1000")
    (change,) = plan(found, lane_partitions=4, replicas=1)
    assert change.settings == {"retention.ms": str(400 * 86_400_000)}
    assert change.why == f"retention.ms 1000 -> {400 * 86_400_000}"


def test_fewer_copies_than_the_cluster_could_keep_are_told_and_left() -> None:
    assert {action for _, action in planned(fitting(), replicas=3)} == {"keep"}
    assert planned(fitting(replicas=3), replicas=3) == []


def test_another_number_of_partitions_is_refused_with_what_to_set() -> None:
    found = {
        name: replace(topic, partitions=8 if topic.partitions == 4 else topic.partitions)
        for name, topic in fitting().items()
    }
    with pytest.raises(TopicsDoNotFit, match="set RUMOR_LANE_PARTITIONS=8 for every process"):
        refuse(plan(found, lane_partitions=4, replicas=1))


def test_two_partitions_of_decisions_are_refused() -> None:
    found = fitting()
    found |= {CURATIONS.name: replace(found[CURATIONS.name], partitions=2)}
    with pytest.raises(TopicsDoNotFit, match="has 2 partitions and must have 1: drop it"):
        refuse(plan(found, lane_partitions=4, replicas=1))


def test_topics_of_others_are_nobodys_business() -> None:
    others = {name: fitting()[REPORTS.name] for name in ("orders", "rumor.reports", "x.v9")}
    assert planned(fitting() | others) == []


def test_a_later_version_of_a_topic_is_refused_and_an_earlier_one_is_not() -> None:
    there = fitting()[REPORTS.name]
    assert planned(fitting() | {"rumor.reports.v0": there}) == []
    ahead = fitting() | {"rumor.reports.v2": there}
    assert planned(ahead) == [("rumor.reports.v2", "refuse")]


def test_the_worst_is_named_first_and_the_others_are_counted() -> None:
    refuse([Change("kept", "keep", "more than is asked")])
    changes = [
        Change("a", "alter", "short"),
        Change("b", "refuse", "odd"),
        Change("c", "create", ""),
    ]
    with pytest.raises(TopicsDoNotFit, match=r"^b: odd \(and 2 more\)$"):
        refuse(changes)
    with pytest.raises(TopicsDoNotFit, match=r"^a does not fit: short.*topics apply"):
        refuse(changes[:1])
    with pytest.raises(TopicsDoNotFit, match=r"^c is missing: run"):
        refuse(changes[2:])
