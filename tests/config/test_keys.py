"""Keys: what is made, what is kept, and how a block in the file looks."""

import re

import pytest

from streams.config.file import parse
from streams.config.keys import hash_of, key_block, new_key
from streams.config.mistakes import ConfigError
from tests.config.example import EXAMPLE


def test_a_key_is_told_by_its_beginning_and_never_made_twice() -> None:
    made = {new_key()[0] for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"rk_[\w-]{43}", key) for key in made)


def test_only_the_hash_of_a_key_is_kept() -> None:
    key, hashed = new_key()
    assert hashed == hash_of(key)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", hashed)
    block = key_block("desk", "main", ("read",), hashed, None)
    assert key not in block
    assert hashed in block


def test_a_hash_never_changes() -> None:
    # What stands in people's files: another digest would lock everybody out.
    digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    assert hash_of("foo") == f"sha256:{digest}"


@pytest.mark.parametrize("limit", [None, 1, 6_000])
@pytest.mark.parametrize("scopes", [(), ("report",), ("report", "read", "curate", "admin")])
def test_a_block_says_what_it_was_made_of(scopes: tuple[str, ...], limit: int | None) -> None:
    (key,) = parse(key_block("desk", "north", scopes, "sha256:00", limit)).keys
    assert (key.name, key.tenant, key.hash) == ("desk", "north", "sha256:00")
    assert key.scopes == scopes
    assert key.reports_per_minute == limit


def test_a_block_may_be_put_behind_any_file() -> None:
    after = parse(EXAMPLE + key_block("desk", "main", ("read",), "sha256:11", None))
    assert [key.name for key in after.keys] == ["city-app", "desk"]
    assert after.policies == parse(EXAMPLE).policies


def test_a_scope_that_there_is_not_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match=r"line 6: keys\[0\]\.scopes"):
        parse(key_block("desk", "main", ("wrte",), "sha256:00", None))


@pytest.mark.parametrize("limit", ["0", "-1", "-6000"])
def test_a_limit_of_nothing_is_a_mistake(limit: str) -> None:
    wrong = EXAMPLE.replace("reports_per_minute = 6000", f"reports_per_minute = {limit}")
    with pytest.raises(
        ConfigError,
        match=r"line 7: keys\[0\]\.reports_per_minute: at least 1 .* leave the line out",
    ):
        parse(wrong)
    with pytest.raises(ConfigError, match="reports_per_minute"):
        parse(key_block("a", "main", ("report",), "sha256:x", int(limit)))
