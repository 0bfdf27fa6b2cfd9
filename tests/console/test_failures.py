"""Why something was not done, as the viewer reads it."""

import re
from pathlib import Path

import pytest

import streams
from dashboards.console.alarming import why
from dashboards.console.failures import CHINESE, said, wrong_fields
from schemas.console import Failure
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
