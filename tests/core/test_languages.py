"""One form of a language's tag, however an app writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.languages import language_tag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("", ""),
        ("ZH", "zh"),
        ("zh-cn", "zh-CN"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("es-419", "es-419"),
        ("en-GB-x-TWAI", "en-GB-x-twai"),
        ("X-Klingon", "x-klingon"),
    ],
)
def test_tags_are_written_as_the_rfc_has_them(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@given(st.lists(st.text("abcXYZ1", min_size=1, max_size=8), min_size=1, max_size=5))
def test_case_says_nothing(parts: list[str]) -> None:
    tag = "-".join(parts)
    assert language_tag(tag.upper()) == language_tag(tag.lower()) == language_tag(language_tag(tag))
