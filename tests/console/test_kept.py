"""A form that outlives its session still says of which state of the rumor it was decided: who was
faster meanwhile is not overwritten.
"""

import re
from html import unescape
from pathlib import Path

import pytest

from schemas.topics import CURATIONS
from streams.api.session import COOKIE
from tests.console.served import KEYS, RUMOR, Served

PATH = f"/rumors/{RUMOR}/title"


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    form = page.rpartition('<form class="act"')[2]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


async def typed(served: Served) -> dict[str, str]:
    """A title that somebody types, while a colleague gives another."""
    await served.sign_in()
    await served.get(PATH)
    form = {"title": "mine", "etag": hidden(served.page)["etag"]}
    assert (await served.post(PATH, {"title": "theirs"})).status == 303
    return form


async def expect_shown_again(served: Served) -> None:
    fields = hidden(served.page)
    assert fields["title"] == "mine"
    assert "<dt>etag</dt>" not in served.page, "it says nothing to people"
    assert (await served.post(PATH, fields)).status == 412
    assert "Somebody was faster" in served.page
    assert 'value="mine"' in served.page
    assert len(served.log.records[CURATIONS.name]) == 1, "theirs stands"


async def test_a_form_sent_after_the_session_ended_overwrites_nobody(served: Served) -> None:
    form = await typed(served)
    served.cookies.pop(COOKIE)
    assert (await served.post(PATH, form)).status == 401
    await served.post("/sign-in", hidden(served.page) | {"key": KEYS["desk"][0]})
    assert "was not sent yet" in served.page
    await expect_shown_again(served)


async def test_a_form_of_the_session_before_overwrites_nobody(served: Served) -> None:
    form = await typed(served)
    await served.get(PATH)
    page = served.page
    await served.sign_in()
    served.page = page
    assert (await served.post(PATH, form)).status == 403
    assert "before you signed in again" in served.page
    await expect_shown_again(served)
