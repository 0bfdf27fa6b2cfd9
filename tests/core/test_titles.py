"""Titles: what a chain letter claims, not whom it greets and what it asks for."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.masking import mask, title
from streams.core.titles import LONGEST_ALPHABETIC, headline

HERE = Path(__file__).parent
# What a title begins with that holds a greeting; written without a look at the patterns.
SALUTATION = re.compile(
    r"^\W*(各位|亲爱|大家好|朋友们|您好|你好|早上好|街坊|家人们|女士们|姐妹|hello|hi |hey|dear "
    r"|good morning|good evening|folks|ladies|morning|parents,|hola|querid|estimad|buen[oa]s? "
    r"|amig[oa]s|vecinos"
    r"|señores|chicas|mamás|assalam|selamat|halo|bapak|ibu|yth|bunda|gaes|kepada)",
    re.IGNORECASE,
)


def letters(name: str) -> list[tuple[str, str]]:
    """The words of the claim, and the letter."""
    lines = (HERE / f"titles_{name}.txt").read_text().splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[misc]


def measure(name: str) -> tuple[int, int, list[str]]:
    """How many titles hold the claim, how many a salutation, and those that are wrong."""
    hold = greet = 0
    wrong = []
    for claim, letter in letters(name):
        found = headline(letter)
        holds = claim.lower() in found.lower()
        greets = SALUTATION.match(found) is not None
        hold += holds
        greet += greets
        if greets or not holds:
            wrong.append(f"{claim}: {found}")
    return hold, greet, wrong


def test_nine_of_ten_titles_hold_the_claim() -> None:
    practised, measured = measure("practised"), measure("measured")
    assert practised[0] + measured[0] >= 102, practised[2] + measured[2]
    assert practised[1] + measured[1] <= 2
    assert measured[0] >= 55, measured[2]
    assert measured[1] <= 1


def test_who_says_so_stands_before_the_claim_and_not_in_the_title() -> None:
    letter = "Hi all! My cousin works at the county. The bridge will be closed for a month. Share!"
    assert headline(letter) == "The bridge will be closed for a month"
    assert headline("各位邻居：紧急通知，明天起停水三天，请转告") == "明天起停水三天"


@pytest.mark.parametrize(
    ("letter", "held"),
    [
        ("Bom dia pessoal, amanhã vai faltar água na cidade", "amanhã vai faltar água na cidade"),
        ("Здравствуйте, соседи! Завтра отключат воду", "Завтра отключат воду"),
        ("Дорогие соседи, завтра отключат воду в районе", "завтра отключат воду в районе"),
        ("Bonjour à tous, les écoles seront fermées lundi", "les écoles seront fermées lundi"),
        ("Guten Morgen, das Wasser wird abgestellt", "das Wasser wird abgestellt"),
        ("Chào mọi người, ngày mai cả thành phố bị cắt nước", "ngày mai cả thành phố bị cắt nước"),
        ("السلام عليكم ورحمة الله، غدا ستغلق جميع المدارس", "غدا ستغلق جميع المدارس"),
        ("नमस्ते दोस्तों, कल से सभी बैंक बंद रहेंगे", "कल से सभी बैंक बंद रहेंगे"),
        ("皆さんこんにちは、明日から断水になるそうです", "明日から断水になるそうです"),
        ("여러분 안녕하세요, 내일부터 단수가 된다고 합니다", "내일부터 단수가 된다고 합니다"),
        # The same words that begin a claim.
        ("Дорогие лекарства подделывают", "Дорогие лекарства подделывают"),
        ("Друзья мэра украли деньги", "Друзья мэра украли деньги"),
        ("Liebe macht blind, sagt Studie", "Liebe macht blind, sagt Studie"),
    ],
)
def test_a_greeting_in_any_language_is_no_title(letter: str, held: str) -> None:
    assert headline(letter) == held


@pytest.mark.parametrize(
    ("letter", "held"),
    [
        # What to leave alone stands with why.
        (
            "今年西瓜千万别买！西瓜打了避孕药和红色素，吃了会得病，转给家人",
            "今年西瓜千万别买！西瓜打了避孕药和红色素，吃了会得病",
        ),
        ("今年西瓜千万别买！转给家人！", "今年西瓜千万别买！"),
        (
            "Don't eat the bananas. They contain worms from Somalia. Share!",
            "Don't eat the bananas. They contain worms from Somalia",
        ),
        ("¡Ojo con las sandías! Les inyectan veneno", "Ojo con las sandías! Les inyectan veneno"),
        # A call for care is an alarm only where it is about nothing.
        (
            "hati-hati telur palsu dari plastik, kalau dimakan usus lengket",
            "hati-hati telur palsu dari plastik, kalau dimakan usus lengket",
        ),
        ("Awas telur palsu beredar di pasar", "Awas telur palsu beredar di pasar"),
        ("Waspada para orang tua! Ada penculik di pasar kota", "Ada penculik di pasar kota"),
        ("Beware of the white van near school", "Beware of the white van near school"),
        (
            "Mucho cuidado con las sandías inyectadas, ya hay dos muertos",
            "Mucho cuidado con las sandías inyectadas, ya hay dos muertos",
        ),
        # Who plays somebody is what it is about; who tells it is not.
        (
            "冒充民警的假电话说你身份证涉案，接了就被远程转账",
            "冒充民警的假电话说你身份证涉案，接了就被远程转账",
        ),
        ("骗子冒充医生说你中奖了，转账就没了", "骗子冒充医生说你中奖了，转账就没了"),
        ("我同学说城南水库被人倒农药了！", "城南水库被人倒农药了！"),
        ("楼上老李亲口讲：城南水库被人倒农药了！", "城南水库被人倒农药了！"),
        ("自来水公司说城南水库被人倒农药了！", "自来水公司说城南水库被人倒农药了！"),
        ("老鼠药厂的说明书写错了剂量", "老鼠药厂的说明书写错了剂量"),
        (
            "Un falso policía me dijo que mi cuenta estaba bloqueada",
            "Un falso policía me dijo que mi cuenta estaba bloqueada",
        ),
        # Where it is stands before the claim.
        ("城南水库被人倒农药了！", "城南水库被人倒农药了！"),
        ("城南水库，被人倒农药了！转给家人", "城南水库，被人倒农药了！"),
        ("【城南】水库被人倒农药了！", "城南：水库被人倒农药了！"),
        ("【紧急】水库被人倒农药了！", "水库被人倒农药了！"),
        ("亲，水库被人倒农药了！", "水库被人倒农药了！"),
        ("In Leeds, the water is poisoned. Share!", "In Leeds, the water is poisoned"),
    ],
)
def test_the_whole_claim_is_in_the_title(letter: str, held: str) -> None:
    assert headline(letter) == held


@pytest.mark.parametrize(
    "text", ["转发！", "大家好", "Hello everyone!", "紧急通知", "ok", "https://x.example/a"]
)
def test_where_nothing_is_claimed_the_beginning_is_the_title(text: str) -> None:
    assert headline(text) == title(text)


def test_a_plain_sentence_is_its_own_title() -> None:
    for text in (
        "微信聊天记录要全部删掉，否则会被封群封号",
        "Is it true that the bridge is closed?",
    ):
        assert headline(text) == text


def test_a_number_of_a_person_is_in_no_title() -> None:
    found = headline("各位注意！老师电话13800138000，明天停水三天")
    assert "13800138000" not in found
    assert headline(mask("加我13800138000领取五千元补贴")) == headline(
        "加我13800138000领取五千元补贴"
    )


@given(st.text(max_size=300))
def test_any_text_has_a_title_on_one_short_line(text: str) -> None:
    found = headline(text)
    assert len(found) <= LONGEST_ALPHABETIC
    assert "\n" not in found
    assert headline(text) == found


@pytest.mark.parametrize(
    "piece", ["转", "请", "a ", "朋友", "un ", "my friend ", "，", "!", "[[", "(", "各位"]
)
def test_no_text_is_slow(piece: str) -> None:
    """A bound in looks, not in time: the pattern that backtracks would not end at all."""
    assert len(headline(piece * 5_000)) <= LONGEST_ALPHABETIC
