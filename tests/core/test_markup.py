"""What platforms put around a message, and what is a message though it looks like that."""

import pytest

from streams.core import text


def words(raw: str) -> str:
    return " ".join(text.words_of(raw).split())


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("看 http://t.cn/abc @小明 [泪] 这里", "看 这里"),
        ("看http://t.cn/abc，这里", "看 ，这里"),
        ("详情见www.example.com/a?b=1吧", "详情见 吧"),
        ("@小明：明天停水", "：明天停水"),
        ("@john_doe明天停水", "明天停水"),
        ("ask @user@mastodon.social about it", "ask about it"),
        ("//@某某某某某某某某某某某某: 明天停水", "// : 明天停水"),
        ("＠小明 明天停水", "明天停水"),
        ("@小明\u2005明天停水", "明天停水"),
        # Whoever addresses everybody names nobody.
        ("@所有人明天全市停水三天，请互相转告", "明天全市停水三天，请互相转告"),
        ("@全体成员 明天停水", "明天停水"),
        ("@everyone the water will be cut", "the water will be cut"),
        ("@All明天停水", "明天停水"),
        # A run too long for a name is the message, and its sign folds away.
        ("@小明明天全市停水三天请互相转告", "@小明明天全市停水三天请互相转告"),
        # An address is no mention.
        ("write to press@example.org now", "write to press@example.org now"),
        # Pictures by their names; a headline is text.
        ("[泪][doge][lxhx滚过]明天停水[Smile]", "明天停水"),
        ("[明天停水通知]请互相转告", "[明天停水通知]请互相转告"),
        ("【地震预警】请互相转告", "【地震预警】请互相转告"),
        ("[停水] [BREAKING] schools close", "[停水] [BREAKING] schools close"),
        ("#停水# 明天", "#停水# 明天"),
    ],
)
def test_words_are_what_is_left(raw: str, left: str) -> None:
    assert words(raw) == left


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@所有人明天全市停水三天，请互相转告", "@所有人后天凌晨有八级地震，请互相转告"),
        ("[明天停水通知]请互相转告", "[地震预警]请互相转告"),
        ("@小明停水了 请互相转告", "@小明地震了 请互相转告"),
        ("快看 https://v.example.com/watch?v=1a", "快看 https://v.example.com/watch?v=2b"),
        ("https://v.example.com/watch?v=1a", "https://v.example.com/watch?v=2b"),
    ],
)
def test_nothing_is_compared_without_what_tells_it_from_others(one: str, other: str) -> None:
    assert text.matchable(one) != text.matchable(other)


def test_names_are_left_out_where_the_message_says_enough() -> None:
    rest = "明天上午九点起全城停气，赶紧做好准备"
    assert text.matchable(f"@小明 {rest}").split() == [rest]


@pytest.mark.parametrize("raw", ["@小明", "[泪]", "http://localhost/abc"])
def test_a_text_of_nothing_but_such_things_is_compared_as_it_is(raw: str) -> None:
    assert text.matchable(raw) == raw
