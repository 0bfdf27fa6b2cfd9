"""Answers that viewers of one moment share, and pages made once for all of them."""

from typing import Any

import msgspec
import pytest

from schemas.console import Asset, Viewer
from streams.api.console.sharing import Pressing, Seen, Shared, tag_of
from streams.clock import SettableClock


class Store:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def answers(self) -> dict[str, Any]:
        self.asked += 1
        return {"asked": self.asked}


async def test_one_question_in_a_moment_for_each_page() -> None:
    clock, store = SettableClock(), Store()
    shared = Shared(clock)
    first = await shared.page("desk", store.answers)
    assert await shared.page("desk", store.answers) == first
    assert (await shared.page("other", store.answers)).answers == {"asked": 2}
    clock.move(1)
    assert (await shared.page("desk", store.answers)).answers == {"asked": 3}


async def test_nothing_is_held_longer_than_it_is_shared() -> None:
    clock, store = SettableClock(), Store()
    shared = Shared(clock)
    for number in range(50):
        await shared.page(f"page {number}", store.answers)
        clock.move(0.5)
    assert len(shared._kept) <= 3


async def test_a_question_that_fails_fails_for_all_and_is_asked_anew() -> None:
    clock = SettableClock()
    shared = Shared(clock)

    async def away() -> dict[str, Any]:
        raise ConnectionError

    for _ in range(2):
        with pytest.raises(ConnectionError):
            await shared.page("desk", away)
    clock.move(1)
    assert (await shared.page("desk", Store().answers)).answers == {"asked": 1}


class Pages:
    """A renderer that shows what it was given, and counts."""

    def __init__(self) -> None:
        self.made = 0

    def page(self, name: str, viewer: Viewer, answers: Any) -> str:
        self.made += 1
        return f"{name} {viewer.name} {viewer.language} {viewer.csrf} {answers}"

    def table(self, name: str, answers: Any) -> str:
        return ""

    def asset(self, name: str) -> Asset | None:
        return None


def test_a_page_is_made_once_and_carries_each_viewers_token() -> None:
    renderer = Pages()
    pressing = Pressing(renderer)
    found = Seen({"text": "csrf"}, "digest")
    viewer = Viewer(name="desk", csrf="one")
    first = pressing.page("desk", viewer, found)
    second = pressing.page("desk", msgspec.structs.replace(viewer, csrf="two"), found)
    assert (first, second) == tuple(
        f"desk desk en {token} {{'text': 'csrf'}}" for token in ("one", "two")
    )
    assert renderer.made == 1
    pressing.page("desk", msgspec.structs.replace(viewer, name="other"), found)
    pressing.page("desk", msgspec.structs.replace(viewer, language="zh"), found)
    assert renderer.made == 3


def test_a_tag_changes_with_what_is_shown_and_to_whom() -> None:
    viewer = Viewer(name="desk", csrf="one", now_ms=60_000)
    others = [
        msgspec.structs.replace(viewer, **change)
        for change in (
            {"csrf": "two"},
            {"language": "zh"},
            {"zone": "Asia/Shanghai"},
            {"now_ms": 120_000},
        )
    ]
    tags = {tag_of("a", viewer), tag_of("b", viewer), *(tag_of("a", one) for one in others)}
    assert len(tags) == 6
    assert tag_of("a", msgspec.structs.replace(viewer, now_ms=60_001)) == tag_of("a", viewer)
