"""A key's block is cut out of the file, and nothing else."""

import pytest

from streams.config.file import parse
from streams.config.keys import hash_of, key_block, new_key
from streams.config.mistakes import ConfigError
from streams.config.revocation import without_key
from tests.config.example import EXAMPLE


def test_a_key_is_revoked_in_its_own_tenant_only() -> None:
    blocks = "".join(
        key_block("app", tenant, ("read",), hash_of(tenant), None) for tenant in ("a", "b")
    )
    with pytest.raises(ConfigError, match=r"\(a, b\).*--tenant"):
        without_key(blocks, "app")
    assert [key.tenant for key in parse(without_key(blocks, "app", "a")).keys] == ["b"]
    with pytest.raises(ConfigError, match="no key named 'app' of tenant 'c'"):
        without_key(blocks, "app", "c")


@pytest.mark.parametrize(
    "block",
    [
        "[[keys]]\nname = 'app'\nhash = 'sha256:1'\n",
        "  [[ keys ]]  # mine\nhash = 'sha256:1'\n\n\"name\" = \"app\"\nscopes = [\n  'read',\n]\n",
        '[[keys]]\nname = "a\\u0070p"\nhash = """sha256:1"""\n',
        "[[keys]]\r\nname = 'app'\r\nhash = 'sha256:1'\r\n",
    ],
)
def test_a_key_is_revoked_however_its_block_is_written(block: str) -> None:
    after = without_key(block + "# about the policy\n[policy]\nmin_reports = 40\n", "app")
    assert parse(after).keys == ()
    assert "# about the policy" in after
    assert parse(after).default_policy.min_reports == 40


def test_a_key_that_cannot_be_cut_out_is_left_alone() -> None:
    with pytest.raises(ConfigError, match="by hand"):
        without_key("keys = [{ name = 'app', hash = 'sha256:1' }]\n", "app")


def test_keys_are_added_and_revoked_without_touching_the_rest() -> None:
    key, hashed = new_key()
    assert key.startswith("rk_")
    assert hashed == hash_of(key)
    added = EXAMPLE + key_block("desk", "main", ("read",), hashed, None)
    assert [k.name for k in parse(added).keys] == ["city-app", "desk"]
    assert without_key(added, "city-app").count("a comment") == 0
    assert [k.name for k in parse(without_key(added, "desk")).keys] == ["city-app"]
    with pytest.raises(ConfigError):
        without_key(EXAMPLE, "nobody")


def test_every_other_line_stays_as_it_was_written() -> None:
    before = EXAMPLE.splitlines()
    after = without_key(EXAMPLE, "city-app").splitlines()
    assert after == [line for number, line in enumerate(before) if not 1 <= number <= 6]


def test_a_comment_goes_with_the_block_that_it_stands_above() -> None:
    text = "".join(
        f"# about {name}\n" + key_block(name, "main", ("read",), hash_of(name), None).lstrip()
        for name in ("a", "b", "c")
    )
    after = without_key(text, "b")
    assert [line for line in after.splitlines() if line.startswith("#")] == [
        "# about a",
        "# about b",  # above the block that is gone: not ours to delete
        "# about c",
    ]
    assert [key.name for key in parse(after).keys] == ["a", "c"]


def test_a_file_with_a_mistake_is_not_touched() -> None:
    with pytest.raises(ConfigError, match="unknown section"):
        without_key(EXAMPLE + "[polcy]\n", "city-app")
