"""What reporters wrote is no link, no command and turns nothing around where people read it."""

import re
from dataclasses import replace

import pytest

from schemas.events import Share
from streams.core.receivers.defanging import without_links
from streams.core.receivers.tellings import Digest, Telling
from tests.support.builders import answer
from tests.support.messages import FOR_PEOPLE, said_by
from tests.support.tellings import alert, telling

# Of the others nobody said that their apps leave text alone.
CLICKABLE = tuple(kind for kind in FOR_PEOPLE if kind != "feishu")
LINK = "http://evil.example/a?b=1"
SHOWN = "hxxp[:]//evil[.]example/a?b=1"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def written(text: str) -> list[Telling]:
    """Every telling in which something that reporters wrote is shown, and each place for it."""
    share = (Share(name=text, reports=3),)
    merged = telling(alert(event="corrected", merged_into="f" * 16), "alert.corrected")
    return [
        telling(alert(title=text)),
        telling(alert(newest=(text,))),
        telling(alert(channels=share)),
        telling(alert(places=share)),
        telling(Digest(alerts=(alert(title=text),), reason="storm"), "alert.digest"),
        telling(answer(title=text), "verdict.given"),
        replace(merged, merged_title=text),
    ]


def read(kind: str, told: Telling) -> str:
    """What people read; markdown's brackets are shown in full width."""
    return said_by(kind, told).translate(str.maketrans("［］", "[]"))


@pytest.mark.parametrize("kind", CLICKABLE)
def test_what_reporters_wrote_is_no_link_and_can_be_read(kind: str) -> None:
    for told in written(LINK):
        said = read(kind, told)
        assert "evil.example" not in said
        assert SHOWN in said


@pytest.mark.parametrize("kind", CLICKABLE)
def test_our_links_and_an_analysts_stay(kind: str) -> None:
    said = read(kind, telling(alert(title=LINK)))
    assert "https://rumors.example/rumors/" in said
    assert "https://piyao.example/123?a=1" in said


@pytest.mark.parametrize("kind", ["standard", "alertmanager", "feishu"])
def test_where_nothing_becomes_a_link_what_was_written_stays(kind: str) -> None:
    for told in written(LINK)[:2]:
        assert LINK in read(kind, told)


def test_a_word_behind_a_slash_is_no_command_in_telegram() -> None:
    for told in written("发送/start给机器人"):
        said = read("telegram", told)
        assert "/start" not in said
        assert "／start" in said
    assert "/start" in read("slack", telling(alert(title="发送/start给机器人")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HTTPS://Evil.COM", "hxxps[:]//Evil[.]COM"),
        ("加t.me/abc", "加t[.]me/abc"),
        ("tg://resolve?domain=x", "tg[:]//resolve?domain=x"),
        ("例子.中国", "例子[.]中国"),
        ("дом.рф", "дом[.]рф"),
        ("http://1.2.3.4:80/x", "hxxp[:]//1[.]2[.]3[.]4:80/x"),
        ("http://localhost/x", "hxxp[:]//localhost/x"),
        ("💩.la", "💩[.]la"),
    ],
)
def test_links_of_all_forms(text: str, shown: str) -> None:
    assert without_links(text) == shown
    assert without_links(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "今晚断水.请转发",
        "U.S. 3.5% at 10.30",
        "版本1.2.3",
        "等等...no",
        "1/2 and/or",
        "https",
        "a: b",
    ],
)
def test_what_is_no_link_stays(text: str) -> None:
    assert without_links(text, commands=True) == text


@pytest.mark.parametrize("kind", [*FOR_PEOPLE, "alertmanager"])
def test_nothing_turns_the_direction_of_reading(kind: str) -> None:
    tellings = [*written(f"断{BIDI}水"), telling(alert(taken_by="\u202eben"))]
    for told in tellings[:6] if kind == "alertmanager" else tellings:
        said = read(kind, told)
        assert not re.search(f"[{BIDI}]", said)
    assert "断水" in read(kind, tellings[0])


def test_machines_are_told_every_character() -> None:
    assert f"断{BIDI}水" in read("standard", telling(alert(title=f"断{BIDI}水")))
