"""The desk's story through the API of a running system: a hoax in many wordings is rated, a wrong
joiner split off, a stray wording merged in, and everything undone again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.client import ApiError
from tests.support.growing import BOTH, SHOWS
from tests.support.players import caught_up, post_batch
from tests.support.system import System
from tests.support.waiting import wait

HOAX = "微信聊天记录要全部删掉，否则会被封群封号"
WORDINGS = (
    HOAX,
    "紧急通知：微信聊天记录要全部删掉，否则会被封群封号，请转发",
    "听说微信聊天记录要全部删掉，否则会被封群封号，是真的吗？",
    "转发：微信聊天记录要全部删掉，不然否则会被封群封号！",
)
STRAY = "从今晚8点开始全国清查，群主群员一起封，聊天记录赶紧全删"
LATER = "从今晚8点开始全国清查，群主群员一起封，聊天记录赶紧全删，速速转发"
OTHER = "Lakeside bridge will be closed for six months starting this Sunday at dawn"
READS = ("", "/variants", "/spread")
# What a decision leaves behind whatever becomes of it: it names the rumor's state.
NOT_COMPARED = ("etag",)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("decisions")) as system:
        yield system.start()


def send(system: System, text: str, *, people: int, first: int = 0) -> str:
    """So many people report a text -> the id of its wording."""
    began = datetime.now(UTC) - timedelta(minutes=people)
    reports = [
        {
            "text": text,
            "reporter": f"p{first + n}",
            "channel": ("wechat", "sms")[n % 2],
            "observed_at": (began + timedelta(minutes=n)).isoformat(),
        }
        for n in range(people)
    ]
    ids = post_batch(system.api, reports)["report_ids"]

    def wording() -> str | None:
        found = system.api.get(f"/v1/reports/{ids[-1]}")
        return str(found["variant_id"]) if found["status"] == "matched" else None

    return str(wait(wording, 60, "the report was not matched"))


def rumor_of(system: System, variant_id: str) -> str:
    """The rumor that a wording shows under."""
    for item in system.api.get("/v1/rumors", limit=500)["items"]:
        found = system.api.get(f"/v1/rumors/{item['rumor_id']}/variants", limit=500)["items"]
        if variant_id in [one["variant_id"] for one in found]:
            return str(item["rumor_id"])
    raise AssertionError(f"{variant_id} is in no rumor of the list")


def state(system: System, *rumors: str) -> dict[str, Any]:
    """Everything that anybody can read of some rumors, and the list of all."""
    found: dict[str, Any] = {
        f"{rumor}{read}": system.api.get(f"/v1/rumors/{rumor}{read}")
        for rumor in rumors
        for read in READS
    }
    for answer in found.values():
        for name in NOT_COMPARED:
            answer.pop(name, None)
    listed = system.api.get("/v1/rumors", sort="-reports", limit=500)["items"]
    return found | {"list": listed}


def decide(system: System, path: str, body: Any = None, **more: Any) -> Any:
    return system.api.post(path, body, **more)


def undo(system: System, decision_id: str) -> Any:
    return system.api.delete(f"/v1/decisions/{decision_id}")


def refused(work: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    with pytest.raises(ApiError) as caught:
        work()
    return caught.value.status, str(caught.value.body["type"].rpartition(":")[2])


def test_the_story_of_a_desk(system: System) -> None:
    ids = [send(system, text, people=6, first=10 * n) for n, text in enumerate(WORDINGS)]
    stray = send(system, STRAY, people=4, first=3)  # three of them reported the hoax, too
    caught_up(system.api)
    hoax = ids[0]
    whole = {rumor_of(system, one) for one in ids}
    assert whole == {hoax}
    assert rumor_of(system, stray) == stray
    wait(lambda: settled(system, hoax, 24), 60, "the hoax was not counted")
    first = state(system, hoax, stray)
    undone: list[str] = []

    rated = decide(system, f"/v1/rumors/{hoax}/verdict", {"rating": "false", "summary": "不实"})
    undone.append(rated["decision_id"])
    merged = decide(system, f"/v1/rumors/{stray}/merge", {"into": hoax}, if_match='"none"')
    undone.append(merged["decision_id"])
    found = system.api.get(f"/v1/rumors/{hoax}")
    alone = first[hoax]
    assert found["reports"] == alone["reports"] + 4
    assert found["reporters"] == alone["reporters"] + 1  # three of the stray's four are known
    assert found["variants"] == 5
    absorbed = system.api.get(f"/v1/rumors/{stray}")
    assert absorbed["merged_into"] == hoax
    assert absorbed["reports"] == found["reports"]
    assert absorbed["verdict"]["rating"] == "false"
    assert stray not in [item["rumor_id"] for item in system.api.get("/v1/rumors")["items"]]
    refusal = refused(lambda: decide(system, f"/v1/rumors/{stray}/note", {"text": "?"}))
    assert refusal == (409, "merged")

    split = decide(system, f"/v1/rumors/{hoax}/split", {"variant_ids": [ids[3]]})
    undone.append(split["decision_id"])
    apart = split["rumor_id"]
    assert system.api.get(f"/v1/rumors/{apart}")["reports"] == 6
    assert system.api.get(f"/v1/rumors/{apart}")["verdict"] is None
    assert system.api.get(f"/v1/rumors/{hoax}")["reports"] == found["reports"] - 6
    assert rumor_of(system, ids[3]) == apart
    # what joins through a merged or a split wording from now on goes where it is
    later = send(system, LATER, people=2, first=90)
    assert rumor_of_later(system, later, hoax)

    corrected = decide(system, f"/v1/rumors/{hoax}/verdict", {"rating": "misleading"})
    undone.append(corrected["decision_id"])
    assert system.api.get(f"/v1/rumors/{stray}")["verdict"]["rating"] == "misleading"
    history = system.api.get(f"/v1/rumors/{hoax}/history")["items"]
    kinds = [item["kind"] for item in history if item["kind"] != "alert"]
    assert kinds == ["verdict", "merge", "split", "verdict"]
    assert {item["by"] for item in history if item["kind"] != "alert"} == {"app"}

    for decision_id in reversed(undone):
        assert undo(system, decision_id)["decision_id"]
    caught_up(system.api)
    last = state(system, hoax, stray)
    # the two later reports stay: they are facts, and belong to the stray again
    assert last[hoax] == first[hoax]
    assert last[f"{hoax}/variants"] == first[f"{hoax}/variants"]
    assert last[f"{hoax}/spread"] == first[f"{hoax}/spread"]
    assert last[stray]["reports"] == first[stray]["reports"] + 2
    assert apart not in [item["rumor_id"] for item in last["list"]]
    assert system.api.get(f"/v1/rumors/{apart}")["reports"] == 0


def settled(system: System, rumor: str, reports: int) -> bool:
    return bool(system.api.get(f"/v1/rumors/{rumor}")["reports"] >= reports)


def rumor_of_later(system: System, variant: str, rumor: str) -> bool:
    return bool(
        wait(lambda: rumor_of(system, variant) == rumor, 60, "it did not follow its exemplar")
    )


def test_bad_input_is_named_and_changes_nothing(system: System) -> None:
    one = send(system, OTHER, people=3)
    two = send(system, "幼儿园食堂使用过期牛奶已有多名儿童住院家长请注意", people=3)
    caught_up(system.api)
    before = state(system, one, two)
    nobody = "0" * 16
    path = f"/v1/rumors/{one}"
    for body, where, status, code in (
        ({"into": one}, "merge", 409, "same_rumor"),
        ({"into": nobody}, "merge", 422, "no_such_rumor"),
        ({"into": "x"}, "merge", 422, "bad_field"),
        ({}, "merge", 422, "bad_field"),
        ({"variant_ids": [one]}, "split", 409, "all_wordings"),
        ({"variant_ids": [two]}, "split", 422, "no_such_variant"),
        ({"variant_ids": []}, "split", 422, "bad_field"),
        ({"variant_ids": [one], "to": two}, "move", 409, "all_wordings"),
        ({"variant_ids": [one], "to": nobody}, "move", 422, "no_such_rumor"),
        ({"title": ""}, "title", 422, "bad_field"),
        ({"text": ""}, "note", 422, "bad_field"),
        ({"text": " \n"}, "note", 422, "empty"),
        ({"reason": "x"}, "mute", 422, "missing"),
        ({"until": "2020-01-01T00:00:00Z"}, "mute", 422, "not_in_future"),
        ({"until_reporters": 0}, "mute", 422, "bad_field"),
        ({"rating": "wrong"}, "verdict", 422, "bad_field"),
    ):
        assert refused(lambda: decide(system, f"{path}/{where}", body)) == (status, code)  # noqa: B023
    missing = f"/v1/rumors/{nobody}/merge"
    assert refused(lambda: decide(system, missing, {"into": one})) == (404, "no_such_rumor")
    assert refused(lambda: undo(system, "dec_0")) == (404, "no_such_decision")
    stale = {"rating": "false"}
    with pytest.raises(ApiError) as caught:
        system.api.post(f"{path}/verdict", stale, if_match='"dec_old"')
    assert caught.value.status == 412
    assert caught.value.body["current"] == system.api.get(path)
    assert state(system, one, two) == before


def test_circles_and_undone_undos(system: System) -> None:
    one = send(system, "高考准考证须重新下载否则当天不能进入考场", people=2)
    two = send(system, "地铁卡余额下月起不能退请尽快到营业厅办理", people=2)
    caught_up(system.api)
    merged = decide(system, f"/v1/rumors/{one}/merge", {"into": two})["decision_id"]
    back = f"/v1/rumors/{two}/merge"
    assert refused(lambda: decide(system, back, {"into": one})) == (409, "circle")
    taken_back = undo(system, merged)["decision_id"]
    assert refused(lambda: undo(system, merged)) == (409, "undone")
    undo(system, taken_back)
    assert system.api.get(f"/v1/rumors/{one}")["merged_into"] == two
    items = system.api.get(f"/v1/rumors/{two}/history")["items"]
    assert [item["kind"] for item in items] == ["merge", "undo", "undo"]
    assert items[1]["undone_by"] == items[2]["decision_id"]


def test_what_people_say_is_masked_and_read_back(system: System) -> None:
    rumor = send(system, "小区门口的桂花树昨天开花了味道很香大家都去看看", people=2)
    caught_up(system.api)
    path = f"/v1/rumors/{rumor}"
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    decide(system, f"{path}/title", {"title": "桂花 13912345678"})
    decide(system, f"{path}/assign", {"assignee": "anna", "due_at": until})
    decide(system, f"{path}/note", {"text": "ask a@b.example"})
    decide(system, f"{path}/mute", {"until": until, "until_reporters": 50, "reason": "known"})
    found = system.api.get(path)
    assert found["title"] == "桂花 [phone]"
    assert found["assignee"] == "anna"
    assert found["due_at"] == found["muted_until"] is not None
    assert found["muted_until_reporters"] == 50
    (item,) = system.api.get("/v1/rumors", assignee="anna")["items"]
    assert (item["rumor_id"], item["title"]) == (rumor, "桂花 [phone]")
    (item,) = system.api.get("/v1/rumors", query="桂花 [")["items"]
    assert item["rumor_id"] == rumor
    notes = [item["note"] for item in system.api.get(f"{path}/history")["items"]]
    assert notes == ["", "", "ask [email]", "known"]


def test_reports_are_looked_up_many_at_once(system: System) -> None:
    text = "某某超市会员卡余额本周末全部清零赶紧去消费"
    sent = [{"text": text, "external_id": f"x{n}", "reporter": f"r{n}"} for n in range(3)]
    ids = post_batch(system.api, sent)["report_ids"]
    caught_up(system.api)
    by_id = system.api.post("/v1/reports/lookup", {"ids": [*ids, "x", ids[0]]})["items"]
    own = system.api.post("/v1/reports/lookup", {"external_ids": ["x2", "y"]})["items"]
    assert [item and item["report_id"] for item in by_id] == [*ids, None, ids[0]]
    assert [item and item["report_id"] for item in own] == [ids[2], None]
    assert by_id[0] == system.api.get(f"/v1/reports/{ids[0]}")


def test_what_grew_together_shows_as_one_and_is_undone_for_good(system: System) -> None:
    one = send(system, BOTH[0], people=3)
    two = send(system, BOTH[1], people=2)
    caught_up(system.api)
    wait(lambda: settled(system, one, 3) and settled(system, two, 2), 60, "not counted")
    shows = send(system, SHOWS, people=1)
    wait(lambda: system.api.get(f"/v1/rumors/{two}")["merged_into"] == one, 60, "not merged")
    wait(lambda: settled(system, one, 6), 60, "not counted as one")
    history = system.api.get(f"/v1/rumors/{one}/history")["items"]
    (item,) = [one for one in history if one["kind"] != "alert"]
    assert (item["kind"], item["by"], item["detail"]["bridges"]) == ("merge", "rumor-tracker", 1)
    undo(system, item["decision_id"])
    assert system.api.get(f"/v1/rumors/{two}")["merged_into"] is None
    founded = [system.api.get(f"/v1/rumors/{rumor}")["reports"] for rumor in (one, two)]
    assert sorted(founded) in ([2, 4], [3, 3])  # the wording that showed it is in one of them
    again = send(system, SHOWS[:-4] + "另外一句", people=1)
    caught_up(system.api)
    assert again not in (one, two, shows)
    assert system.api.get(f"/v1/rumors/{two}")["merged_into"] is None


def test_decisions_outlive_every_process(system: System) -> None:
    one = send(system, "市政府明天起发放每人五百元消费券请凭身份证领取", people=2)
    two = send(
        system, "The new metro line opens tomorrow with free rides for everyone all week", people=2
    )
    caught_up(system.api)
    decide(system, f"/v1/rumors/{one}/merge", {"into": two})
    decide(system, f"/v1/rumors/{two}/verdict", {"rating": "true"})
    wait(lambda: settled(system, two, 4), 60, "not counted")
    before = state(system, one, two)
    system.stop()
    system.start()
    assert state(system, one, two) == before
