"""What people type for each other is compared as one, in every script."""

import unicodedata
from itertools import combinations, permutations

import pytest

from streams.core import text
from streams.core.lanes import family
from streams.core.matching.index import Index

SPELLINGS = {
    "Arabic as it is typed": (
        "إغلاق المدرسة الابتدائية الأولى في الإسكندرية غدا بسبب الأنفلونزا",
        "اغلاق المدرسه الابتدائيه الاولى في الاسكندريه غدا بسبب الانفلونزا",
        "إغـلاق المـدرسة الابتـدائية الأولـى فـي الإسـكندرية غـدا بسـبب الأنفـلونزا",
        "إِغْلَاقُ الْمَدْرَسَةِ الِابْتِدَائِيَّةِ الْأُولَى فِي الْإِسْكَنْدَرِيَّةِ غَدًا بِسَبَبِ الْأَنْفُلُونْزَا",
    ),
    "Persian on an Arabic keyboard": (
        "کلیه بانکهای کشور از شنبه تعطیل میشوند و کارتهای بانکی کار نمیکنند",
        "كليه بانكهاي كشور از شنبه تعطيل ميشوند و كارتهاي بانكي كار نميكنند",
    ),
    "digits of all scripts": (
        "يوم 12 سيتم قطع المياه عن المدينة",
        "يوم ١٢ سيتم قطع المياه عن المدينة",
        "يوم ۱۲ سيتم قطع المياه عن المدينة",
        "يوم १२ سيتم قطع المياه عن المدينة",
    ),
    "Vietnamese without marks": (
        "Khẩn cấp: ngày mai cắt nước toàn thành phố, mọi người đi trữ nước ngay",
        "Khan cap: ngay mai cat nuoc toan thanh pho, moi nguoi di tru nuoc ngay",
    ),
    "Portuguese without marks": (
        "Não haverá vacinação amanhã: a prefeitura já não tem mais agulhas",
        "Nao havera vacinacao amanha: a prefeitura ja nao tem mais agulhas",
    ),
    "Cyrillic letters in Latin words": (
        "The bank will stop PayPal withdrawals on Monday, a cop said",
        "Thе bаnk will stоp PаyPаl withdrаwаls on Mоndаy, а сор said",
    ),
    "Latin letters in Cyrillic words": (
        "Банк остановит выдачу наличных в понедельник",
        "Бaнк oстaновит выдaчу нaличных в пoнeдельник",
    ),
    "letters of mathematics, in boxes and small capitals": (
        "The bank will stop withdrawals on Monday",
        "𝐓𝐡𝐞 𝐛𝐚𝐧𝐤 𝔀𝓲𝓵𝓵 𝕤𝕥𝕠𝕡 𝚠𝚒𝚝𝚑𝚍𝚛𝚊𝚠𝚊𝚕𝚜 🅾🅽 ᴍᴏɴᴅᴀʏ",
    ),
    "Chinese characters in halves": (
        "强烈建议大家到超市买药，病毒检测要花钱",
        "弓虽烈建议大家到走召市买艹约，疒丙毒检测要花钅戋",
    ),
    "Chinese written backwards": (
        "明天全市停水三天，大家赶紧存水",
        "\u202e水存紧赶家大，天三水停市全天明\u202c",
    ),
    "letters that are two": (
        "Die Straße zur Fabrik ist gesperrt, die œuvre und der Köder auch",
        "Die Strasse zur Fabrik ist gesperrt, die oeuvre und der Köder auch",
    ),
    "ligatures of print": (
        "The office confirms that the flood will affect the first floor",
        "The oﬃce conﬁrms that the ﬂood will aﬀect the ﬁrst ﬂoor",
    ),
    "Kana among Han letters": ("中国人口三千万", "中国人ロ三チ万"),
    "kana of half width": (
        "このワクチンはデマだとテレビで言っていた",
        "このﾜｸﾁﾝはﾃﾞﾏだとﾃﾚﾋﾞで言っていた",
    ),
    "Hindi without dots, with the other nasal": (
        "लड़कियाँ कल सड़क पर नहीं जाएँगी, ज़रूर बताएँ",
        "लडकियां कल सडक पर नहीं जाएंगी, जरूर बताएं",
    ),
}
IN_PARTS = (
    "내일부터 전국 은행 현금 인출이 중단된다고 합니다 빨리 찾으세요",
    "このワクチンはデマだとテレビで言っていた",
    "Khẩn cấp: ngày mai cắt nước toàn thành phố, mọi người trữ nước ngay",
    "আগামীকাল থেকে শহরে কোথাও পানি থাকবে না, সবাইকে জানাও",
    "நாளை முதல் கொழும்பில் தண்ணீர் நிறுத்தப்படும் என்று கூறுகிறார்கள்",
    "Завтра отключат воду во всём городе, сообщите ей и другим",
)


JOINS = 0.22  # `Parameters.join`


def score(one: str, other: str) -> float:
    """What the matcher makes of the second text where it knows the first."""
    assert family(one) == family(other)
    index = Index(family(one))
    index.add([text.matchable(one)], [1])
    return float(index.find([text.matchable(other)]).scores[0])


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_a_text_are_the_same_text(name: str) -> None:
    for one, other in combinations(SPELLINGS[name], 2):
        assert score(one, other) == 1.0
        assert score(other, one) == 1.0


@pytest.mark.parametrize("raw", IN_PARTS)
def test_a_text_in_parts_is_the_same_text(raw: str) -> None:
    parts = unicodedata.normalize("NFD", raw)
    assert parts != raw
    assert score(raw, parts) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("कल से पानी बंद रहेगा", "कल से पान बंद रहेगा"),
        ("พบเสือในหมู่บ้านเมื่อคืน", "พบเสื้อในหมู่บ้านเมื่อคืน"),
        ("https://v.example.com/watch?v=Qx7RkPzL2wE", "https://v.example.com/watch?v=m9BvT4cHsYu"),
        (
            "https://m.example.com/story.php?story_fbid=1544321098765432&id=100003690000001",
            "https://m.example.com/story.php?story_fbid=2087654321098765&id=100051230000002",
        ),
        ("快看 https://v.example.com/watch?v=1a", "快看 https://v.example.com/watch?v=2b"),
    ],
)
def test_other_words_and_other_links_stay_apart(one: str, other: str) -> None:
    assert score(one, other) < 0.22


def test_long_numbers_are_compared_as_one() -> None:
    claim = "领补贴请联系老师登记，过时不候，电话{}"
    assert score(claim.format("13800138000"), claim.format("139 1234-5678")) == 1.0
    assert text.matchable("2024年12月5日停水3天，欠费120元") == "2024年12月5日停水3天，欠费120元"


def test_a_common_phone_number_alone_joins_nothing() -> None:
    one = "高价回收旧手机，电话+86 138-0013-8000"
    assert score(one, "本市三院急需血小板，请拨+86 138-0013-8000") < JOINS


LINK = "https://v.example.com/watch?v=Qx7RkPzL2wE"
CLAIMS = {
    # Two claims that share a clause: near each other, and not near enough to be one.
    "cjk": (
        "听说下周一全市的自来水都要停三天，具体原因没有人知道",
        "水厂的朋友讲检修推迟了，具体原因没有人知道，先别囤水",
        "某小区昨晚发现一只老虎，警方正在连夜搜山",
    ),
    "alphabet": (
        "They say the city will cut all water from Monday and nobody knows the reason for it",
        "A friend at the plant says repairs are late and nobody knows the reason for it, relax",
        "A tiger was seen near the old market last night while police searched the hills",
    ),
}


def test_few_words_beside_one_link_are_matched_by_the_link() -> None:
    assert score(f"快看 {LINK}", f"转起来 {LINK}&fbclid=3") >= JOINS
    assert score(f"look at this {LINK}", f"unbelievable {LINK}#t=3") >= JOINS


@pytest.mark.parametrize("name", CLAIMS)
def test_a_shared_page_is_evidence_and_not_enough_by_itself(name: str) -> None:
    one, near, far = CLAIMS[name]
    assert JOINS / 2 <= score(one, near) < JOINS
    assert score(f"{one} {LINK}", f"{near} {LINK}") >= JOINS
    assert score(f"{one} {LINK}", f"{far} {LINK}") < JOINS
    for others in ("https://v.example.com/watch?v=m9BvT4cHsYu", "https://v.example.com/"):
        assert score(f"{one} {LINK}", f"{near} {others}") < JOINS


@pytest.mark.parametrize("site", ["https://v.example.com/", "www.example.com/index.html"])
def test_a_shared_site_is_no_evidence(site: str) -> None:
    one, near, _ = CLAIMS["cjk"]
    assert score(f"{one} {site}", f"{near} {site}") == score(one, near)


SHORT_CLAIMS = {
    "cjk": (
        "喝消毒液可以杀死病毒",
        "三号地铁站今早失火停运",
        "市长今天宣布辞职",
        "微信聊天记录要全部删掉否则会被封群封号",
    ),
    "alphabet": (
        "The mayor bought a yacht in Monaco",
        "All volcanoes will erupt in November",
        "New bank cards contain a chip that records every conversation near your phone",
    ),
}


@pytest.mark.parametrize("name", SHORT_CLAIMS)
def test_short_claims_that_share_a_page_alone_stay_apart(name: str) -> None:
    page = "https://news.example/live/2026-11-28"
    for one, other in permutations(SHORT_CLAIMS[name], 2):
        assert score(f"{one} {page}", f"{other} {page}") < JOINS


def test_hardly_any_words_beside_a_link_join_the_claim_that_has_it() -> None:
    assert score(f"{SHORT_CLAIMS['cjk'][-1]} {LINK}", f"快看 {LINK}") >= JOINS
    assert score(f"{SHORT_CLAIMS['alphabet'][-1]} {LINK}", f"omg {LINK}") >= JOINS


def test_the_link_of_a_report_counts_as_one_in_its_text() -> None:
    one, _, _ = CLAIMS["cjk"]
    assert text.matchable(one, LINK).split() == text.matchable(f"{one} {LINK}").split()
    assert text.matchable(f"{one} {LINK}", LINK) == text.matchable(f"{one} {LINK}")


def test_shortened_links_are_compared_only_where_there_is_little_else() -> None:
    one, _, _ = CLAIMS["cjk"]
    assert text.matchable(f"{one} http://t.cn/abc").split() == [one]
    assert text.matchable("快看 http://t.cn/abc") != text.matchable("快看 http://t.cn/abd")


def test_aliases_are_spelled_out() -> None:
    assert text.matchable("加v信领红包") == "加微信领红包"


@pytest.mark.parametrize("alias", sorted(text.ALIASES))
def test_every_alias_is_spelled_out_wherever_it_stands(alias: str) -> None:
    meant = text.ALIASES[alias]
    assert text.matchable(f"领取{alias.upper()}红包") == f"领取{meant}红包"


@pytest.mark.parametrize(
    "raw",
    [
        "сосо и река",  # Russian words of look-alikes, in a Russian text
        "ελληνικά νέα",
        "タワーの夕方、カ所",
        "5カ所で停電",
        "女子木林",  # two characters, and no halves
    ],
)
def test_a_letter_in_its_own_script_is_what_it_is(raw: str) -> None:
    assert text.matchable(raw) == raw
