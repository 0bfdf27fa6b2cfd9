"""The story that this exists for, through the API alone.

A hoax arrives in many wordings, surges, is
rated false, and everybody who reported it is told; a wrong joiner is split off, a stray wording
merged in, the rating corrected, everything undone. An old hoax is answered at its first report.
"""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

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


def test_alerts_follow_a_split_a_merge_and_what_is_undone(story: Story) -> None:
    by_wording = [story.report(text, people=25) for text in FLOOD]
    whole = story.rumor_of(by_wording[0][0])
    assert story.rumor_of(by_wording[1][0]) == whole
    _expect_alert(story, whole)
    wait(lambda: story.counted(whole) == 50, TOLD_S, "not all were counted")

    (variant,) = {one["variant_id"] for one in story.lookup(by_wording[1][0])}
    story.report(FLOOD[1], people=5)  # on their way to the store
    split = story.post(f"/v1/rumors/{whole}/split", {"variant_ids": [variant]})
    apart = split["rumor_id"]
    _expect_alert(story, whole, reports=25)
    _expect_alert(story, apart, reports=30)
    story.report(FLOOD[1], people=5)
    caught_up(story.system.api)
    merged = story.post(f"/v1/rumors/{apart}/merge", {"into": whole})
    _expect_alert(story, apart, merged_into=whole)
    story.system.api.delete(f"/v1/decisions/{merged['decision_id']}")
    _expect_alert(story, apart, reports=35)
    undone = story.system.api.delete(f"/v1/decisions/{split['decision_id']}")
    _expect_alert(story, whole, reports=60)
    wait(lambda: not _running(story, apart), TOLD_S, "the alert of what is gone is open")

    story.report(FLOOD[1], people=4)
    caught_up(story.system.api)
    again = story.system.api.delete(f"/v1/decisions/{undone['decision_id']}")
    _expect_alert(story, apart, reports=39)
    _expect_alert(story, whole, reports=25)
    story.system.api.delete(f"/v1/decisions/{again['decision_id']}")
    _expect_alert(story, whole, reports=64)


def test_a_claim_that_nobody_reported_keeps_no_alert_of_a_merge_that_was_undone(
    story: Story,
) -> None:
    accepted = story.post("/v1/factchecks", [{"claim": CLAIM, "rating": "false", "link": LINK}])
    (claim,) = accepted["rumor_ids"]
    rumor = story.rumor_of(story.report(UNLIKE, people=25)[0])
    assert rumor != claim
    _expect_alert(story, rumor)
    merged = story.post(f"/v1/rumors/{rumor}/merge", {"into": claim})
    story.report(UNLIKE, people=5)
    _expect_alert(story, claim)
    story.system.api.delete(f"/v1/decisions/{merged['decision_id']}")
    _expect_alert(story, rumor, reports=30)
    wait(lambda: not _running(story, claim), TOLD_S, "the alert of the claim is open")


def test_a_rumor_of_another_script_counts_for_the_alert_of_what_it_was_merged_into(
    story: Story,
) -> None:
    first, second = (story.report(text, people=25)[0] for text in IN_TWO)
    chinese, english = story.rumor_of(first), story.rumor_of(second)
    (wording,) = {one["variant_id"] for one in story.lookup(second)}
    assert chinese != english
    _expect_alert(story, chinese)
    _expect_alert(story, english)

    merged = story.post(f"/v1/rumors/{english}/merge", {"into": chinese})
    _expect_alert(story, english, merged_into=chinese)
    story.report(IN_TWO[1], people=5)
    wait(lambda: story.counted(chinese) == 55, TOLD_S, "not all were counted")
    story.post(f"/v1/rumors/{chinese}/verdict", {"rating": "false"})
    _expect_alert(story, chinese, reports=55)

    split = story.post(f"/v1/rumors/{chinese}/split", {"variant_ids": [wording]})
    _expect_alert(story, split["rumor_id"], reports=30)
    _expect_alert(story, chinese, reports=25)
    story.system.api.delete(f"/v1/decisions/{split['decision_id']}")
    _expect_alert(story, chinese, reports=55)

    story.system.api.delete(f"/v1/decisions/{merged['decision_id']}")
    _expect_alert(story, english, reports=30)
    _expect_alert(story, chinese, reports=25)


IN_TWO = (
    "明天起所有银行卡转账每笔要收百分之五手续费，赶快把钱取出来",
    "from tomorrow every bank transfer costs five percent so take out all your money today",
)
CLAIM = "每天喝一杯绿豆水可以清除血管里的垃圾，医院不会告诉你这个秘密"
LINK = "https://check.example/mung-beans"
UNLIKE = "老人坐公交车以后都要交保险费，不交的从下个月起停用老年卡"
FLOOD = (
    "水库今晚开闸放水，下游各村必须在九点前全部撤离到山上",
    "水库今晚要开闸放水了，下游各村必须在九点前全部撤离到山上去",
)


def _running(story: Story, rumor: str) -> list[dict[str, Any]]:
    found = story.system.api.get("/v1/alerts", rumor_id=rumor)["items"]
    return [one for one in found if one["rumor_id"] == rumor and one["resolved_at"] is None]


def _expect_alert(
    story: Story, rumor: str, *, reports: int | None = None, merged_into: str | None = None
) -> None:
    """What was told last of the alert of a rumor, and whether it runs."""

    def as_expected() -> bool:
        told = [one.data for one in story.system.desk.told() if one.data.get("rumor_id") == rumor]
        if not told or told[-1]["merged_into"] != merged_into:
            return False
        if bool(_running(story, rumor)) is bool(merged_into):
            return False
        return reports is None or sum(told[-1]["stance"].values()) == reports

    wait(as_expected, TOLD_S, f"the alert of {rumor} does not say {reports}, {merged_into}")
