"""The pipeline as data: every topic has its place in it, and what is made from it agrees."""

import json
from pathlib import Path
from typing import Any

import pytest

import schemas
from schemas import pipeline
from schemas.pipeline import CONSUMING, PIPELINE, STORE, Step
from schemas.topics import (
    ALERTS,
    ALLOWANCES,
    CATALOGUE,
    REPORTS,
    SESSIONS,
    SIGHTINGS,
    SURGES,
    Topic,
)


@pytest.mark.parametrize("topic", CATALOGUE, ids=lambda topic: topic.name)
def test_every_topic_is_written_and_read_by_somebody(topic: Topic[Any]) -> None:
    assert pipeline.writers_of(topic)
    assert pipeline.readers_of(topic)


def test_only_topics_of_the_catalogue_are_in_it() -> None:
    used = {topic.name for step in PIPELINE for topic in step.reads + step.follows + step.writes}
    assert used == {topic.name for topic in CATALOGUE}


@pytest.mark.parametrize("step", PIPELINE, ids=lambda step: step.name)
def test_whoever_consumes_has_a_group_and_nobody_else(step: Step) -> None:
    assert bool(step.group) == bool(step.reads)


def test_a_process_has_one_group_and_a_group_one_process() -> None:
    pairs = {(step.process, step.group) for step in CONSUMING}
    assert len(pairs) == len({process for process, _ in pairs}) == len({g for _, g in pairs})


def test_no_topic_is_consumed_twice_in_a_group() -> None:
    """Two agents on a topic of one app would each get half of what they need."""
    for step in CONSUMING:
        read = pipeline.topics_read(step.process)
        assert len(read) == len(set(read))


def test_the_flow_goes_one_way() -> None:
    """A step consumes only what a step before it writes: a cycle would feed itself for ever."""
    written: set[str] = set()
    for step in PIPELINE:
        assert {topic.name for topic in step.reads} <= written
        written |= {topic.name for topic in step.writes}


def test_the_store_reads_all_but_reports_states_and_what_intakes_tell_each_other() -> None:
    assert set(CATALOGUE) - set(STORE.reads) == {REPORTS, SURGES, SESSIONS, ALLOWANCES}


def test_names_are_those_of_dashboards_and_committed_offsets() -> None:
    """Another name of a step breaks a panel; another group reads a deployment's log from its
    beginning.
    """
    assert [(step.name, step.process, step.group) for step in PIPELINE] == [
        ("intake", "intake", ""),
        ("cluster", "worker", "rumor-worker"),
        ("surge", "worker", "rumor-worker"),
        ("answer", "worker", ""),
        ("deliver", "worker", "rumor-worker"),
        ("store", "store", "rumor-store"),
    ]


def test_who_writes_and_reads_is_asked_by_topic_and_by_process() -> None:
    assert pipeline.writers_of(ALERTS) == ("intake", "surge", "answer")
    assert pipeline.readers_of(SIGHTINGS) == ("cluster", "surge", "store")
    assert pipeline.topics_read("worker") == (REPORTS, SIGHTINGS, ALERTS)
    written = pipeline.topics_written("worker")
    assert len(written) == len(set(written)) == 7
    assert pipeline.steps_of("nobody") == ()


def test_the_document_of_the_topics_says_who_writes_and_reads() -> None:
    document = json.loads((Path(schemas.__file__).parent / "json/asyncapi.json").read_text())
    described = document["channels"][SIGHTINGS.name]["description"]
    assert described == "Keyed by lane, written by cluster, read by cluster, surge and store."
