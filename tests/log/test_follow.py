"""Following the decisions: each once, in their order, whatever else lies on the topic."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.log.engine import SqliteLog
from schemas.events import DecisionMade
from schemas.topics import CURATIONS
from streams.core.curation.decisions import Decisions, verdicts_of
from streams.log import topics
from streams.log.contract import LogUnavailable, Outgoing
from streams.log.follow import follow
from tests.support.builders import RUMOR, TENANT, decision


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[SqliteLog]:
    opened = SqliteLog(f"sqlite://{tmp_path}/log.db")
    await opened.start()
    await topics.apply(opened, 4)
    yield opened
    await opened.stop()


async def put(log: SqliteLog, *decisions: DecisionMade | bytes) -> None:
    values = [one if isinstance(one, bytes) else CURATIONS.encode(one) for one in decisions]
    await log.append([Outgoing(CURATIONS.name, TENANT.encode(), value) for value in values])


async def test_decisions_come_once_with_their_offsets(log: SqliteLog) -> None:
    state = Decisions()
    assert await follow(log, state) == []
    first = decision("unverified", decision_id="dec_1")
    second = decision("false", decision_id="dec_2")
    await put(log, first, second)
    assert await follow(log, state) == [(0, first), (1, second)]
    assert await follow(log, state) == []
    third = decision("true", decision_id="dec_3")
    await put(log, third)
    assert await follow(log, state) == [(2, third)]
    assert verdicts_of(state, TENANT)[RUMOR].rating == "true"
    assert state.offset == 3


async def test_a_decision_that_cannot_be_used_is_passed_over(log: SqliteLog) -> None:
    state = Decisions()
    await put(log, b"not json", decision(), decision("no such rating"), b"{}")
    assert [offset for offset, _ in await follow(log, state)] == [1]
    assert state.offset == 4, "what was passed over is not read again"
    assert verdicts_of(state, TENANT)[RUMOR].rating == "false"


async def test_a_missing_topic_holds_no_decisions(tmp_path: Path) -> None:
    log = SqliteLog(f"sqlite://{tmp_path}/other.db")
    await log.start()
    assert await follow(log, Decisions()) == []
    await log.stop()


async def test_a_log_that_is_away_changes_nothing(tmp_path: Path) -> None:
    state = Decisions()
    with pytest.raises(LogUnavailable):
        await follow(SqliteLog(f"sqlite://{tmp_path}/never-started.db"), state)
    assert state == Decisions()
