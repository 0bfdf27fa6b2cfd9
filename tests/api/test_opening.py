"""A rumor in the second between the log and the store: it has a title, and its reports, wherever it
is shown.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from schemas.api.rumors import StanceCounts
from streams.api.rumors import get_rumor, get_rumors
from streams.api.services import Services
from streams.api.suggestions import get_suggestions
from streams.core import curation
from streams.store.reads.suggestions import Overlapping
from tests.api.house import READ, RUMOR, call, house
from tests.support import builders


class Opened(NamedTuple):
    """What the log knows of a rumor."""

    title: str
    stances: dict[str, int]


OTHER = "fedcba9876543210"
OPENED = Opened(title="停水三天，快转", stances={"carries": 2, "questions": 1})


def opening(services: Services, **known: Opened) -> Services:
    """The services, with these rumors on the log of one tenant; `rumor` names the usual one."""
    rumors = {RUMOR if name == "rumor" else OTHER: opened for name, opened in known.items()}

    def opened(tenant: str, rumor_id: str) -> Opened | None:
        return rumors.get(rumor_id) if tenant == "main" else None

    services.lookup.opening = opened
    return services


async def read(services: Services) -> Any:
    return (await get_rumor(services, call(rumor_id=RUMOR))).body


async def test_of_a_rumor_that_is_not_stored_title_and_reports_are_told(tmp_path: Path) -> None:
    found = await read(opening(house(tmp_path, rumor=None), rumor=OPENED))
    assert (found.title, found.reports) == (OPENED.title, 3)
    assert found.stance == StanceCounts(carries=2, questions=1, refutes=0)
    assert (found.reporters, found.variants) == (1, 3)


@pytest.mark.parametrize(
    ("stored", "title", "reports"),
    [
        ({"title": "", "reports": 1}, OPENED.title, 1),
        ({"reports": 0}, READ["title"], 3),
        ({}, READ["title"], READ["reports"]),
    ],
)
async def test_what_is_stored_is_told_as_far_as_it_goes(
    tmp_path: Path, stored: dict[str, Any], title: str, reports: int
) -> None:
    found = await read(opening(house(tmp_path, rumor=READ | stored), rumor=OPENED))
    assert (found.title, found.reports) == (title, reports)


async def test_of_a_merged_rumor_the_one_that_it_shows_as_is_told(tmp_path: Path) -> None:
    whole = Opened(title="断水", stances={"carries": 5})
    services = opening(house(tmp_path, rumor=None), rumor=OPENED, other=whole)
    decide(services, "merge", target=OTHER)
    found = await read(services)
    assert (found.title, found.reports, found.merged_into) == ("断水", 5, OTHER)


async def test_a_rumor_whose_founding_wording_was_moved_is_what_the_store_says(
    tmp_path: Path,
) -> None:
    emptied = READ | {"title": "", "reports": 0}
    services = opening(house(tmp_path, rumor=emptied), rumor=OPENED)
    decide(services, "move", target=OTHER, variant_ids=(RUMOR,))
    found = await read(services)
    assert (found.title, found.reports) == ("", 0)


async def test_a_list_has_the_titles_that_the_log_knows(tmp_path: Path) -> None:
    item = {name: READ[name] for name in ("rumor_id", "reports", "reporters", "variants")}
    seen = dict.fromkeys(("first_seen", "last_seen"), "2026-01-31T12:00:00.000Z")
    item |= seen | {"title": "", "reports_1h": 3, "growth": None}
    page = {"items": [item, item | {"rumor_id": OTHER, "title": "断水"}], "next_cursor": None}
    services = opening(house(tmp_path, rumors=page), rumor=OPENED)
    found = await get_rumors(services, call())
    assert [one.title for one in found.items] == [OPENED.title, "断水"]


async def test_a_pair_has_the_titles_that_the_log_knows(tmp_path: Path) -> None:
    pair = Overlapping(older=RUMOR, younger=OTHER, bridges=2, score=0.4, reports=3)
    described = {
        "rumors": [
            {"rumor_id": RUMOR, "title": "", "wording": ""},
            {"rumor_id": OTHER, "title": "断水", "wording": "断水"},
        ],
        "score": 0.4,
        "bridges": 2,
        "same": [],
        "apart": [],
        "differs": "",
    }
    services = house(tmp_path, overlapping=[pair], described=described)
    (found,) = (await get_suggestions(opening(services, rumor=OPENED), call())).items
    assert [one.title for one in found.rumors] == [OPENED.title, "断水"]


def decide(services: Services, kind: str, **fields: Any) -> None:
    made = builders.decision(kind=kind, rumor_id=RUMOR, verdict=None, **fields)
    curation.step(services.decisions, made, offset=services.decisions.offset)
