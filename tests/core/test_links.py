"""Which links are the same, and which say something."""

import pytest

from streams.core.text import links, links_of


@pytest.mark.parametrize(
    ("link", "form"),
    [
        ("https://www.Example.com/A/b/?x=1#top", "example.com/A/b?x=1"),
        ("http://m.example.com:80//a", "example.com/a"),
        ("example.com/a?utm_source=x&b=2&UTM_medium=y&a=1", "example.com/a?a=1&b=2"),
        ("https://example.com/?gclid=1&spm=a.b.c&share_token=z&fbclid=7", "example.com"),
        ("https://example.com/#/page/3", "example.com#/page/3"),
        ("https://user:pass@example.com/a", "example.com/a"),
        ("https://youtu.be/Qx7RkPzL2wE?si=k&t=30", "youtube.com/watch?t=30&v=Qx7RkPzL2wE"),
        (
            "https://mp.weixin.qq.com/s?__biz=M==&mid=2&idx=1&sn=0a&chksm=f1&scene=21#rd",
            "mp.weixin.qq.com/s?__biz=M==&idx=1&mid=2&sn=0a",
        ),
        # Elsewhere such a parameter may choose the page.
        ("https://example.com/trip?from=paris&scene=2", "example.com/trip?from=paris&scene=2"),
        ("https://[::1", ""),
        ("nothing", ""),
        ("HTTP://.0", ""),
        ("https://example.com/" + "a" * 2_000, ""),
        ("", ""),
    ],
)
def test_a_link_has_one_form(link: str, form: str) -> None:
    assert links.normalised(link) == form
    assert links.normalised(form) == form


def test_links_of_a_report_are_those_of_its_field_and_its_text() -> None:
    text = "看https://a.example.com/1，和t.cn/abc吧 (https://a.example.com/1?utm_id=3)。"
    assert links_of(text, "https://b.example.com/2") == (
        "b.example.com/2",
        "a.example.com/1",
        "t.cn/abc",
    )
    assert links_of("没有链接 3.5/10 a.b", " ") == ()


def test_a_list_of_links_is_cut() -> None:
    text = " ".join(f"https://a.example.com/{n}" for n in range(50))
    assert len(links_of(text)) == links.MOST_LINKS


@pytest.mark.parametrize(
    ("link", "is_site"),
    [
        ("example.com", True),
        ("example.com/index.html", True),
        ("example.com/home", True),
        ("example.com/a", False),
        ("example.com?id=3", False),
        ("example.com/index.php?id=3", False),
        ("example.com#/page/3", False),
    ],
)
def test_a_site_is_no_page(link: str, is_site: bool) -> None:
    assert links.is_site(link) is is_site
