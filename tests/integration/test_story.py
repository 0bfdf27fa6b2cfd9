"""The story that this exists for, through the API alone.

A hoax arrives in many wordings, surges, is
rated false, and everybody who reported it is told; a wrong joiner is split off, a stray wording
merged in, the rating corrected, everything undone. An old hoax is answered at its first report.
"""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.players import caught_up, post_batch
from tests.support.story import TOLD_S, Story, tell
from tests.support.waiting import wait

OLD = "喝热水能杀死体内的流感病毒，一天之内就能治好流感"
REWORDED = "医生提醒：喝热水能杀死体内的流感病毒，一天之内就能治好流感，赶紧转给家人"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    made = Story(tmp_path_factory.mktemp("story"))
    with made.system as system:
        system.start()
        yield made
    made.askers.close()


def test_whoever_reported_the_hoax_is_told_its_verdict(story: Story) -> None:
    tell(story)


def test_the_first_report_of_an_old_hoax_is_answered_at_once(story: Story) -> None:
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": OLD,
        "url": "https://check.example/hot-water",
        "reviewRating": {"@type": "Rating", "alternateName": "谣言"},
    }
    accepted = story.post("/v1/factchecks", [review])
    (rumor,) = accepted["rumor_ids"]
    api = story.system.api
    items = wait(
        lambda: [
            one
            for one in api.get("/v1/rumors", verdict="false", limit=500)["items"]
            if one["rumor_id"] == rumor
        ],
        TOLD_S,
        "the fact-check is not listed",
    )
    assert (items[0]["reports"], items[0]["title"]) == (0, OLD)
    assert rumor not in [one["rumor_id"] for one in api.get("/v1/rumors", limit=500)["items"]]
    (checked, *_) = story.post("/v1/check", {"text": REWORDED})["matches"]
    assert checked["rumor_id"] == rumor
    assert checked["verdict"]["link"] == "https://check.example/hot-water"

    before = len(story.heard())
    ids = story.report(REWORDED, people=2)
    assert story.rumor_of(ids[0]) == rumor
    assert story.lookup(ids[0])[0]["verdict"]["rating"] == "false"
    story.expect_told(before, "false", None, set(ids))
    assert story.post("/v1/factchecks", [review])["rumor_ids"] == [rumor]
    history = api.get(f"/v1/rumors/{rumor}/history")["items"]
    assert [one["kind"] for one in history if one["kind"] != "alert"] == ["factcheck"]


def test_more_askers_than_one_message_names_are_paged(story: Story) -> None:
    text = "地铁二号线昨晚发生爆炸，官方封锁消息，请不要乘坐"
    began = datetime.now(UTC) - timedelta(hours=2)
    reports = [
        {
            "text": text,
            "external_id": f"many-{n}",
            "observed_at": (began + timedelta(seconds=n)).isoformat(),
            "backfill": True,
        }
        for n in range(2_300)
    ]
    post_batch(story.system.api, reports)
    rumor = story.rumor_of("many-2299")
    caught_up(story.system.api)
    wait(lambda: story.counted(rumor) == len(reports), TOLD_S, "not all were counted")
    before = len(story.heard())
    story.post(f"/v1/rumors/{rumor}/verdict", {"rating": "false"})
    (told,) = wait(lambda: story.heard()[before:], TOLD_S, "nothing was told")
    named = list(told["reports"]["external_ids"])
    assert (told["reports"]["count"], len(named)) == (len(reports), 1_000)
    page = told
    while link := page["reports"]["next_page"]:
        request = urllib.request.Request(
            link, headers={"authorization": f"Bearer {story.system.key}"}
        )
        with urllib.request.urlopen(request) as answer:
            page = json.load(answer)
        named += page["reports"]["external_ids"]
    assert sorted(named) == sorted(str(one["external_id"]) for one in reports)
