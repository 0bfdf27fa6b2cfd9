"""Documents and forms as others send them."""

import pytest

from streams.parsing import Unreadable
from streams.parsing.documents import base64_bytes, form_fields, json_or, json_value, toml_table

DEEP = 100_000


def test_null_is_a_value_and_no_absence() -> None:
    assert json_value("null") is None
    assert json_or(b"null", "none") is None
    assert json_or(b"nul", "none") == "none"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Expecting value"),
        ("{", "Expecting property name"),
        (b"\xff", "codec can't decode"),
        ("9" * 5_000, "Exceeds the limit"),
        ("[" * DEEP, "its brackets are nested too deeply"),
    ],
)
def test_what_is_no_json_says_why(data: str | bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        json_value(data)
    assert json_or(data, {}) == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = ", "Invalid value"),
        ("a = 1\na = 2", "Cannot overwrite"),
        (f"a = {'9' * 5_000}", "Exceeds the limit"),
        (f"a = {'[' * DEEP}", "^brackets are nested too deeply$"),
    ],
)
def test_what_is_no_toml_says_why(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        toml_table(text)


def test_toml_is_read() -> None:
    assert toml_table("a = 1") == {"a": 1}


def test_base64_is_read() -> None:
    assert base64_bytes("_-8=") == b"\xff\xef"
    for nonsense in ("a", "abc", "é==="):
        assert base64_bytes(nonsense) is None


def test_a_form_is_read_up_to_its_most() -> None:
    assert form_fields(b"a=1&b=", most=2) == [("a", "1"), ("b", "")]
    assert form_fields(b"a=1&b=&c=", most=2) is None
    assert form_fields(b"\xff=1", most=2) is None
