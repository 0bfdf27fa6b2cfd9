"""POST /v1/check: the rumor that a report of the text would join, as decided; masked, and without a
trace.
"""

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest

from schemas.api.checks import CheckRead
from schemas.events import Sighting, VerdictGiven
from schemas.topics import CURATIONS, REPORTS
from streams.api.checks import SAME, post_check
from streams.config.keys import Key
from streams.core.titles import headline
from streams.intake.problems import Problem
from streams.log.contract import Log
from streams.replica.wordings import Wordings
from streams.store.reads.lines import Line
from tests.api.folding import Folding
from tests.api.house import MemoryLog, call, house
from tests.support import builders

HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
REWORDED = "紧急通知：微信聊天记录要全部删掉，否则会被封群封号，请转发"
QUESTION = "微信聊天记录要全部删掉，否则会被封群封号？是真的吗"
PHONE = "13800138000"
PERSONAL = f"紧急通知：微信聊天记录要全部删掉，否则会被封群封号，咨询电话{PHONE}"
OTHER = "Lakeside bridge will be closed for six months starting this Sunday at dawn"
TITLE = "微信聊天记录要全部删掉"
SEEN = "2026-01-31T12:00:00.000Z"
SUMMARY = {"title": TITLE, "reports": 7, "last_seen": SEEN}  # of a tenant that moved wordings
READER = Key(name="bus", hash="sha256:bus", tenant="main", scopes=("read",))


def ms_of(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1_000)


class Desk:
    """Services that follow a log in memory, on which a worker's records lie."""

    def __init__(self, folder: Path, **answers: Any) -> None:
        self.log = MemoryLog()
        self.log.records |= {REPORTS.name: []}
        given = {"summary": SUMMARY, "lines_of": [], **answers}
        self.services = house(folder, log=self.log, **given)
        wordings = Wordings(cast(Log, self.log), 1, self.services.decisions)
        object.__setattr__(self.services, "wordings", wordings)
        self.services.lookup.opening = wordings.opened
        self.folding = Folding(self.log)

    async def report(self, text: str) -> Sighting:
        """A report that the worker folded and the replica has read -> its sighting."""
        sighting = self.folding.report(text)
        await self.services.wordings.follow()
        return sighting

    def store(self, rumor_id: str, **fields: Any) -> None:
        """The store has counted a rumor."""
        reads: Any = self.services.lookup._reads
        given: dict[str, Any] = {"called": TITLE, "counted": 7, "last_ms": ms_of(SEEN)} | fields
        reads.answers["lines_of"] = [Line(tenant="main", rumor_id=int(rumor_id, 16), **given)]

    async def decide(self, kind: str, rumor_id: str, **fields: Any) -> None:
        made = builders.decision(
            kind=kind,
            rumor_id=rumor_id,
            decision_id=f"dec_{len(self.log.records[CURATIONS.name])}",
            **{"verdict": None, **fields},
        )
        await self.log.append([(CURATIONS.name, b"main", CURATIONS.encode(made))])
        from streams.api.writing import catch_up

        await catch_up(self.services.log, self.services.decisions)

    async def check(self, text: str) -> CheckRead:
        body = json.dumps({"text": text}).encode()
        answer = await post_check(self.services, call(body=body, key=READER))
        assert isinstance(answer.body, CheckRead)
        return answer.body


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b"[]", 422, "bad_field"),
        (b"{}", 422, "bad_field"),
        (b'{"text":5}', 422, "bad_field"),
        (b'{"text":"a","reporter":"b"}', 422, "bad_field"),
        (b'{"text":"  "}', 422, "empty_text"),
        ('{"text":"😀"}'.encode(), 422, "nothing_to_match"),
        (b'{"text":"%b"}' % (b"a" * 10_001), 422, "text_too_long"),
    ],
)
async def test_a_text_that_no_report_may_have_is_refused(
    desk: Desk, body: bytes, status: int, code: str
) -> None:
    await desk.services.wordings.follow()
    with pytest.raises(Problem) as caught:
        await post_check(desk.services, call(body=body, key=READER))
    assert (caught.value.status, caught.value.code) == (status, code)


async def test_until_the_wordings_are_read_nobody_is_told_that_nothing_is_known(desk: Desk) -> None:
    with pytest.raises(Problem) as caught:
        await desk.check(HOAX)
    assert (caught.value.status, caught.value.code) == (503, "not_ready")
    assert caught.value.headers


@pytest.mark.parametrize("text", [HOAX, REWORDED, QUESTION, f"辟谣：网传“{HOAX}”不实", OTHER])
async def test_the_answer_is_what_a_report_of_the_text_gets(desk: Desk, text: str) -> None:
    await desk.report(HOAX)
    before = await desk.check(text)
    seen = await desk.report(text)
    joins = [match for match in before.matches if match.joins]
    if seen.rumor_id == seen.variant_id and text != HOAX:
        assert joins == []
    else:
        assert [(one.rumor_id, one.stance) for one in joins[:1]] == [(seen.rumor_id, seen.stance)]
    assert before.stance == seen.stance


DAM = "城南水库大坝开裂，下游三个镇的人今晚必须全部转移"


@pytest.mark.parametrize("text", [f"{DAM}。{HOAX}", f"{DAM}{HOAX}请转发", f"{HOAX}\n{DAM}！"])
async def test_who_asks_about_two_rumors_at_once_hears_of_both(desk: Desk, text: str) -> None:
    """First of the one that a report of the text joins, as ever."""
    rumors = {(await desk.report(one)).rumor_id for one in (DAM, HOAX)}
    await desk.report(OTHER)
    for rumor_id in rumors:
        await desk.decide("verdict", rumor_id, verdict=VerdictGiven(rating="false"))
    answer = await desk.check(text)
    first, second = answer.matches
    assert {first.rumor_id, second.rumor_id} == rumors
    assert (first.joins, second.joins) == (True, False)
    assert second.verdict is not None
    assert second.compared is not None
    assert second.compared.rule == "passage"
    assert "only a passage of the text says it" in second.explanation
    seen = await desk.report(text)
    assert (seen.rumor_id, seen.stance) == (first.rumor_id, first.stance)
    assert answer.stance == first.stance
    again = await desk.check(text)
    assert [one.rumor_id for one in again.matches] == [first.rumor_id, second.rumor_id]
    assert [one.joins for one in again.matches] == [True, False]
    await desk.decide("merge", second.rumor_id, target=first.rumor_id)
    assert len((await desk.check(text)).matches) == 1


TAX = "The new tax on rainwater barrels starts in Thuringia on the first of May"
BUS = "A schoolbus with forty children vanished in the tunnel near Kufstein"
SAID_OF_BOTH = [
    (f"网传“{DAM}”是谣言，但是{HOAX}", DAM, HOAX, "carries"),
    (f"网传“{DAM}”是谣言，请勿相信，{HOAX}", DAM, HOAX, "carries"),
    (f"{DAM}。{DAM}！但是网传“{HOAX}”是谣言", DAM, HOAX, "refutes"),
    (f"“{DAM}”和“{HOAX}”都是谣言", DAM, HOAX, "refutes"),
    (f"It is a hoax that {TAX}, but {BUS}", TAX, BUS, "carries"),
    (f"{TAX}. But it is false that {BUS}.", TAX, BUS, "refutes"),
]


@pytest.mark.parametrize(("text", "first", "second", "stance"), SAID_OF_BOTH)
async def test_what_is_denied_of_one_rumor_is_not_denied_of_another(
    desk: Desk, text: str, first: str, second: str, stance: str
) -> None:
    rumors = [(await desk.report(one)).rumor_id for one in (first, second)]
    joined, other = (await desk.check(text)).matches
    assert [joined.rumor_id, other.rumor_id] == rumors
    assert other.stance == stance


async def test_rumors_in_a_chain_letter_are_found_whatever_else_it_says(desk: Desk) -> None:
    rumors = [(await desk.report(one)).rumor_id for one in (TAX, BUS)]
    line = (
        "Dear friends of our choir, please read to the end and pass it on to everybody you love. "
    )
    others = " ".join(
        f"Verse {n} of the hymn for {chr(97 + n) * 5} is sung by the {chr(122 - n) * 7} choir, "
        f"as on page {n * 37} of the book."
        for n in range(20)
    )
    for filler in (line * 10, f"{others} "):
        found = (await desk.check(f"{filler}{TAX}. {filler}{BUS}. {filler}")).matches
        assert {one.rumor_id for one in found} >= set(rumors)


async def test_who_told_it_is_no_passage_of_another_rumor_told_so(desk: Desk) -> None:
    heard = "我刚刚从孩子的班主任那里亲耳听到，"
    await desk.report(f"{heard}无籽西瓜是打避孕药种出来的小孩吃了会不育")
    bank = await desk.report("某某银行快要倒闭了，门口排长队取不出存款，赶紧去把钱取出来")
    told = f"{heard}某某银行快要倒闭了，门口排长队取不出存款，赶紧去把钱取出来"
    for _ in range(2):
        assert [one.rumor_id for one in (await desk.check(told)).matches] == [bank.rumor_id]
        await desk.report(told)


async def test_of_a_long_message_that_joins_nothing_the_rumors_in_it_are_told(desk: Desk) -> None:
    rumor_id = (await desk.report(HOAX)).rumor_id
    others = "。".join(f"第{n}件事是关于{chr(0x4E00 + 97 * n) * 9}的说明和安排" for n in range(9))
    (match,) = (await desk.check(f"{others}。{HOAX}。")).matches
    assert match.rumor_id == rumor_id


async def test_what_is_known_of_the_rumor_is_told(desk: Desk) -> None:
    founder = await desk.report(HOAX)
    verdict = VerdictGiven(rating="false", summary="不实", link="https://x.example")
    await desk.decide("verdict", founder.rumor_id, verdict=verdict)
    desk.store(founder.rumor_id)
    (match,) = (await desk.check(REWORDED)).matches
    assert match.verdict is not None
    assert (match.verdict.rating, match.verdict.link) == ("false", "https://x.example")
    assert (match.title, match.reports, match.last_seen) == (TITLE, 7, SEEN)
    assert 0 < match.score < 1
    assert "紧急通知" in match.explanation
    assert match.compared is not None
    assert match.compared.rule in ("score", "long_passage")
    (same,) = (await desk.check(HOAX)).matches
    assert (same.score, same.explanation) == (1.0, SAME)
    assert same.compared is not None
    assert (same.compared.rule, same.compared.changes) == ("same", [])


async def test_a_rumor_that_is_not_stored_yet_has_a_title_and_the_reports_that_are_known(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    hoax = await desk.report(PERSONAL)
    await desk.report(f"{PERSONAL}，速转")
    (match,) = (await desk.check(HOAX)).matches
    assert (match.rumor_id, match.last_seen) == (hoax.rumor_id, None)
    assert match.title == headline(PERSONAL)
    assert PHONE not in match.title
    assert match.reports == 2


async def test_an_analysts_title_wins(desk: Desk) -> None:
    founder = await desk.report(HOAX)
    await desk.decide("title", founder.rumor_id, title="聊天记录")
    (match,) = (await desk.check(HOAX)).matches
    assert match.title == "聊天记录"


async def test_a_merged_rumor_answers_as_what_it_was_merged_into(desk: Desk) -> None:
    hoax = await desk.report(HOAX)
    other = await desk.report(OTHER)
    verdict = VerdictGiven(rating="misleading")
    await desk.decide("verdict", other.rumor_id, verdict=verdict)
    await desk.decide("merge", hoax.rumor_id, target=other.rumor_id)
    (match,) = (await desk.check(REWORDED)).matches
    assert match.rumor_id == other.rumor_id
    assert match.verdict is not None
    assert match.verdict.rating == "misleading"
    await desk.decide("undo", hoax.rumor_id, undoes="dec_1")
    (match,) = (await desk.check(REWORDED)).matches
    assert (match.rumor_id, match.verdict) == (hoax.rumor_id, None)


async def test_a_moved_wording_answers_for_its_home(tmp_path: Path) -> None:
    home = "cc" * 8
    desk = Desk(tmp_path, home=home)
    hoax = await desk.report(HOAX)
    await desk.decide("split", hoax.rumor_id, variant_ids=(hoax.variant_id,))
    (match,) = (await desk.check(REWORDED)).matches
    assert match.rumor_id == home
    asked = desk.services.lookup._reads.asked["home"]  # type: ignore[attr-defined]
    assert (asked["variant_id"], asked["rumor_id"]) == (hoax.variant_id, hoax.rumor_id)
    assert asked["joins_at_ms"] == desk.services.clock.now_ms()


async def test_personal_data_is_masked_and_leaves_no_trace(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await desk.report(HOAX)
    before = {topic: list(records) for topic, records in desk.log.records.items()}
    answer = await desk.check(PERSONAL)
    assert answer.matches
    assert PHONE not in str(answer)
    assert any(flag.words for flag in answer.red_flags)
    assert desk.log.records == before
    assert PHONE not in caplog.text
    assert HOAX[:8] not in caplog.text
    assert (await desk.check(PERSONAL)) == answer
