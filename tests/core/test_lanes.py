"""In which lane a report is."""

import pytest

from streams.core.lanes import FAMILIES, family, family_of, lane_of, tenant_of


@pytest.mark.parametrize(
    ("raw", "family"),
    [
        ("微信聊天记录要全部删掉", "cjk"),
        ("All schools will close on Monday", "alphabet"),
        ("これは本当ですか", "cjk"),
        ("사실인가요", "cjk"),
        ("السكر الجديد", "alphabet"),
        ("请转发 WhatsApp", "cjk"),
        ("WhatsApp empezará 微", "alphabet"),
        ("12345", "alphabet"),
    ],
)
def test_the_family_with_the_most_information_wins(raw: str, family: str) -> None:
    assert lane_of("main", raw) == f"main/{family}"


def test_a_letter_of_three_is_not_enough_and_one_of_four_is_a_tie_for_the_alphabet() -> None:
    assert family("字ab") == "cjk"
    assert family("字abc") == "alphabet"
    assert family("!?") == "alphabet"


LINK = "https://mp.weixin.qq.com/s?__biz=MzA0AAAAAAAAAA==&mid=2650000001&idx=1&sn=0123456789abcdef"


@pytest.mark.parametrize(
    ("around", "family_"),
    [
        ("{} 详情 " + LINK, "cjk"),
        (LINK + "&chksm=f1e2d3c4b5a69788010203040506070809101112131415161718192021 {}", "cjk"),
        ("@a_very_long_handle_of_somebody @another_long_handle_of_another_one {}", "cjk"),
        ("@press@a-server-with-a-long-name.example.org {}", "cjk"),
        ("[doge][doge][doge][doge][doge][doge] {}", "cjk"),
        ("#停水# {}", "cjk"),
    ],
)
def test_what_stands_around_a_message_does_not_move_it(around: str, family_: str) -> None:
    assert family(around.format("明天上午全城停气")) == family_


@pytest.mark.parametrize("around", ["@所有人 {}", "@某某某某某某某某 {}", "[偷笑][泪流满面] {}"])
def test_nor_does_it_move_one_of_an_alphabet(around: str) -> None:
    assert family(around.format("no gas tomorrow")) == "alphabet"


@pytest.mark.parametrize("tenant", ["main", "north", "a/b"])
def test_a_lane_says_its_tenant_and_its_family(tenant: str) -> None:
    for text, script in (("微信", "cjk"), ("schools", "alphabet")):
        lane = lane_of(tenant, text)
        assert (tenant_of(lane), family_of(lane)) == (tenant, script)
        assert script in FAMILIES


def test_what_is_no_lane_has_no_tenant() -> None:
    assert tenant_of("main") == ""
