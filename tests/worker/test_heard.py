"""What was told of alerts, and what a worker knows of them that was killed and is back."""

from pathlib import Path

import pytest

from schemas.events import Alert, ReportsSighted
from schemas.topics import ALERTS, CURATIONS, SIGHTINGS
from tests.support import configs
from tests.support.builders import RUMOR, T0_MS, decision, sighted, sighting
from tests.worker.parts import MakeWorker, Parts

OTHER = "cd" * 8
MERGE = "dec_018bcfe56800dddddddddd"


def told(worker: Parts) -> list[Alert]:
    return [alert for event in worker.events(ALERTS) for alert in event.alerts]


def newest(worker: Parts) -> dict[str, Alert]:
    """What was told last of each rumor's alert."""
    return {alert.rumor_id: alert for alert in told(worker)}


async def report(worker: Parts, rumor_id: str, *, people: range, offset: int) -> None:
    seen = [
        sighting(number, rumor_id=rumor_id, observed_at_ms=T0_MS + number * 100)
        for number in people
    ]
    at_ms = T0_MS + people.stop * 100
    event: ReportsSighted = sighted(*seen, offset=offset, received_at_ms=at_ms)
    message = worker.put(SIGHTINGS, event)
    await worker.surge.take(message)
    worker.commit(message.offset + 1)
    worker.clock.set(at_ms)


def merge(worker: Parts) -> None:
    worker.put(
        CURATIONS,
        decision(kind="merge", rumor_id=OTHER, target=RUMOR, verdict=None, decision_id=MERGE),
    )


def undo(worker: Parts) -> None:
    worker.put(
        CURATIONS,
        decision(
            kind="undo",
            rumor_id=OTHER,
            undoes=MERGE,
            verdict=None,
            decision_id="dec_018bcfe56800eeeeeeeeee",
        ),
    )


async def merged_and_killed(make_worker: MakeWorker, own: int, others: int = 90) -> Parts:
    """What the merge made of both alerts was told, and stands in no state."""
    first = await make_worker()
    await report(first, RUMOR, people=range(own), offset=0)
    await report(first, OTHER, people=range(100, 100 + others), offset=1)
    await first.timers.flush()
    merge(first)
    await first.timers.decisions()
    first.clock.move(61)  # a level so soon after the last telling would wait
    await first.timers.tick()
    assert newest(first)[OTHER].merged_into == RUMOR
    return first


@pytest.mark.parametrize("least", [30, 40])
async def test_an_alert_of_a_merge_that_was_undone_while_nobody_was_there_is_closed(
    make_worker: MakeWorker, least: float
) -> None:
    first = await merged_and_killed(make_worker, own=2)
    assert newest(first)[RUMOR].event == "raised"
    undo(first)
    configs.write(first.folder / "none.toml", configs.policy(min_reports=least))
    successor = await make_worker()
    await successor.timers.decisions()
    for _ in range(3):
        await successor.timers.tick()
    found = newest(successor)
    assert (found[RUMOR].event, found[RUMOR].alert_id) == (
        "resolved",
        newest(first)[RUMOR].alert_id,
    )
    assert (found[OTHER].event, found[OTHER].merged_into) == ("corrected", "")
    assert found[OTHER].resolved_at_ms is None
    assert len({(one.alert_id, one.change_id) for one in told(successor)}) == len(told(successor))


async def test_a_level_of_a_merge_that_was_undone_while_nobody_was_there_is_taken_back(
    make_worker: MakeWorker,
) -> None:
    first = await merged_and_killed(make_worker, own=60)
    assert (newest(first)[RUMOR].event, newest(first)[RUMOR].level) == ("escalated", "major")
    undo(first)
    successor = await make_worker()
    await successor.timers.decisions()
    await successor.timers.tick()
    found = newest(successor)[RUMOR]
    assert (found.event, found.level, found.previous_level) == ("corrected", "surge", "major")


async def test_people_of_a_merge_that_was_undone_while_nobody_was_there_are_taken_back(
    make_worker: MakeWorker,
) -> None:
    """Its level stays what it was: neither of the two says more."""
    first = await merged_and_killed(make_worker, own=45, others=40)
    assert newest(first)[RUMOR].reporters == 85
    undo(first)
    successor = await make_worker()
    await successor.timers.decisions()
    for _ in range(3):
        await successor.timers.tick()
    found = newest(successor)[RUMOR]
    assert (found.event, found.level, found.reporters) == ("corrected", "surge", 45)
    assert len([one for one in told(successor) if one.change_id == found.change_id]) == 1


async def test_what_stands_as_it_was_told_is_not_told_again(make_worker: MakeWorker) -> None:
    first = await merged_and_killed(make_worker, own=60)
    before = {(one.alert_id, one.change_id) for one in told(first)}
    successor = await make_worker()
    await successor.timers.decisions()
    for _ in range(3):
        await successor.timers.tick()
    assert {(one.alert_id, one.change_id) for one in told(successor)} == before
    await successor.timers.flush()
    third = await make_worker()
    count = len(told(third))
    await third.timers.tick()
    assert len(told(third)) == count


async def test_an_alert_keeps_its_name_where_the_policy_was_changed_meanwhile(
    make_worker: MakeWorker,
) -> None:
    first = await make_worker()
    for number in range(45):
        await report(first, RUMOR, people=range(number, number + 1), offset=number)
    assert newest(first)[RUMOR].event in ("raised", "escalated")
    config = first.folder / "none.toml"
    configs.write(config, configs.policy(min_reports=40))
    successor = await make_worker()
    before = told(successor)
    for _ in range(3):
        await successor.timers.tick()
    assert told(successor) == before
    await report(successor, RUMOR, people=range(45, 200), offset=45)
    successor.clock.move(61)
    await successor.timers.tick()
    assert newest(successor)[RUMOR].event == "escalated"
    assert {one.alert_id for one in told(successor)} == {before[0].alert_id}


async def told_and_killed(make_worker: MakeWorker, people: int) -> Parts:
    """A rumor's alert was told as its reports came in; it stands in no state."""
    first = await make_worker()
    for number in range(people):
        await report(first, RUMOR, people=range(number, number + 1), offset=number)
    first.clock.move(61)  # a level so soon after the last telling would wait
    await first.timers.tick()
    return first


async def test_a_level_told_by_the_policy_before_holds_and_the_next_is_passed_by_the_new_one(
    make_worker: MakeWorker, tmp_path: Path
) -> None:
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=10))
    first = await told_and_killed(make_worker, people=50)
    assert (newest(first)[RUMOR].level, newest(first)[RUMOR].reporters) == ("major", 50)
    before = told(first)
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=40))
    successor = await make_worker()
    for _ in range(3):
        await successor.timers.decisions()
        await successor.timers.tick()
    assert told(successor) == before
    # Critical by the policy before.
    await report(successor, RUMOR, people=range(50, 400), offset=50)
    successor.clock.move(61)
    await successor.timers.tick()
    assert told(successor) == before
    await report(successor, RUMOR, people=range(400, 700), offset=51)
    successor.clock.move(61)
    await successor.timers.tick()
    found = newest(successor)[RUMOR]
    assert (found.event, found.level, found.previous_level) == ("escalated", "critical", "major")
    assert found.alert_id == before[0].alert_id


async def test_what_an_undo_took_is_taken_back_by_the_policy_in_force(
    make_worker: MakeWorker,
) -> None:
    first = await merged_and_killed(make_worker, own=60)
    assert newest(first)[RUMOR].level == "major"
    undo(first)
    configs.write(first.folder / "none.toml", configs.policy(min_reports=40))
    successor = await make_worker()
    await successor.timers.decisions()
    for _ in range(3):
        await successor.timers.tick()
    found = newest(successor)[RUMOR]
    assert (found.event, found.level, found.reporters) == ("corrected", "surge", 60)


async def test_a_level_that_only_the_new_policy_sees_is_told(
    make_worker: MakeWorker, tmp_path: Path
) -> None:
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=40))
    first = await told_and_killed(make_worker, people=50)
    before = told(first)
    assert newest(first)[RUMOR].level == "surge"
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=10))
    successor = await make_worker()
    for _ in range(3):
        await successor.timers.decisions()
        await successor.timers.tick()
    (found,) = told(successor)[len(before) :]
    assert (found.event, found.level, found.previous_level) == ("escalated", "major", "surge")
    assert found.alert_id == before[0].alert_id


async def report_slowly(worker: Parts, people: range) -> None:
    """One report in two minutes."""
    for number in people:
        at_ms = T0_MS + number * 120_000
        seen = sighting(number, rumor_id=RUMOR, observed_at_ms=at_ms)
        message = worker.put(SIGHTINGS, sighted(seen, offset=number, received_at_ms=at_ms))
        await worker.surge.take(message)
        worker.commit(message.offset + 1)
        worker.clock.set(at_ms)


async def test_an_alert_that_the_new_policy_would_not_raise_runs_until_it_is_quiet(
    make_worker: MakeWorker, tmp_path: Path
) -> None:
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=10))
    first = await make_worker()
    await report_slowly(first, range(25))
    assert newest(first)[RUMOR].level == "surge"
    before = told(first)
    configs.write(tmp_path / "none.toml", configs.policy(min_reports=100))
    successor = await make_worker()
    for _ in range(3):
        await successor.timers.decisions()
        await successor.timers.tick()
    assert told(successor) == before
    await successor.timers.flush()
    third = await make_worker()
    await report_slowly(third, range(25, 40))
    await third.timers.tick()
    assert told(third) == before
    for _ in range(3):
        third.clock.move(3_700)
        await third.timers.tick()
    (end,) = told(third)[len(before) :]
    assert (end.event, end.level, end.alert_id) == ("resolved", "surge", before[0].alert_id)
    assert end.reporters == 40
