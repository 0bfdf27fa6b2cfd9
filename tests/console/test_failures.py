"""Why something was not done, as the viewer reads it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

import streams
from dashboards.console.alarming import why
from dashboards.console.failures import CHINESE, said, wrong_fields
from schemas.api.decisions import AssignIn, MergeIn, MoveIn, MuteIn, SplitIn, TitleIn, VerdictIn
from schemas.console import Failure
from streams.api.console.viewing import failure_of
from streams.api.decided import decoded
from streams.intake.problems import Problem
from tests.console.answers import alert
from tests.console.served import RUMOR, Served

HOUSE = Path(streams.__file__).parent
# Where the operations that the console asks say no.
SAYING_NO = (
    *(HOUSE / "api").rglob("*.py"),
    *(HOUSE / "intake").rglob("*.py"),
    HOUSE / "core" / "curation" / "refusals.py",
)
CODES = (
    r"Problem\(\s*\d+,\s*\"(\w+)\"",
    r"unavailable\(\s*\"(\w+)\"",
    r"FieldError\(\s*[^,]+,\s*\"(\w+)\"",
    r"Refusal\(\s*\"(\w+)\"",
    r"bad_parameter\(\s*[\w\"-]+,\s*\"(\w+)\"",
    r"code=\"(\w+)\"",
    r"code = \"(\w+)\"",
)


def codes() -> set[str]:
    found: set[str] = set()
    for path in SAYING_NO:
        text = path.read_text(encoding="utf-8")
        for pattern in CODES:
            found |= set(re.findall(pattern, text))
        found |= {f"no_such_{what}" for what in re.findall(r"not_found\(\"(\w+)\"", text)}
    return found


def test_every_reason_of_the_api_is_known_in_chinese_and_no_other() -> None:
    assert len(codes()) > 50
    assert codes() | {"changed_meanwhile"} == set(CHINESE)


def test_a_reason_is_told_by_its_code_and_keeps_what_it_names() -> None:
    failure = Failure(status=409, code="merged", detail=f"this was merged into {'ab' * 8}; take it")
    assert said(failure, "en") == failure.detail
    assert said(failure, "zh") == f"{CHINESE['merged']}（{'ab' * 8}）"
    unknown = Failure(status=409, code="new", detail="something else")
    assert said(unknown, "zh") == "something else"


def test_a_wrong_field_is_told_by_its_code() -> None:
    failure = Failure(
        status=422,
        code="bad_link",
        detail="",
        fields=(("link", "an URL"), ("title", "as it is")),
        codes=(("link", "bad_link"), ("title", "unheard_of")),
    )
    assert wrong_fields(failure, "en") == {"link": "an URL", "title": "as it is"}
    assert wrong_fields(failure, "zh") == {"link": CHINESE["bad_link"], "title": "as it is"}


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


async def test_what_is_refused_is_told_in_chinese_on_the_page(served: Served) -> None:
    await served.sign_in()
    path = f"/rumors/{RUMOR}/verdict"
    await served.get(f"{path}?lang=zh")
    form = {"rating": "false", "summary": "不实", "link": "ftp://x"}
    assert (await served.post(path, form)).status == 422
    assert CHINESE["bad_link"] in served.page
    assert "https:// URL" not in served.page
    await served.get(f"/rumors/{RUMOR}/merge")
    await served.post(f"/rumors/{RUMOR}/merge", {"into": RUMOR})
    assert CHINESE["same_rumor"] in served.page
    assert (await served.get("/rumors?sort=upwards")).status == 422
    assert CHINESE["bad_choice"] in served.page


def test_an_alert_says_why_in_the_viewers_language_and_zone() -> None:
    rising = alert(
        observed=40,
        window_s=1_200,
        baseline=0.25,
        reporters=40,
        anonymous=30,
        independent=10,
        delayed_s=0.0,
        why="in English",
    )
    assert why(rising, "en", str) == "in English"
    assert why(rising, "zh", lambda _: "11-26 20:00") == (
        "20 分钟内 40 次举报，平时 0.25 次，自 11-26 20:00 起，40 次中 30 次没有举报人，"
        "40 人中只有 10 人互相独立"
    )
    late = alert(reporters=9, anonymous=0, independent=9, delayed_s=130.0)
    assert why(late, "zh", str).endswith("迟报 2 分钟")


BODIES: list[tuple[type[Struct], dict[str, Any], str, str]] = [
    (TitleIn, {"title": ""}, "Fill this in: it cannot be empty.", "不能为空。"),
    (TitleIn, {"title": "x" * 201}, "Too long: at most 200 characters.", "太长了，最多 200 个字。"),
    (MergeIn, {"into": "zz"}, "This is no id of a rumor", "这不是传言的编号"),
    (MoveIn, {"variant_ids": [RUMOR], "to": "zz"}, "This is no id of a rumor", "这不是传言的编号"),
    (
        MoveIn,
        {"variant_ids": ["zz"], "to": RUMOR},
        "This is no id of a wording",
        "说法的编号无法识别",
    ),
    (
        SplitIn,
        {"variant_ids": [RUMOR, "x" * 16]},
        "This is no id of a wording",
        "说法的编号无法识别",
    ),
    (SplitIn, {"variant_ids": []}, "Choose wordings", "请先在传言页面上选择说法"),
    (SplitIn, {"variant_ids": [RUMOR] * 3_001}, "Too many: at most 3000", "一次最多 3000 个"),
    (VerdictIn, {"rating": ""}, "Choose one of those offered.", "请从给出的选项中选择。"),
    (MuteIn, {"until_reporters": 0}, "At least 1.", "不能小于 1。"),
    (MuteIn, {"until_reporters": 10**10}, "At most 1000000000.", "不能大于 1000000000。"),
    (MuteIn, {"until_reporters": "3"}, "does not fit", "不符合要求"),
    (MuteIn, {"until": "x"}, "no date with a time", "不是完整的日期和时间"),
    (AssignIn, {"assignee": "a", "due_at": "2026-01-01T00:00"}, "no date", "不是完整的日期"),
]


@pytest.mark.parametrize(("kind", "body", "english", "chinese"), BODIES)
def test_what_does_not_fit_a_field_is_said_in_words(
    kind: type[Struct], body: dict[str, Any], english: str, chinese: str
) -> None:
    with pytest.raises(Problem) as caught:
        decoded(json.dumps(body).encode(), kind)
    failure = failure_of(caught.value)
    for language, expected in (("en", english), ("zh", chinese)):
        (words,) = wrong_fields(failure, language).values()
        assert expected in words
        assert said(failure, language) == words
        assert not set("`$^<>=/") & set(words), "no words of programs"


async def test_a_form_says_in_words_what_is_wrong_in_it(served: Served) -> None:
    await served.sign_in()
    for path, form, words in (
        ("title", {"title": ""}, "Fill this in: it cannot be empty."),
        ("merge", {"into": "that other one"}, "This is no id of a rumor"),
    ):
        await served.get(f"/rumors/{RUMOR}/{path}")
        assert (await served.post(f"/rumors/{RUMOR}/{path}", form)).status == 422
        assert words in served.page
        assert "Expected" not in served.page
        assert "regex" not in served.page
