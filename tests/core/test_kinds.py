"""Every kind of receiver, against stand-ins that hold the documented rules of its service."""

import itertools
import json
from dataclasses import replace

import pytest

from streams.core.receivers.contract import Answer
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Digest, Manner
from streams.core.receivers.words import CHANGES, ENDED, LANGUAGES, LEVELS, TEXTS
from streams.core.receivers.words import KINDS as KIND_WORDS
from streams.core.times import rfc3339
from tests.support.builders import T0_MS
from tests.support.messages import CHATS, FOR_PEOPLE, said_by, text_in
from tests.support.services import PATHS, Service
from tests.support.tellings import ESCALATED, EXAMPLES, HARD, HOSTILE, alert, many, telling

NOW_S = 1_700_000_000
SECRET = "SECabc123"
ALL = {**EXAMPLES, **HARD}


def sent(service: Service, name: str, manner: Manner, secret: str = "") -> Answer:
    """What the service answers to a telling."""
    kind = KINDS[service.kind]
    body = kind.body(ALL[name], manner=manner)
    url = f"https://service.example{PATHS[service.kind]}"
    request = kind.request(body, url=url, id="dlv_1", at_s=NOW_S, secrets=secret)
    path = request.url.removeprefix("https://service.example")
    status, _, answer = service.reply(path, dict(request.headers), request.content)
    return Answer(status=status, body=answer[: kind.ANSWER_BYTES])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", CHATS)
def test_services_take_whatever_there_is_to_tell(kind: str, name: str, language: str) -> None:
    signs = kind in ("feishu", "dingtalk")
    service = Service(kind, secret=SECRET if signs else "", now=lambda: NOW_S)
    answer = sent(service, name, Manner(language=language), SECRET if signs else "")
    assert KINDS[kind].failure(answer) == "", answer
    assert len(service.got) == 1


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_signature_that_is_not_the_robots_is_told(kind: str) -> None:
    service = Service(kind, secret=SECRET, now=lambda: NOW_S)
    for secret in ("SECother", ""):
        why = KINDS[kind].failure(sent(service, "raised", Manner(), secret))
        assert "sign" in why or "timestamp" in why
    late = Service(kind, secret=SECRET, now=lambda: NOW_S + 7_200)
    assert "timestamp" in KINDS[kind].failure(sent(late, "raised", Manner(), SECRET))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_keyword_stands_in_every_message(kind: str, name: str) -> None:
    service = Service(kind, keyword="舆情[预警]" if kind == "feishu" else "舆情预警")
    assert KINDS[kind].failure(sent(service, name, Manner(keyword=service.keyword))) == ""
    assert KINDS[kind].failure(sent(service, name, Manner())) != ""


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_too_many_messages_are_a_failure_that_says_how_long_to_wait(kind: str) -> None:
    service = Service(kind, now=lambda: NOW_S)
    per_minute = KINDS[kind].PER_MINUTE
    answers = [sent(service, "ping", Manner()) for _ in range(per_minute + 1)]
    assert [KINDS[kind].failure(answer) for answer in answers[:-1]] == [""] * per_minute
    last = answers[-1]
    assert KINDS[kind].failure(last)
    waits = {"feishu": 60, "dingtalk": 600, "wecom": 60, "telegram": 7}
    assert KINDS[kind].wait_s(last) == waits.get(kind, 0)  # the others say it in a header


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_a_message_says_what_people_need(kind: str, language: str) -> None:
    said = text_in(
        json.loads(KINDS[kind].body(EXAMPLES["raised"], manner=Manner(language=language)))
    )
    told = alert()
    for part in (
        told.title,
        LEVELS[language]["surge"],
        KIND_WORDS[language]["surging"],
        "wechat 8",
        "成都 9",
        "官方已辟谣，没有此事",
        "https://rumors.example/rumors/" + told.rumor_id,
        TEXTS[language]["refutation"],
        told.newest[0],
    ):
        assert part in said, part
    for number in ("11", "20", "0.2"):
        assert number in said
    assert "https://piyao.example/123?a=1" in said


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_every_change_reads_differently(kind: str) -> None:
    bodies = [
        KINDS[kind].body(telling(alert(event=event), f"alert.{event}"), manner=Manner())
        for event in CHANGES["en"]
    ]
    assert len(set(bodies)) == len(bodies)


LATER_MS = T0_MS + 3 * 3_600_000  # after midnight
ENGLISH_WHY = "11 reports in 20 minutes, normally 0.2, since 22:13 UTC"


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_both_languages_say_since_when_it_rises(kind: str) -> None:
    told = telling(alert(why=ENGLISH_WHY))
    assert "since 22:13 UTC" in said_by(kind, told, "en")
    assert "自 22:13 UTC 起" in said_by(kind, told, "zh")
    late = replace(told, at_ms=LATER_MS)
    assert "自 2023-11-14 22:13 UTC 起" in said_by(kind, late, "zh").replace("－", "-")


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_both_languages_say_when_it_was_over(kind: str) -> None:
    over = alert(event="resolved", resolved_at_ms=T0_MS + 600_000)
    told = telling(over, "alert.resolved")
    assert "over at 22:23 UTC" in said_by(kind, told, "en")
    assert "22:23 UTC 平息" in said_by(kind, told, "zh")
    late = replace(told, at_ms=LATER_MS)
    assert "over at 2023-11-14 22:23 UTC" in said_by(kind, late, "en")
    assert "2023-11-14 22:23 UTC 平息" in said_by(kind, late, "zh")


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_both_languages_say_that_few_are_independent(kind: str) -> None:
    few = telling(alert(independent=2))
    assert "11 名报告人中仅 2 名相互独立" in said_by(kind, few, "zh")
    assert "独立" not in said_by(kind, telling(alert(independent=9)), "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of_what", KIND_WORDS["en"])
@pytest.mark.parametrize("kind", CHATS)
def test_what_is_over_is_said_to_have_been(kind: str, of_what: str, language: str) -> None:
    now, before = KIND_WORDS[language][of_what], ENDED[language][of_what]
    merged = alert(kind=of_what, event="corrected", merged_into="f" * 16)
    over = alert(kind=of_what, event="resolved", resolved_at_ms=T0_MS)
    corrected = alert(kind=of_what, event="corrected", resolved_at_ms=T0_MS)
    for told in (
        telling(merged, "alert.corrected"),
        telling(over, "alert.resolved"),
        telling(corrected, "alert.corrected"),
        telling(Digest(alerts=(over,), reason="storm"), "alert.digest"),
    ):
        said = said_by(kind, told, language)
        assert before in said
        assert now not in said
    running = said_by(kind, telling(alert(kind=of_what)), language)
    assert now in running
    assert before not in running


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_a_merge_names_what_it_was_merged_into(kind: str) -> None:
    told = telling(alert(event="corrected", merged_into="f" * 16), "alert.corrected")
    assert "已并入：" + "f" * 16 in said_by(kind, told, "zh")
    named = replace(told, merged_title="今晚全市断水")
    assert "已并入：今晚全市断水" in said_by(kind, named, "zh")
    assert "f" * 16 not in said_by(kind, named, "zh")


@pytest.mark.parametrize("kind", FOR_PEOPLE)
def test_the_newest_wordings_are_quoted_and_the_newest_of_them_first(kind: str) -> None:
    kept = tuple(f"wording {number}" for number in "abcde")  # oldest first, as an alert has them
    told = telling(alert(newest=kept))
    said = text_in(json.loads(KINDS[kind].body(told, manner=Manner())))
    places = [said.find(text) for text in kept[:1:-1]]
    assert -1 not in places
    assert places == sorted(places)
    assert not any(text in said for text in kept[:2])
    data = json.loads(KINDS["standard"].body(told, manner=Manner()))["data"]
    assert data["variants"]["newest"] == list(kept)


def test_languages_have_the_same_words() -> None:
    for words in (LEVELS, KIND_WORDS, ENDED, CHANGES, TEXTS):
        for one, other in itertools.pairwise(LANGUAGES):
            assert words[one].keys() == words[other].keys()


@pytest.mark.parametrize("kind", ["dingtalk", "wecom"])
def test_nothing_that_users_wrote_is_a_link_or_a_heading(kind: str) -> None:
    said = text_in(json.loads(KINDS[kind].body(HARD["hostile"], manner=Manner())))
    assert "](https://evil" not in said
    links = [line for line in said.splitlines() if "](" in line]
    assert all("rumors.example" in line for line in links)
    assert not any(line.startswith("#") for line in said.splitlines())
    assert "<" not in said.replace("< ", "")


def test_slack_and_feishu_hold_every_alert_of_a_storm_and_the_others_say_how_many_are_missing() -> (
    None
):
    told = telling(Digest(alerts=many(300), reason="storm"), "alert.digest")
    for kind in FOR_PEOPLE:
        said = text_in(json.loads(KINDS[kind].body(told, manner=Manner())))
        shown = sum(f"谣言第{number}号" in said for number in range(300))
        if kind == "slack":
            assert shown == 300
        else:
            assert shown > 20
            assert f"and {300 - shown} more" in said
        assert "谣言第299号" in said  # the gravest first


def test_alertmanager_and_standard_hold_every_alert_of_a_storm() -> None:
    told = telling(Digest(alerts=many(300), reason="storm"), "alert.digest")
    alerts = json.loads(KINDS["alertmanager"].body(told, manner=Manner()))
    assert len({one["labels"]["rumor_id"] for one in alerts}) == 300
    data = json.loads(KINDS["standard"].body(told, manner=Manner()))["data"]
    assert [one["rumor_id"] for one in data["alerts"]] == [one.rumor_id for one in many(300)]
    assert data["count"] == 300


def test_alertmanager_knows_one_alert_from_its_beginning_to_its_end() -> None:
    bodies = {
        name: json.loads(KINDS["alertmanager"].body(EXAMPLES[name], manner=Manner()))
        for name in ("raised", "escalated", "resolved", "corrected")
    }
    raised, resolved = bodies["raised"][0], bodies["resolved"][0]
    assert raised["labels"] == resolved["labels"] == bodies["corrected"][0]["labels"]
    assert resolved["endsAt"] == "2023-11-14T23:13:20.000Z"
    assert "endsAt" not in raised
    higher, *others = bodies["escalated"]
    (lower,) = (one for one in others if one["labels"]["severity"] == "surge")
    assert lower["labels"] == raised["labels"]  # ends what was raised
    assert lower["endsAt"] == rfc3339(ESCALATED.at_ms)
    assert "endsAt" not in higher
    assert higher["labels"] == raised["labels"] | {"severity": "major"}
    failing, recovered = (
        json.loads(KINDS["alertmanager"].body(EXAMPLES[name], manner=Manner()))[0]
        for name in ("failing", "recovered")
    )
    assert failing["labels"] == recovered["labels"]
    assert recovered["endsAt"] < failing["endsAt"]


@pytest.mark.parametrize("name", ["resolved", "corrected", "digest"])
def test_alertmanager_keeps_no_lower_severity_whatever_was_told_of_the_escalation(
    name: str,
) -> None:
    over = name == "resolved"
    now = alert(
        event="escalated",
        level="critical",
        previous_level="major",
        resolved_at_ms=T0_MS + 60_000 if over else None,
    )
    content = Digest(alerts=(now,), reason="storm") if name == "digest" else now
    body = KINDS["alertmanager"].body(telling(content, f"alert.{name}"), manner=Manner())
    ends = {one["labels"]["severity"]: one.get("endsAt") for one in json.loads(body)}
    assert set(ends) == {"critical", "major", "surge", "watch"}
    critical = ends.pop("critical")
    assert set(ends.values()) == {rfc3339(T0_MS + 60_000 if over else now.at_ms)}
    assert critical == (rfc3339(T0_MS + 60_000) if over else None)


def test_alertmanager_keeps_no_higher_severity_of_a_level_that_was_taken_back() -> None:
    now = alert(event="corrected", level="surge", previous_level="major")
    body = KINDS["alertmanager"].body(telling(now, "alert.corrected"), manner=Manner())
    ends = {one["labels"]["severity"]: one.get("endsAt") for one in json.loads(body)}
    assert ends.pop("surge") is None
    assert ends == dict.fromkeys(("watch", "major", "critical"), rfc3339(now.at_ms))


def test_alertmanager_describes_an_alert_in_the_receivers_language() -> None:
    english, chinese = (
        json.loads(KINDS["alertmanager"].body(EXAMPLES["raised"], manner=manner))[0]["annotations"]
        for manner in (Manner(), Manner(language="zh"))
    )
    assert english["description"] == alert().why
    assert "分钟内" in chinese["description"]


def test_alertmanager_gets_a_token_where_there_is_one() -> None:
    def headers(secret: str) -> object:
        made = KINDS["alertmanager"].request("[]", url="u", id="i", at_s=1, secrets=secret)
        return made.headers.get("authorization")

    assert headers(" abc\n") == "Bearer abc"
    assert headers("") is None


HTML = b"<!DOCTYPE html><html><body>Please log in</body></html>"
OTHERS = [HTML, b"", b"null", b"[0]", b'{"error":"no"}', b"{" * 5_000, b"\xff\xfe", b'{"result":1}']


@pytest.mark.parametrize("body", OTHERS)
@pytest.mark.parametrize("kind", [kind for kind in FOR_PEOPLE if kind != "slack"])
def test_an_answer_that_is_not_the_services_is_a_failure(kind: str, body: bytes) -> None:
    why = KINDS[kind].failure(Answer(status=200, body=body))
    assert "not as the service" in why
    assert len(why) < 250
    assert KINDS[kind].wait_s(Answer(status=200, body=body)) == 0


@pytest.mark.parametrize("kind", ["slack", "alertmanager"])
def test_a_page_is_no_answer(kind: str) -> None:
    assert "Please log in" in KINDS[kind].failure(Answer(status=200, body=HTML))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feishu", b'{"code":9499,"msg":"Bad Request","data":{}}'),
        ("feishu", b'{"StatusCode":9499,"StatusMessage":"Bad Request"}'),
        ("feishu", b'{"code":false}'),
        ("dingtalk", b'{"errcode":310000,"errmsg":"Bad Request"}'),
        ("wecom", b'{"errcode":"0x","errmsg":"Bad Request"}'),
        ("telegram", b'{"ok":false,"error_code":400,"description":"Bad Request"}'),
        ("slack", b'{"ok":false,"error":"Bad Request"}'),
        ("slack", b"invalid_payload"),
    ],
)
def test_a_code_beside_200_is_a_failure(kind: str, body: bytes) -> None:
    assert KINDS[kind].failure(Answer(status=200, body=body))


@pytest.mark.parametrize("status", [302, 400, 404, 410, 500])
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_takes_another_status_for_success(kind: str, status: int) -> None:
    for body in (b"", b"ok", HTML, b'{"code":0,"errcode":0,"ok":true}'):
        assert KINDS[kind].failure(Answer(status=status, body=body))


def test_a_telegram_answer_longer_than_what_is_read_is_still_a_success() -> None:
    cut = b'{"ok":true,"result":{"message_id":1,"text":"' + b"x" * 9_000
    assert KINDS["telegram"].failure(Answer(status=200, body=cut[:8_192])) == ""


def test_telegram_sends_to_the_chat_of_its_url() -> None:
    url = "https://api.telegram.org/bot1:a/sendMessage?chat_id=-100123&message_thread_id=4"
    made = KINDS["telegram"].request("{}", url=url, id="i", at_s=1, secrets="")
    assert json.loads(made.content)["chat_id"] == "-100123"
    assert made.url == url


def test_a_link_that_cannot_be_shown_whole_is_left_out() -> None:
    told = alert(verdict=alert().verdict)
    for kind in FOR_PEOPLE:
        said = KINDS[kind].body(telling(told), manner=Manner())
        assert "piyao.example" in said
    assert HOSTILE  # is what the hard ones are made of
