"""Signing in and out, and what is refused: keys without scope, forged, ended and stolen sessions,
forms of other sites.
"""

import base64
import json
import re
from html import unescape
from pathlib import Path

import pytest

from schemas.topics import SESSIONS
from streams.api import ended
from streams.api.session import COOKIE, LIFE_S
from streams.config.links import write_link
from tests.console.served import KEYS, RUMOR, Served


@pytest.fixture
def served(tmp_path: Path) -> Served:
    return Served(tmp_path)


async def test_who_is_not_signed_in_is_asked_and_comes_back_where_he_was(served: Served) -> None:
    asked = await served.get("/rumors?query=停水&sort=-reports")
    assert asked.status == 303
    assert asked.headers["location"].startswith("/sign-in?next=%2Frumors%3Fquery")
    await served.follow(asked)
    assert 'name="next" value="/rumors?query=%E5%81%9C%E6%B0%B4&amp;sort=-reports"' in served.page
    entered = await served.post("/sign-in", {"key": KEYS["desk"][0], "next": "/rumors?query=x"})
    assert entered.headers["location"] == "/rumors?query=x"
    assert (await served.follow(entered)).status == 200


async def test_the_cookie_is_kept_from_scripts_and_other_sites(served: Served) -> None:
    cookie = (await served.sign_in()).headers[f"cookie {COOKIE}"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie
    assert KEYS["desk"][0] not in cookie


async def test_every_page_carries_a_policy_without_inline_scripts(served: Served) -> None:
    await served.sign_in()
    for path in ("/", "/sign-in", "/static/console.js", "/rumors/nothing", "/static/none"):
        policy = (await served.get(path)).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("key", "status", "said"),
    [
        ("rk_nobody", 401, "There is no such key"),
        ("", 401, "There is no such key"),
        (KEYS["writer"][0], 403, "lacks the scope read"),
    ],
    ids=["unknown", "empty", "without scope"],
)
async def test_a_key_that_will_not_do(served: Served, key: str, status: int, said: str) -> None:
    await served.get("/sign-in")
    sent = await served.post("/sign-in", {"key": key})
    assert sent.status == status
    assert said in served.page
    assert COOKIE not in served.cookies


async def test_nobody_is_signed_in_by_a_form_of_another_site(served: Served) -> None:
    """Else somebody would work, unknowing, with a key of another."""
    await served.get("/sign-in")
    served.cookies.clear()
    await served.post("/sign-in", {"key": KEYS["desk"][0]})
    assert COOKIE not in served.cookies
    assert "Try again" in served.page


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_nobody_is_led_to_another_host(served: Served, next_: str) -> None:
    assert (await served.sign_in(next_=next_)).headers["location"] == "/"


async def test_signing_out_ends_the_session_wherever_its_cookie_is(served: Served) -> None:
    await served.sign_in()
    stolen = served.cookies[COOKIE]
    await served.get("/check")
    left = await served.post("/sign-out", {})
    assert left.headers["location"] == "/sign-in?reason=out"
    assert COOKIE not in served.cookies
    served.cookies[COOKIE] = stolen
    assert (await served.get("/")).headers["location"].endswith("reason=expired")


async def test_an_old_form_signs_out_too(served: Served) -> None:
    """Signed in again in another tab: the page says that the session has ended, so it has."""
    await served.sign_in()
    await served.get("/check")
    page = served.page
    await served.sign_in()
    kept = served.cookies[COOKIE]
    served.page = page
    left = await served.post("/sign-out", {})
    assert left.headers["location"] == "/sign-in?reason=out"
    served.cookies[COOKIE] = kept
    assert (await served.get("/")).headers["location"].endswith("reason=expired")


async def test_another_site_signs_nobody_out(served: Served) -> None:
    await served.sign_in()
    assert (await served.post("/sign-out", {}, sec_fetch_site="same-site")).status == 403
    assert (await served.get("/")).status == 200


async def test_who_signed_out_at_one_intake_is_out_at_every_other(tmp_path: Path) -> None:
    one = Served(tmp_path)
    two = Served(tmp_path, log=one.log)
    await one.sign_in()
    two.cookies = dict(one.cookies)
    assert (await two.get("/")).status == 200
    await one.get("/check")
    await one.post("/sign-out", {})
    await two.services.ended.follow()
    assert (await two.get("/")).headers["location"].endswith("reason=expired")
    after = Served(tmp_path, log=one.log)  # restarted meanwhile
    await after.services.ended.follow()
    after.cookies = dict(two.cookies)
    assert (await after.get("/")).headers["location"].endswith("reason=expired")
    # Signing in again is another session, and it is good at both.
    await one.sign_in()
    two.cookies = dict(one.cookies)
    assert (await two.get("/")).status == 200


async def test_the_log_never_holds_what_a_session_is_called(tmp_path: Path) -> None:
    served = Served(tmp_path)
    await served.sign_in()
    cookie = served.cookies[COOKIE].partition(".")[0]
    session = json.loads(base64.urlsafe_b64decode(cookie + "=="))["session"]
    await served.get("/check")
    await served.post("/sign-out", {})
    (record,) = served.log.records[SESSIONS.name]
    assert session.encode() not in record.value + record.key
    assert SESSIONS.decode(record.value).until_ms > served.clock.now_ms()


async def test_who_signs_out_while_the_log_is_away_is_out_here(served: Served) -> None:
    await served.sign_in()
    stolen = served.cookies[COOKIE]
    await served.get("/check")
    served.log.away = True
    assert (await served.post("/sign-out", {})).headers["location"] == "/sign-in?reason=out"
    served.cookies[COOKIE] = stolen
    assert (await served.get("/")).headers["location"].endswith("reason=expired")


async def test_what_is_no_sign_out_is_passed_over(served: Served) -> None:
    await served.sign_in()
    await served.log.append([(SESSIONS.name, b"x", b"no sign-out")])
    await served.services.ended.follow()
    await served.services.ended.follow()
    assert (await served.get("/")).status == 200


async def test_sign_outs_are_forgotten_when_their_sessions_would_have_ended(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ended, "MOST_ENDED", 3)
    known = served.services.ended
    now_ms = served.clock.now_ms()
    for number in range(3):
        await known.end(f"old {number}", now_ms + 1_000)
    served.clock.move(2)
    for number in range(5):
        await known.end(f"new {number}", now_ms + 60_000)
    assert "old 0" not in known
    assert [f"new {number}" in known for number in range(5)] == [False, False, True, True, True]


def forged(cookie: str) -> str:
    """The same session for longer, with the old signature."""
    body, _, signature = cookie.partition(".")
    held = json.loads(base64.urlsafe_b64decode(body + "=="))
    held["until_s"] += 10**9
    again = base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")
    return f"{again}.{signature}"


async def test_sessions_that_do_not_hold(served: Served) -> None:
    await served.sign_in()
    good = served.cookies[COOKIE]
    for bad in (forged(good), "x", "x.y", f"{good}x", good[: len(good) // 2], "x" * 5_000):
        served.cookies[COOKIE] = bad
        assert (await served.get("/")).headers["location"].endswith("reason=forged"), bad
    served.cookies[COOKIE] = good
    served.clock.move(LIFE_S)
    asked = await served.get("/")
    assert asked.headers["location"].endswith("reason=expired")
    await served.follow(asked)
    assert "Your session has ended" in served.page


async def test_a_revoked_key_is_out_at_once(served: Served) -> None:
    await served.sign_in()
    served.write_keys("reader")
    served.clock.move(10)
    asked = await served.get("/")
    assert asked.headers["location"].endswith("reason=revoked")


async def test_another_machines_secret_signs_nothing_here(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = Served(tmp_path / "one"), Served(tmp_path / "two")
    await one.sign_in()
    two.cookies = dict(one.cookies)
    assert (await two.get("/")).status == 303


async def test_a_session_holds_over_a_restart(tmp_path: Path) -> None:
    before = Served(tmp_path)
    await before.sign_in()
    after = Served(tmp_path)
    after.cookies = dict(before.cookies)
    assert (await after.get("/")).status == 200


# By link


async def test_a_link_signs_in_once_and_by_a_page_of_ours(served: Served) -> None:
    now_s = served.clock.now_ms() // 1_000
    token = write_link(served.folder, key=KEYS["desk"][1], now_s=now_s)
    entered = await served.get(f"/sign-in?link={token}")
    assert entered.status == 200
    assert '<meta http-equiv="refresh" content="0;url=/">' in served.page
    assert (await served.get("/")).status == 200
    served.cookies.clear()
    again = await served.get(f"/sign-in?link={token}")
    assert again.status == 401
    assert "used already" in served.page
    assert COOKIE not in served.cookies


async def test_a_look_at_a_link_uses_nothing_up(served: Served) -> None:
    now_s = served.clock.now_ms() // 1_000
    token = write_link(served.folder, key=KEYS["desk"][1], now_s=now_s)
    looked = await served._ask("HEAD", f"/sign-in?link={token}", b"", {})
    assert looked.status == 200
    assert COOKIE not in served.cookies
    await served.get(f"/sign-in?link={token}")
    assert COOKIE in served.cookies


# Forms


async def test_a_form_without_its_token_does_nothing(served: Served) -> None:
    await served.sign_in()
    for token in ("", "x", "é"):
        sent = await served.post(f"/rumors/{RUMOR}/note", {"csrf": token, "text": "x"})
        assert sent.status == 403
    assert not any(served.log.records.values())


async def test_a_form_of_another_session_is_not_done_and_not_lost(served: Served) -> None:
    """Signed in again in another tab: the first one still holds a form."""
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    page = served.page
    await served.sign_in()
    served.page = page
    sent = await served.post(f"/rumors/{RUMOR}/note", {"text": "为什么 <b>", "etag": "old"})
    assert sent.status == 403
    assert not any(served.log.records.values())
    assert "made before you signed in again" in served.page
    assert "This key may not do that" not in served.page
    assert f'action="/rumors/{RUMOR}/note"' in served.page
    assert 'name="text" value="为什么 &lt;b&gt;"' in served.page
    assert 'name="etag" value="old"' in served.page, "who was faster since is not overwritten"
    done = await served.post(f"/rumors/{RUMOR}/note", {"text": "为什么 <b>"})
    assert done.status == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_from_another_site_does_nothing(served: Served, site: str) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    sent = await served.post(f"/rumors/{RUMOR}/note", {"text": "x"}, sec_fetch_site=site)
    assert sent.status == 403
    assert "another site" in served.page
    assert not any(served.log.records.values())


async def test_what_was_typed_comes_back_after_the_session_ended(served: Served) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    served.cookies.pop(COOKIE)
    asked = await served.post(f"/rumors/{RUMOR}/note", {"text": "为什么 <b>"})
    assert asked.status == 401
    assert "comes back" in served.page
    kept = {"key": KEYS["desk"][0], "next": f"/rumors/{RUMOR}/note"}
    packed = json.dumps([["text", "为什么 <b>"], ["csrf", "x"]])
    await served.post("/sign-in", kept | {"kept": packed})
    assert "was not sent yet" in served.page
    assert 'name="text" value="为什么 &lt;b&gt;"' in served.page
    assert 'value="x"' not in served.page
    assert not any(served.log.records.values()), "nobody sends it but who typed it"
    done = await served.post(f"/rumors/{RUMOR}/note", {"text": "为什么 <b>"})
    assert done.status == 303


def kept_on(page: str) -> dict[str, str]:
    """The hidden fields of a sign-in page."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


@pytest.mark.parametrize(
    "mistake",
    [{"key": "rk_mistyped"}, {"key": KEYS["writer"][0]}, {"csrf": "stale", "key": KEYS["desk"][0]}],
    ids=["mistyped", "without scope", "stale"],
)
async def test_what_was_typed_outlives_a_mistake_at_the_sign_in(
    served: Served, mistake: dict[str, str]
) -> None:
    await served.sign_in()
    await served.get(f"/rumors/{RUMOR}/note")
    served.cookies.pop(COOKIE)
    await served.post(f"/rumors/{RUMOR}/note", {"text": "为什么 <b>"})
    await served.post("/sign-in", kept_on(served.page) | mistake)
    assert COOKIE not in served.cookies
    assert "comes back" in served.page
    await served.post("/sign-in", kept_on(served.page) | {"key": KEYS["desk"][0]})
    assert 'name="text" value="为什么 &lt;b&gt;"' in served.page


@pytest.mark.parametrize(
    "kept", ["[" * 5_000, '[["text","\\ud800"]]', "{}", "[1]", '[["text"]]', "\0", '[["a",null]]']
)
async def test_what_nobody_typed_is_not_brought_back(served: Served, kept: str) -> None:
    await served.get("/sign-in")
    form = {"key": KEYS["desk"][0], "next": "/check", "kept": kept}
    assert (await served.post("/sign-in", form)).headers["location"] == "/check"


async def test_who_comes_from_an_alert_in_a_chat_stays_signed_in(served: Served) -> None:
    """The browser leaves a strict cookie at home there; the page of ours brings it."""
    await served.sign_in()
    kept = dict(served.cookies)
    served.cookies.clear()
    hop = await served.get(f"/rumors/{RUMOR}?by=place", sec_fetch_site="cross-site")
    assert hop.status == 200
    assert f'content="0;url=/rumors/{RUMOR}?by=place&amp;hop=1"' in served.page
    served.cookies = kept
    assert (await served.get("/?hop=1", sec_fetch_site="same-origin")).status == 200
    served.cookies.clear()
    assert (await served.get("/?hop=1", sec_fetch_site="cross-site")).status == 303


@pytest.mark.parametrize("host", ["h", "tt", "rumors", "intake:8080", "/"])
async def test_the_page_between_leads_to_our_own_whatever_the_host_is_called(
    served: Served, host: str
) -> None:
    path = f"/rumors/{RUMOR}"
    await served.get(f"{path}?by=place", sec_fetch_site="cross-site", host=host)
    assert f'content="0;url={path}?by=place&amp;hop=1"' in served.page
    await served.get(path, sec_fetch_site="cross-site", host=host)
    assert f'content="0;url={path}?hop=1"' in served.page
