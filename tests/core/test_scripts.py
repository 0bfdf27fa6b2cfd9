"""A text in both Chinese scripts."""

import pytest

from streams.core.matching.fold.scripts import MOST_FORMS, forms_of, in_simplified


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("聊天记录", "聊天記錄"),
        ("聊天記錄", "聊天记录"),
        ("头发会发白", "頭髮會發白"),
        ("后面", "後面"),
        ("皇后", "皇后"),
        ("台湾", "臺灣"),
        ("台湾", "台灣"),
    ],
)
def test_a_text_has_forms_in_both_scripts(text: str, form: str) -> None:
    assert form in forms_of(text)
    assert forms_of(text)[0] == text
    assert in_simplified(text) in forms_of(text)


def test_what_no_script_writes_otherwise_has_one_form() -> None:
    assert forms_of("delete your chat 100%") == ("delete your chat 100%",)


def test_a_long_text_has_bounded_forms() -> None:
    text = "发后里面干" * 40
    forms = forms_of(text)
    assert len(forms) == len(set(forms)) <= MOST_FORMS
    assert {in_simplified(form) for form in forms} == {text}
