"""Verdicts: their bodies, and what is on the log and in force once they are answered."""

from pathlib import Path

import pytest

from schemas.api import Decided
from schemas.topics import CURATIONS
from streams.api.answers import Answer
from streams.api.decisions import post_verdict, verdict_in
from streams.api.lookup import verdict_of
from streams.api.services import Services
from streams.intake.problems import Problem
from tests.api.house import READ, RUMOR, MemoryLog, call, house


def refused(body: bytes) -> Problem:
    with pytest.raises(Problem) as caught:
        verdict_in(body)
    return caught.value


def test_null_is_the_same_as_left_out() -> None:
    given = verdict_in(b'{"rating":"false","summary":null,"link":null}')
    assert (given.rating, given.summary or "", given.link or "") == ("false", "", "")
    assert refused(b'{"rating":null}').code == "bad_field"


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"{", 400, "malformed_json", None),
        (b'{"rating":"\xff"}', 400, "malformed_json", None),
        (b"[" * 5_000, 422, "bad_field", ""),
        (b'{"rating":"wrong"}', 422, "bad_field", "/rating"),
        (b'{"summary":"no rating"}', 422, "bad_field", ""),
        (b'{"rating":"false","ratings":1}', 422, "bad_field", ""),
        (b'{"rating":"false","summary":"%b"}' % (b"a" * 2_001), 422, "bad_field", "/summary"),
        (b'{"rating":"false","link":"ftp://a"}', 422, "bad_link", "/link"),
    ],
)
def test_a_verdict_that_cannot_be_used_is_named(
    body: bytes, status: int, code: str, pointer: str | None
) -> None:
    problem = refused(body)
    assert (problem.status, problem.code) == (status, code)
    assert [error.pointer for error in problem.errors] == ([] if pointer is None else [pointer])


def test_a_summary_is_masked_before_anybody_is_told() -> None:
    given = verdict_in(b'{"rating":"false","summary":"call 13912345678"}')
    assert given.summary is not None
    assert "13912345678" not in given.summary


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def services(tmp_path: Path, log: MemoryLog) -> Services:
    return house(tmp_path, log=log, rumor=READ)


async def decide(services: Services, rating: str, *, if_match: str = "*") -> Answer:
    body = b'{"rating":"%b"}' % rating.encode()
    return await post_verdict(services, call(body=body, rumor_id=RUMOR, if_match=if_match))


async def test_a_decision_is_on_the_log_and_in_force_when_it_is_answered(
    services: Services, log: MemoryLog
) -> None:
    answer = await decide(services, "false")
    (record,) = log.records[CURATIONS.name]
    event = CURATIONS.decode(record.value)
    assert record.key == b"main"
    assert (event.rumor_id, event.decided_by, event.kind) == (RUMOR, "desk", "verdict")
    assert isinstance(answer.body, Decided)
    assert answer.body.decision_id == event.decision_id
    assert answer.headers == {"etag": f'"{event.decision_id}"'}
    verdict = verdict_of(services.lookup.overlay("main"), RUMOR)
    assert verdict is not None
    assert verdict.rating == "false"
    assert verdict_of(services.lookup.overlay("north"), RUMOR) is None


async def test_if_match_lets_one_of_two_win(services: Services, log: MemoryLog) -> None:
    first = await decide(services, "false", if_match='"none"')
    with pytest.raises(Problem) as caught:
        await decide(services, "true", if_match='"none"')
    assert (caught.value.status, caught.value.code) == (412, "changed_meanwhile")
    assert caught.value.current is not None
    assert isinstance(first.body, Decided)
    assert caught.value.current.etag == first.body.etag
    assert caught.value.current.verdict is not None
    assert caught.value.current.verdict.rating == "false"
    await decide(services, "true", if_match=first.body.etag)
    await decide(services, "satire", if_match="*")
    assert len(log.records[CURATIONS.name]) == 3


async def test_while_the_log_is_away_nothing_is_decided(services: Services, log: MemoryLog) -> None:
    log.away = True
    with pytest.raises(Problem) as caught:
        await decide(services, "false")
    assert (caught.value.status, caught.value.code) == (503, "log_unavailable")
    assert verdict_of(services.lookup.overlay("main"), RUMOR) is None


async def test_a_rumor_that_is_not_there_is_404(tmp_path: Path, log: MemoryLog) -> None:
    services = house(tmp_path, log=log, rumor=None)
    with pytest.raises(Problem) as caught:
        await decide(services, "false")
    assert (caught.value.status, caught.value.code) == (404, "no_such_rumor")
    assert log.records[CURATIONS.name] == []
