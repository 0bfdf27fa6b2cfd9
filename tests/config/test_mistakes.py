"""A mistake is named with the line that it stands in."""

import pytest

from streams.config.keys import Key
from streams.config.mistakes import ConfigError, check_names, converted, line_of, mistake
from tests.config.example import EXAMPLE


def test_line_of_falls_back_to_the_section() -> None:
    assert line_of(EXAMPLE, "receivers[0].secret_file") == 9


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("keys", 2),
        ("keys[0].name", 3),
        ("keys[0].scopes[1]", 6),
        ("receivers[0].events", 15),
        ("receivers[0].secret", 14),
        ("receivers[7].url", 9),  # there is no eighth block: the first one
        ("policy.min_reports", 20),
        ("policy.north", 22),
        ("policy.north.min_factor", 23),
        ("policy.north.major", 22),  # inherited: the table that it would stand in
        ("policy.south.major", 19),
    ],
)
def test_the_line_of_a_path(path: str, line: int) -> None:
    assert line_of(EXAMPLE, path) == line


@pytest.mark.parametrize(
    "text",
    [
        "[policy]\nmin_reports = 3\n[policy.north]\nmin_reports = 1\n",
        "[policy]\nmin_reports = 3\n[ policy . 'north' ]\nmin_reports = 1\n",
        '[policy]\nmin_reports = 3\n["policy"]\nnorth.min_reports = 1\n',
    ],
)
def test_a_tenants_line_is_not_taken_for_the_defaults(text: str) -> None:
    assert line_of(text, "policy.north.min_reports") in (1, 4)


def test_a_table_in_one_line_is_named_by_that_line() -> None:
    text = "[policy]\nmin_reports = 3\nnorth = { min_reports = 1 }\n"
    assert line_of(text, "policy.north.min_reports") == 3


def test_a_field_of_the_next_block_is_not_ones_own() -> None:
    text = '[[keys]]\nhash = "x"\n[[keys]]\nname = "b"\nhash = "y"\n'
    assert line_of(text, "keys[0].name") == 1
    assert line_of(text, "keys[1].name") == 4


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_line_within_a_text_is_nobodys(quotes: str) -> None:
    inside = f"frames = [{quotes}\n[policy]\nmin_reports = 1\n{quotes}]"
    text = f'[matching]\n# a """ in a comment\n{inside}\n[policy]\nmin_reports = 2\n'
    assert line_of(text, "policy.min_reports") == 8
    assert line_of(text, "policy.major") == 7
    assert line_of(text, "matching.frames") == 3


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("policy.min_reports", 6),
        ("policy.major", 5),
        ("policy.north-west.min_reports", 2),
        ("policy.north.min_reports", 4),
        ("policy.o city.min_reports", 8),
        ("policy..min_reports", 10),
        ("matching.frames", 11),
        ("receivers[1].url", 13),
    ],
)
def test_a_block_is_found_by_its_whole_name(path: str, line: int) -> None:
    text = (
        "[policy.north-west]\nmin_reports = 3\n['policy'.north]\nmin_reports = 3\n"
        '[policy]\nmin_reports = 3\n[policy."o\\u0020city"]\nmin_reports = 3\n'
        '[policy.""]\nmin_reports = 3\n[matching]  # frames = 3\n[[receivers]]\n[[receivers]]\n'
    )
    assert line_of(text, path) == line


def test_keys_with_dots_are_found() -> None:
    text = "matching.frames = []\npolicy.min_reports = 3\npolicy.north.min_reports = 3\n"
    assert line_of(text, "policy.min_reports") == 2
    assert line_of(text, "policy.north.min_reports") == 3
    assert line_of(text, "policy.north.major") == 3


def test_an_unknown_field_is_named_by_its_own_line() -> None:
    text = '[[keys]]\nname = "a"\n[[keys]]\nname = "b"\nhsh = "x"\n'
    raw = [{"name": "a", "hash": ""}, {"name": "b", "hash": "", "hsh": "x"}]
    with pytest.raises(ConfigError, match=r"^line 5: keys\[1\]: .*unknown field `hsh`$"):
        converted(text, "keys", raw, tuple[Key, ...])


def test_a_mistake_says_line_path_and_reason() -> None:
    assert str(mistake(EXAMPLE, "keys[0].hash", "why")) == "line 5: keys[0].hash: why"


def test_what_has_another_type_is_a_mistake_where_it_stands() -> None:
    assert converted(EXAMPLE, "keys", [1, 2], tuple[int, ...]) == (1, 2)
    with pytest.raises(ConfigError, match=r"^line 2: keys\[1\]: Expected `int`, got `str`$"):
        converted(EXAMPLE, "keys", [1, "2"], tuple[int, ...])


@pytest.mark.parametrize(
    "names", [[("main", "")], [("main", "a b")], [("ma/in", "a")], [("main", "x" * 65)]]
)
def test_a_name_that_would_need_quotes_is_a_mistake(names: list[tuple[str, str]]) -> None:
    with pytest.raises(ConfigError, match=r"keys\[0\]\.name: names are 1 to 64"):
        check_names(EXAMPLE, "keys", names)


def test_a_name_is_one_tenants_once() -> None:
    check_names(EXAMPLE, "keys", [("a", "app"), ("b", "app"), ("a", "中文")])
    with pytest.raises(ConfigError, match=r"keys\[2\]\.name: 'app' is there already"):
        check_names(EXAMPLE, "keys", [("a", "app"), ("b", "app"), ("a", "app")])
