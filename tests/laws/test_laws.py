"""Laws that hold for whatever input: folds, codec, index, windows, states."""

import json
import re
from typing import Any
from unittest.mock import patch
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from deploy.embedded.clickhouse import blocks, wire
from schemas import events
from schemas.events.vocabulary import STANCES
from schemas.topics import CATALOGUE, CURATIONS, REPORTS, SIGHTINGS, CodecError, Topic
from streams.core import keys, lanes, masking
from streams.core.clusters.repeats import RepeatWindow
from streams.core.keys import KeyTable, key_of, keys_of
from streams.core.matching.explanation import explain
from streams.core.matching.stance import stance_of
from streams.core.sources import SourceWindow
from streams.intake.appender import records_of
from tests.support import builders

FIELDS = {field for topic in CATALOGUE for field in topic.event.__struct_fields__}
# A sound record of each topic that a builder makes.
WHOLE: dict[str, tuple[Topic[Any], Any]] = {
    REPORTS.name: (REPORTS, builders.received(builders.report())),
    SIGHTINGS.name: (SIGHTINGS, builders.sighted(builders.sighting())),
    CURATIONS.name: (CURATIONS, builders.decision()),
}


def is_repeat(window: RepeatWindow, id_: str, offset: int, now_ms: int) -> bool:
    return window.are_repeats("main", [id_], offset, now_ms) == [True]


any_text = st.text(max_size=200)
han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=60)


@given(any_text)
def test_masking_masks_whatever_it_made_no_further(raw: str) -> None:
    assert masking.mask(masking.mask(raw)) == masking.mask(raw)


@given(st.text("0123456789 .-()+@微信vxQ:号元X\u200b１", max_size=60))
def test_masking_ends_on_what_looks_like_numbers(raw: str) -> None:
    masked = masking.mask(raw)
    assert masking.mask(masked) == masked


@given(any_text)
def test_lane_and_stance_exist_for_every_text(raw: str) -> None:
    assert lanes.family(raw) in ("cjk", "alphabet")
    assert stance_of(raw) in STANCES
    assert len(masking.title(raw)) <= 60


@given(han, han)
def test_explanations_never_fail_and_count_what_is_shared(a: str, b: str) -> None:
    assert explain(a, a, 1.0).startswith(f"shares {len(a)} of {len(a)} characters")
    assert "score 0.50" in explain(a, b, 0.5)


@st.composite
def reports(draw: st.DrawFn) -> events.Report:
    names = st.text(max_size=20)
    return events.Report(
        report_id=str(draw(st.uuids())),
        text=draw(any_text),
        observed_at_ms=draw(st.integers(0, 2**45)),
        app=draw(names),
        reporter=draw(st.sampled_from(["", "ab" * 8])),
        channel=draw(names),
        place=draw(names),
        language="",
        link="",
        external_id=draw(names),
        attributes=draw(st.none() | st.dictionaries(names, names, max_size=3)),
        backfill=draw(st.booleans()),
    )


@given(st.lists(reports(), max_size=5))
def test_a_record_read_is_the_record_written(items: list[events.Report]) -> None:
    topic: Topic[Any] = CATALOGUE[0]
    event = events.ReportsReceived(lane="main/cjk", received_at_ms=5, reports=tuple(items))
    assert topic.decode(topic.encode(event)) == event


def anything() -> st.SearchStrategy[Any]:
    """JSON values of any shape, with the names that events use among their keys."""
    names = st.sampled_from(sorted(FIELDS)) | st.text(max_size=5)
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | any_text
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
        max_leaves=20,
    )


@given(st.binary(max_size=200), st.sampled_from(CATALOGUE))
def test_bytes_that_are_no_event_are_refused_with_the_topic(
    value: bytes, topic: Topic[Any]
) -> None:
    """Every event has fields without a default, which random bytes never spell."""
    with pytest.raises(CodecError, match=re.escape(topic.name)):
        topic.decode(value)


@given(anything(), st.sampled_from(CATALOGUE))
def test_json_that_is_no_event_is_refused_and_what_is_taken_is_meant(
    value: Any, topic: Topic[Any]
) -> None:
    content = json.dumps(value).encode("utf-8", "surrogatepass")
    try:
        event = topic.decode(content)
    except CodecError as error:
        assert topic.name in str(error)
        return
    assert isinstance(event, topic.event)
    assert topic.decode(topic.encode(event)) == event


@given(st.data(), st.sampled_from(sorted(WHOLE)))
def test_an_event_without_one_of_its_fields_is_refused_unless_it_has_a_default(
    data: st.DataObject, name: str
) -> None:
    topic, event = WHOLE[name]
    value = json.loads(topic.encode(event))
    field = data.draw(st.sampled_from(sorted(value)))
    del value[field]
    defaults = {one.name: one.default for one in structs.fields(event) if not one.required}
    content = json.dumps(value).encode()
    if field in defaults:
        assert getattr(topic.decode(content), field) == defaults[field]
        return
    with pytest.raises(CodecError, match=field):
        topic.decode(content)


@given(
    st.lists(
        st.tuples(st.sampled_from(["main/cjk", "main/alphabet", "b/cjk"]), reports()), max_size=40
    )
)
def test_grouping_loses_and_reorders_nothing_within_a_lane(
    items: list[tuple[str, events.Report]],
) -> None:
    records = [REPORTS.decode(record.value) for record in records_of(items, 7)]
    for lane in {lane for lane, _ in items}:
        assert [r for record in records if record.lane == lane for r in record.reports] == [
            r for one, r in items if one == lane
        ]


@given(st.lists(st.integers(0, 60), max_size=300), st.integers(1, 8))
def test_a_source_is_new_at_most_once_and_then_unless_it_is_older_than_the_window(
    offsets: list[int], size: int
) -> None:
    window, seen = SourceWindow(size), set[int]()
    for offset in offsets:
        newer = sum(1 for other in seen if other > offset)
        first = window.first_time(0, offset)
        assert not (first and offset in seen)
        assert first or offset in seen or newer >= size
        seen.add(offset)


ids_again = st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 40))


@given(st.lists(ids_again, max_size=200), st.integers(1, 6))
def test_a_report_is_a_repeat_only_at_another_offset(
    items: list[tuple[int, int, int]], size: int
) -> None:
    """A model in plain lists:

    two generations, of which the young one becomes the old one when it is full or its time is over.
    """
    window, now_ms = RepeatWindow(span_ms=60, size=size), 0
    young: dict[str, int] = {}
    old: dict[str, int] = {}
    since_ms: int | None = None
    for number, offset, later_ms in items:
        id_, now_ms = str(UUID(int=number * 7919)), now_ms + later_ms
        first = young.get(id_, old.get(id_))
        assert is_repeat(window, id_, offset, now_ms) is (first not in (None, offset))
        if first is None:
            since_ms = now_ms if since_ms is None else since_ms
            if now_ms - since_ms > 60 or len(young) >= size:
                young, old, since_ms = {}, young, now_ms
            young[id_] = offset


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 5), st.integers(0, 59))
def test_the_last_reports_of_a_window_are_never_forgotten_together(
    numbers: list[int], size: int, every_ms: int
) -> None:
    """Whatever turns, the last `size` different reports that came within the span are known."""
    window, last = RepeatWindow(span_ms=60, size=size), list[tuple[str, int]]()
    for at, number in enumerate(numbers):
        id_, now_ms = str(UUID(int=number * 7919)), at * every_ms
        if not is_repeat(window, id_, at, now_ms):
            last = [*(one for one in last if one[0] != id_), (id_, now_ms)]
        for known, since_ms in last[-size:]:
            if now_ms - since_ms <= 60:
                assert is_repeat(window, known, -1, now_ms)


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 9)), max_size=60),
    st.sampled_from(["merged", "new", "one by one"]),
)
def test_a_key_table_is_a_dictionary(items: list[tuple[int, int]], way: str) -> None:
    table, model = KeyTable(numbers=True), dict[int, int]()
    for key, number in items:
        model.setdefault(key, number)
    if way == "new":
        found = table.put_new([key for key, _ in items], [number for _, number in items])
        came = [
            key in [before for before, _ in items[:place]] for place, (key, _) in enumerate(items)
        ]
        assert [one is not None for one in found] == came
        assert all(one in (None, model[key]) for one, (key, _) in zip(found, items, strict=True))
    elif way == "merged":
        with patch.object(keys, "FEW", 1):
            for part in (items[:20], items[20:]):
                merged = np.array([key for key, _ in part], np.uint64)
                table.merge(merged, np.array([number for _, number in part], np.uint32))
    else:
        for key, number in items:
            if table.get(key) is None:
                table.put(key, number)
    assert len(table) == len(model)
    assert {key: table.get(key) for key in model} == model
    assert table.get(12345) == model.get(12345)
    assert table.get_all([*model, 12345]) == [*model.values(), model.get(12345)]


@given(st.lists(st.uuids(), max_size=20))
def test_keys_made_together_are_those_made_one_by_one(ids: list[UUID]) -> None:
    names = [str(one) for one in ids]
    assert keys_of("main", names).tolist() == [key_of("main", name) for name in names]
    assert all(key_of("main", name) != key_of("other", name) for name in names)


@given(st.integers(0, 2**63))
def test_a_varint_read_is_the_varint_written(number: int) -> None:
    reader = wire.Reader(lambda: b"")
    reader.buffer += wire.varint(number)
    assert reader.varint() == number


@given(
    st.recursive(
        st.sampled_from(["UInt8", "String", "DateTime64(3, 'UTC')"]),
        lambda t: (
            t.map("Array({})".format)
            | st.lists(t, min_size=1, max_size=3).map(lambda x: f"Tuple({', '.join(x)})")
        ),
    )
)
def test_types_split_into_the_parts_they_were_made_of(type_: str) -> None:
    name, arguments = blocks.split_type(type_)
    assert type_ == (f"{name}({', '.join(arguments)})" if arguments else name)
