"""Keys: which are let in, and what is said to the others."""

from pathlib import Path

import pytest
from starlette.requests import Request

from streams.api.access import Access, is_local
from streams.config.file import ConfigFile
from streams.config.keys import key_block, new_key
from streams.intake.problems import Problem

KEY, HASHED = new_key()


def request(authorization: str | None, client: tuple[str, int] | None = None) -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode())]
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.fixture
def access(tmp_path: Path) -> Access:
    path = tmp_path / "c.toml"
    path.write_text(key_block("desk", "main", ("read", "curate"), HASHED, None))
    config = ConfigFile(path)
    config.current()
    return Access(config)


@pytest.mark.parametrize("form", ["Bearer {}", "bearer {}", "BEARER {} "])
def test_a_key_with_the_scope_is_let_in(access: Access, form: str) -> None:
    assert access.key(request(form.format(KEY)), "read").name == "desk"


@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (None, 401, "no_key"),
        ("", 401, "no_key"),
        (KEY, 401, "no_key"),
        ("Bearer", 401, "no_key"),
        (f"Basic {KEY}", 401, "no_key"),
        ("Bearer rk_somebody", 401, "unknown_key"),
        (f"Bearer {HASHED}", 401, "unknown_key"),
    ],
    ids=["none", "empty", "bare key", "no key after Bearer", "Basic", "unknown", "hash"],
)
def test_others_are_asked_for_a_key(
    access: Access, authorization: str | None, status: int, code: str
) -> None:
    with pytest.raises(Problem) as caught:
        access.key(request(authorization), "read")
    assert (caught.value.status, caught.value.code) == (status, code)
    assert caught.value.headers is not None
    assert "www-authenticate" in caught.value.headers


def test_a_key_without_the_scope_is_told_what_it_has(access: Access) -> None:
    with pytest.raises(Problem, match="lacks the scope 'admin'; it has read, curate") as caught:
        access.key(request(f"Bearer {KEY}"), "admin")
    assert caught.value.status == 403


def test_before_the_config_is_there_nobody_is_told_that_a_key_is_wrong(tmp_path: Path) -> None:
    access = Access(ConfigFile(tmp_path / "missing.toml", given=True))
    with pytest.raises(Problem) as caught:
        access.key(request(f"Bearer {KEY}"), "read")
    assert (caught.value.status, caught.value.code) == (503, "no_config")
    assert caught.value.headers == {"retry-after": "5"}


@pytest.mark.parametrize(
    ("client", "local"),
    [
        (("127.0.0.1", 1), True),
        (("127.8.8.8", 1), True),
        (("::1", 1), True),
        (("10.0.0.1", 1), False),
        (("localhost.example", 1), False),
        (None, False),
    ],
)
def test_this_machine_is_told_by_its_address(client: tuple[str, int] | None, local: bool) -> None:
    assert is_local(request(None, client)) is local


@pytest.mark.parametrize(
    "name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"]
)
def test_behind_a_proxy_on_this_machine_nobody_is_local(name: str) -> None:
    asked = request(None, ("127.0.0.1", 1))
    asked.scope["headers"] = [(name.lower().encode(), b"127.0.0.1")]
    assert not is_local(asked)
