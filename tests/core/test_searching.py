"""The words of a query."""

import pytest

from streams.core.text.searching import sought


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("水厂", ("水厂",)),
        (" 水厂 \t投毒\u3000水厂\n", ("水厂", "投毒")),
        ('"水厂 投毒" 今晚', ("水厂 投毒", "今晚")),
        ("“ 水厂 投毒 ”今晚", ("水厂 投毒", "今晚")),
        ('a"b c"', ('a"b', 'c"')),
        ('"a b', ('"a', "b")),
        ('""', ('""',)),
        ('" "', ()),
        (" ", ()),
        ("", ()),
    ],
)
def test_words_and_phrases_each_have_to_be_there(query: str, words: tuple[str, ...]) -> None:
    assert sought(query) == words
