"""Pieces of a forgotten wording: what was copied out of its middle goes, others' words stay."""

from typing import Any

import msgspec
import pytest

from schemas.events import AlertsTold, DeliveriesAttempted, Share, Source, VerdictGiven
from schemas.topics import ALERTS, CURATIONS, DELIVERIES
from streams.core.erasure import ERASED, Hints, Plan, Proof, forget, pieces, pieces_of_others
from streams.core.erasure.folding import fold
from streams.core.erasure.runs import least_of, runs_of
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Manner, Telling
from tests.support import builders

TEXT = "今天下午我妈妈林黛玉在西湖区文三路三百号被警察带走了，求扩散"
FERRY = "My aunt Zebedee Quux of 4 Mill Lane was led away by two officers before noon on Sunday"
PHONED = "我妈妈的电话是 13812345678，她在西湖区文三路三百号被警察带走了，求扩散"
SOURCE = Source(partition=0, offset=0)


def plan_of(text: str, *, others: tuple[str, ...] = ()) -> Plan:
    """A plan as it is made where others sent these."""
    shared = pieces_of_others(pieces([text]), others)
    return Plan(tenant="main", texts={builders.RUMOR: text}, shared=shared)


def left_of(topic: Any, event: Any, plan: Plan) -> Any:
    """It is found in both ways, and in neither afterwards."""
    assert Hints(plan).may_be_in(topic.encode(event))
    assert Proof(plan).holds(event)
    left = topic.decode(topic.encode(forget(plan, event)))
    assert not Proof(plan).holds(left)
    assert forget(plan, left) == left
    return left


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (TEXT[4:26], ERASED),
        (f"{TEXT[7:26]}：不实", f"{ERASED}：不实"),
        (f"她说“{TEXT[4:26]}”，查无此事", f"她说“{ERASED}”，查无此事"),
        (TEXT[:20], ERASED),
        (TEXT[-12:], ERASED),
        (TEXT[9:21], ERASED),
        (f"见{TEXT[2:16]}…", f"见{ERASED}"),
        (f"{TEXT[:14]}和{TEXT[14:28]}", f"{ERASED}和{ERASED}"),
    ],
)
def test_a_piece_goes_wherever_it_begins_and_what_is_around_it_stays(
    said: str, stands: str
) -> None:
    made = builders.decision(
        note=said, title=said, verdict=VerdictGiven(rating="false", summary=said)
    )
    left = left_of(CURATIONS, made, plan_of(TEXT))
    assert (left.note, left.title, left.verdict.summary) == (stands, stands, stands)


def test_a_piece_goes_however_it_is_spaced() -> None:
    made = builders.decision(note=f"“{TEXT[4:10]} {TEXT[10:14]}\n{TEXT[14:20]}”")
    assert Hints(plan_of(TEXT)).may_be_in(CURATIONS.encode(made))
    assert forget(plan_of(TEXT), made).note == f"“{ERASED}”"


CELLAR = "上个月从实验室里拿走了六箱酒精送给乡下亲戚的人是仓库的林黛玉"
BROTHER = "My brother Ottilie Brunnhuber of 4 Mill Lane took six crates home last month"
WIDE = str.maketrans({sign: chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)} | {0x20: "\u3000"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CELLAR, "上個月從實驗室裡拿走了六箱酒精送給鄉下親戚"),
        (CELLAR, "實驗室裏拿走了六箱酒精送"),
        (CELLAR.replace("实验室里", "實驗室裡"), "上个月从实验室里拿走了六箱酒精"),
        (BROTHER, "OTTILIE BRUNNHUBER OF".translate(WIDE)),
        (BROTHER, "OTTILIE BRUNNHUBER of 4"),
        (BROTHER.translate(WIDE), "Ottilie Brunnhuber of 4 Mill"),
        (f"A<b! {BROTHER}", "A&LT;B! MY BROTHER OTTILIE".translate(WIDE)),
        ("ひみつの話：スズキタロウハミナトクニスンデイル", "ｽｽﾞｷﾀﾛｳﾊﾐﾅﾄｸﾆｽﾝﾃﾞｲﾙ"[3:15]),
    ],
)
def test_a_piece_goes_in_whatever_script_width_and_case_it_is_written(text: str, said: str) -> None:
    made = builders.decision(note=f"“{said}”", title=said)
    left = left_of(CURATIONS, made, plan_of(text))
    assert (left.note, left.title) == (f"“{ERASED}”", ERASED)


def test_a_whole_text_goes_in_the_other_script() -> None:
    made = builders.decision(note="我家昨晚丟了兩頭豬")
    left = forget(plan_of("我家昨晚丢了两头猪"), made)
    assert left.note == ERASED


def test_what_others_say_stays_in_whatever_script_they_said_it() -> None:
    plan = plan_of(CELLAR, others=("聽說上個月從實驗室裡拿走了六箱酒精送給鄉下親戚",))
    made = builders.decision(note=CELLAR[:21])
    assert forget(plan, made) == made
    assert not Proof(plan).holds(made)


def test_eleven_characters_may_be_anybodys() -> None:
    for start in range(len(TEXT) - 11):
        made = builders.decision(note=f"她说{TEXT[start : start + 11]}吗")
        assert forget(plan_of(TEXT), made) == made


@pytest.mark.parametrize("text", [TEXT, FERRY, PHONED])
def test_every_piece_that_is_a_quote_goes_and_is_proven_to_be_left(text: str) -> None:
    plan = plan_of(text)
    proof = Proof(plan)
    hints = Hints(plan)
    size = least_of(text)
    for start in range(len(text) - size + 1):
        piece = text[start : start + size]
        if piece.strip() != piece:
            continue
        made = builders.decision(note=f"“{piece}”")
        assert forget(plan, made).note == f"“{ERASED}”"
        assert proof.holds(made)
        assert hints.may_be_in(CURATIONS.encode(made))


def test_a_few_words_of_an_alphabet_may_be_anybodys() -> None:
    plan = plan_of("According to the police report my aunt Zebedee Quux was led away before noon")
    made = builders.decision(note="False, according to the town hall")
    assert forget(plan, made) == made


def test_a_piece_of_it_as_it_is_shown_goes_too() -> None:
    made = builders.decision(note="有人报：电话是 [phone]，她在西湖区文三路")
    assert left_of(CURATIONS, made, plan_of(PHONED)).note == f"有人报：{ERASED}"


def test_what_stands_in_another_wording_stays() -> None:
    hoax = "听说西湖区文三路三百号被警察带走了十个人，大家小心"
    plan = plan_of(TEXT, others=(hoax,))
    theirs = builders.decision(title=hoax[2:18], note=f"多人报：{hoax}")
    assert forget(plan, theirs) == theirs
    made = builders.decision(note=f"她说{TEXT[4:26]}")
    left = left_of(CURATIONS, made, plan)
    assert "林黛玉" not in left.note
    assert left.note.startswith(f"她说{ERASED}")


def test_what_another_wording_is_called_stays() -> None:
    """A title may put together what stands apart in its text."""
    hoax = "大家别再买这种盐。某某听说这种盐里面全部都有毒。"
    plan = plan_of(f"{hoax}我是林黛玉，住在西湖区文三路三百号", others=(hoax,))
    made = builders.decision(title=hoax, note=hoax[3:])
    assert forget(plan, made) == made


def test_ids_links_names_and_counts_are_no_quotes() -> None:
    alert = builders.alert(channels=(Share(name="西湖区文三路三百号警察街坊群", reports=3),))
    text = (
        f"见 http://desk.example/r/{alert.rumor_id} {alert.alert_id} "
        f"西湖区文三路三百号警察街坊群，{alert.why}"
    )
    plan = plan_of(text)
    told = AlertsTold(lane=builders.LANE, source=SOURCE, alerts=(alert,))
    assert forget(plan, told) == told
    assert not Proof(plan).holds(told)


def test_a_title_of_one_word_is_a_title() -> None:
    plan = plan_of("see https://evil.example/zebedee-quux-of-mill-lane for more")
    made = builders.decision(title="zebedee-quux-of-mill", rumor_id=builders.RUMOR)
    assert left_of(CURATIONS, made, plan).title == ERASED


def test_a_line_that_is_drawn_says_nothing() -> None:
    plan = plan_of(f"{'=' * 40}{TEXT}")
    made = builders.decision(note="=" * 30)
    assert forget(plan, made) == made


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("text", [TEXT, FERRY, f"<b>{TEXT[:14]}</b> & *{TEXT[14:]}* [x] a_b"])
def test_no_kind_of_message_quotes_a_piece(kind: str, text: str) -> None:
    piece = text[4:34]
    verdict = VerdictGiven(rating="false", summary=f"not so: {piece}")
    alert = builders.alert(title=piece, text="x", newest=(), verdict=verdict)
    telling = Telling(
        type="alert.raised", id="dlv_1", at_ms=builders.T0_MS, content=alert, links="http://x"
    )
    body = KINDS[kind].body(telling, manner=Manner(language="zh"))
    event = DeliveriesAttempted(lane=builders.LANE, deliveries=(builders.delivery(body=body),))
    plan = plan_of(text)
    assert Hints(plan).may_be_in(DELIVERIES.encode(event))
    left = forget(plan, event)
    assert not Proof(plan).holds(left)
    after = fold(left.deliveries[0].body)
    assert fold(piece)[3:12] in fold(body)
    assert not any(run in after for run in runs_of(text))
    msgspec.json.decode(left.deliveries[0].body)


def test_an_alert_that_an_analyst_named_is_not_named_so_any_more() -> None:
    event = AlertsTold(
        lane=builders.LANE,
        source=SOURCE,
        alerts=(builders.alert(title=TEXT[4:26], taken_note=f"问过{TEXT[7:26]}"),),
        answers=(builders.answer(1, title=TEXT[4:26]),),
    )
    left = left_of(ALERTS, event, plan_of(TEXT))
    assert (left.alerts[0].title, left.alerts[0].taken_note) == (ERASED, f"问过{ERASED}")
    assert left.answers[0].title == ERASED


def test_a_long_text_is_gone_through_once() -> None:
    """A text that repeats itself has few pieces, and each place is looked at once."""
    plan = plan_of("哈" * 50_000)
    assert len(plan.quotes.pieces.own) == 1
    made = builders.decision(note="哈" * 50_000 + "？")
    assert forget(plan, made).note == f"{ERASED}？"
