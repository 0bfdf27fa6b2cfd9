"""Stances of labelled sentences, each language in both roles:

hoaxes and what is said against them.
"""

import re
import time
from collections.abc import Callable

import pytest

from streams.core.matching import cues, flags, negation, stance, telltales
from streams.core.matching.cues import LANGUAGES, SCRIPTS, cues_of, folding, latin, readings
from streams.core.matching.cues.besides import besides_of
from streams.core.matching.cues.offices import SPEECH
from streams.core.matching.stance import CARRIES, QUESTIONS, REFUTES, stance_of
from streams.core.text.letters import QUESTION_MARKS
from tests.core.stances import HARD, Line, languages_of, lines_of, scores

PRACTISED = lines_of("practised")
MEASURED = lines_of("measured")
FLOORS = {"zh": 0.95, "en": 0.95}  # of questions and refutations; they are most of what is reported
FLOOR = 0.9  # of the other languages
SILENCED = 0  # of 331 hoaxes of the measured half
MISREAD = 15  # of 2,400 practised lines, all of them taken for the claim


@pytest.mark.parametrize("language", sorted(languages_of(MEASURED)))
def test_stances_are_read_right_in_the_half_that_is_only_measured(language: str) -> None:
    found = scores(languages_of(MEASURED)[language])
    print(language, found)
    for name in (QUESTIONS, REFUTES):
        assert found[name].precision >= FLOORS.get(language, FLOOR), name
        assert found[name].recall >= FLOORS.get(language, FLOOR), name
    assert found[CARRIES].recall >= 0.9


def test_who_may_not_be_held_up_has_all_languages_before_the_first_text() -> None:
    readings._language.cache_clear()
    stance.warm_up(all_languages=True)
    made = readings._language.cache_info().misses
    for line in MEASURED:
        stance_of(line.text)
    assert readings._language.cache_info().misses == made


def test_the_halves_are_large_enough_in_every_stance_and_language() -> None:
    assert len(MEASURED) >= 400
    assert len(PRACTISED) >= 400
    assert not {line.text for line in MEASURED} & {line.text for line in PRACTISED}
    for language, lines in languages_of(MEASURED).items():
        for name, score in scores(lines).items():
            assert score.lines >= 14, (language, name)
    assert set(languages_of(MEASURED)) == {
        *("zh", "en", "es", "pt", "ar", "hi", "id", "ru"),
        *("vi", "th", "ja", "ko", "yue"),
    }


@pytest.mark.parametrize(
    "line",
    [line for line in PRACTISED if line.kind in HARD],
    ids=lambda line: f"{line.language} {line.text[:30]}",
)
def test_no_hoax_that_insists_or_warns_of_fakes_is_silenced(line: Line) -> None:
    assert line.read == CARRIES


def test_few_hoaxes_of_the_measured_half_are_silenced() -> None:
    hard = [line for line in MEASURED if line.kind in HARD]
    assert len(hard) >= 60
    assert sum(line.read == REFUTES for line in hard) <= SILENCED


def test_the_sentences_the_rules_were_practised_on_stay_right() -> None:
    wrong = [line for line in PRACTISED if line.read != line.stance]
    print(*wrong, sep="\n")
    # What is still read wrongly is a denial or a question taken for the claim: an alarm too many.
    assert [line for line in wrong if line.read == REFUTES] == []
    assert len(wrong) <= MISREAD


@pytest.mark.parametrize("sign", ["Hospital A\n", "", "😱 ", "【转】"])
def test_what_stands_before_a_hoax_changes_nothing(sign: str) -> None:
    assert stance_of(sign + "小区门口出现虚假核酸点，大家互相转告") == CARRIES
    assert stance_of(sign + "他们说是谣言，其实是真的！快转发") == CARRIES


@pytest.mark.parametrize(
    "base",
    [
        "本市三家医院已经没有床位了，请大家减少外出，注意防护",
        "本市三家醫院已經沒有床位了，請大家減少外出，注意防護",
    ],
)
def test_a_longer_list_of_what_is_missing_is_no_denial(base: str) -> None:
    for more in ("没有药", "没有血", "沒有氧氣"):
        worse = base.replace("床位", f"床位{more}")
        assert stance_of(worse, base) == CARRIES


@pytest.mark.parametrize("reformed", [str, lambda joined: "".join(filter(str.isalnum, joined))])
def test_a_negation_counts_where_it_is_put_into_what_was_asserted(
    reformed: Callable[[str], str],
) -> None:
    """The joined wording may come with or without its punctuation; Chinese has no other form."""
    base = reformed("微信聊天记录要全部删掉，否则会被封群封号")
    assert stance_of("微信聊天记录不用全部删掉，不会被封群封号", base) == REFUTES
    assert stance_of("微信聊天記錄不需要全部刪掉，不會被封群封號！", base) == REFUTES
    assert stance_of("微信聊天记录不全部删掉就会被封群封号", base) == CARRIES
    assert stance_of("微信聊天记录会不会要全部删掉，否则会被封群封号", base) != REFUTES
    assert stance_of("这不是谣言，微信聊天记录不删不行，会被封群封号", base) == CARRIES


def test_lengths_are_compared_in_words() -> None:
    """Two negations that the joined wording has, too, are no denial, however it is punctuated."""
    base = "Do not drink the tap water in Lakeside; it isn't safe, and it won't be until Friday"
    assert stance_of(f"URGENT!!! {base.upper()}", base) == CARRIES
    assert stance_of(f"{base}, they said on the radio.", base) == CARRIES


def patterns_of(value: object) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, tuple):
        return [pattern for part in value for pattern in patterns_of(part)]
    return []


PATTERNS = {
    pattern.pattern: pattern
    for values in (
        [cues_of(language) for _, languages in SCRIPTS for language in languages],
        *(vars(module).values() for module in (stance, negation, flags, telltales)),
        *(tuple(table.values()) for table in telltales.TABLES.values()),
        SPEECH.values(),
        *(besides_of(language) for language in LANGUAGES),
    )
    for value in (*values, *vars(cues).values(), *vars(folding).values(), *vars(latin).values())
    for pattern in patterns_of(value)
}
NEVER_ENDING = (
    *(
        "«",
        "“",
        "《",
        "「",
        "『",
        "„",
        '"',
        "“«",
        "不是",
        "没有",
        "不",
        "是",
        "都全",
        "确实为",
        "经核实",
        "谣言",
        "假的",
    ),
    *(
        "这个消息",
        "网传",
        "官方已经",
        "请问",
        ".",
        "?",
        ",",
        " ",
        "q",
        "is ",
        "fake ",
        "this message ",
        "they say ",
    ),
    *("el mensaje ", "esta noticia ", "ini ", "هذا ", "خبر ", "यह ", "खबर ", "это ", "сообщение "),
    *(
        "it is false that ",
        "the mayor's report ",
        "es mentira que ",
        "это ложь, что ",
        "说是",
        "の発表",
        "رد ",
    ),
    *("họ nói là ", "tin này ", "công an ", "có phải ", "ข่าวปลอม", "เขาบอกว่า", "ตำรวจ", "ไม่จริง "),
    *("デマ", "という", "警察は", "の情報は", "가짜뉴스 ", "은행은 ", "라고 하", "소문은 "),
    *("話係", "呢個", "佢哋話", "唔係真", "la mairie ", "c'est ", "do not believe ", "nobody "),
    *("they say, don't believe it, ", "don't believe him, ", "guys, ", "官方说", "别信,", "大家,"),
    *("不要信他,", "ils vont dire ", "no le crean, ", "nao acredite, ", "glaubt ihm nicht, "),
    *(
        "полиция говорит, ",
        "не верьте, ",
        "jangan percaya, ",
        "पुलिस ने कहा, मत मानो, ",
        "لا تصدقوا, ",
    ),
    *(
        "đừng tin, ",
        "công an nói, ",
        "อย่าเชื่อ ",
        "信じないで、",
        "デマという",
        "믿지 마, ",
        "라고 ",
        "唔好信,",
    ),
)


def seconds(work: Callable[[], object]) -> float:
    best = 1e9
    for _ in range(3):
        began = time.thread_time()
        work()
        best = min(best, time.thread_time() - began)
    return best


def grows_too_fast(work: Callable[[str], object], sign: str) -> bool:
    """Whether ten times the length takes fifteen times as long, five times in a row; a millisecond
    is no matter.
    """
    short, long = ((sign * size)[:size] for size in (1_000, 10_000))
    for _ in range(5):
        took = seconds(lambda: work(long))
        if took < 0.001 or took < 15 * seconds(lambda: work(short)):
            return False
    return True


def test_no_pattern_is_slow_on_what_never_ends() -> None:
    assert len(PATTERNS) > 100
    slow = [
        (sign, pattern)
        for pattern, compiled in PATTERNS.items()
        for sign in NEVER_ENDING
        if grows_too_fast(lambda text, p=compiled: p.sub(" ", text), sign)  # type: ignore[misc]
    ]
    assert slow == []


@pytest.mark.parametrize("sign", NEVER_ENDING)
def test_a_stance_is_read_from_the_beginning_and_the_end(sign: str) -> None:
    assert not grows_too_fast(lambda text: stance_of(text, text[:-2]), sign)
    filler = "这一段只是讲天气和路况的闲话" * 300
    assert stance_of(f"辟谣：网传停水不实。{filler}") == REFUTES
    assert stance_of(f"{filler}。以上消息是谣言，请不要转发") == REFUTES


@pytest.mark.parametrize(
    ("denied", "worse", "calm"),
    [
        ("警方通报该消息系谣言，不要信，", "河边又发现一个", "秩序一切正常"),
        ("A polícia diz que é boato, não acreditem, ", "já levaram três", "está tudo normal"),
        ("La policía dice que es falso, no lo crean, ", "ya van tres", "todo está en calma"),
        ("Полиция говорит, что это фейк, не верьте, ", "пропали трое", "обстановка спокойная"),
    ],
)
def test_what_should_not_be_believed_is_told_by_what_comes_then(
    denied: str, worse: str, calm: str
) -> None:
    assert stance_of(denied + worse) == CARRIES
    assert stance_of(denied + calm) == REFUTES


@pytest.mark.parametrize(
    ("him", "them"),
    [
        ("谣言！不要相信他", "媒体说是谣言！不要相信他们"),
        ("It's a rumor. Don't believe her", "It's a rumor, they say. Don't believe them"),
        ("Es mentira, no le crean", "El banco dice que es mentira, no les crean"),
        ("Не верьте ему, это фейк", "Это фейк, говорят власти. Не верьте им"),
    ],
)
def test_who_sent_a_claim_is_not_who_denies_it(him: str, them: str) -> None:
    assert stance_of(him) == REFUTES
    assert stance_of(them) == CARRIES


@pytest.mark.parametrize(
    "text",
    [
        "This text is fake, don't trust it, it drains your account when you click",
        "这条短信是假的，别信，点了链接卡里的钱就被转走了",
        "This is false, don't believe it, they are hiding the bodies",
        "谣言！不要相信他，其实水早就有毒了",
    ],
)
def test_a_plain_denial_that_goes_on_against_itself_is_none(text: str) -> None:
    assert stance_of(text) == CARRIES


@pytest.mark.parametrize(
    ("denied", "claim"),
    [
        ("It is false that {}, ", "the ferry to Holm has a hole below the waterline"),
        ("Es mentira que {}, ", "el ferry de la isla tiene un agujero bajo la bodega"),
        ("É falso que {}, ", "a balsa da ilha tem um furo embaixo do porão"),
        ("Неправда, что {}, ", "в пароме на остров пробоина ниже ватерлинии"),
        ("Tidak benar kalau {}, ", "feri ke pulau berlubang di bawah garis air"),
    ],
)
def test_what_is_denied_besides_the_claim_denies_no_claim(denied: str, claim: str) -> None:
    """Only the joined wording tells what the claim is."""
    something = denied.format("xxxxx yyyyy")
    assert stance_of(something + claim, claim) == CARRIES
    assert stance_of(denied.format(claim) + "xxxxx yyyyy", claim) == REFUTES
    assert stance_of(something + "xxxxx zzzzz", claim) == REFUTES


def test_a_claim_that_was_made_by_a_denial_is_what_comes_behind_it() -> None:
    claim = "It's a lie that engineers came, the ferry to Holm has a hole below the waterline"
    assert stance_of(claim, claim) == CARRIES
    assert (
        stance_of("It's a lie that the ferry to Holm has a hole, I came with it", claim) == REFUTES
    )


OFFICES = (
    "警方",
    "市公安局",
    "教育局",
    "衛福部",
    "村委会",
    "Police",
    "The mayor",
    "La policía",
    "A polícia",
)
SAY = {"zh": ("：", "表示", "称", "通报"), "en": (" say ", " said ", " confirmed ")}
TOLD_FALSE = {
    "zh": ("该消息不实", "相关传言是谣言", "該影片為假訊息", "网传内容纯属捏造", "此说法是假的"),
    "en": ("the message is a hoax", "this video is fake", "the rumor is not true"),
}
ENDS = {"zh": ("", "，请勿轻信", "。"), "en": ("", ". Please do not share it", ".")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_reports_a_denial_refutes_until_something_is_held_against_it(language: str) -> None:
    against = {"zh": "，我家窗户都震碎了", "en": ", nurses tell another story"}[language]
    offices = [office for office in OFFICES if office.isascii() == (language == "en")]
    for office in offices[: -2 if language == "zh" else None]:
        for say in SAY[language]:
            for false in TOLD_FALSE[language]:
                for end in ENDS[language]:
                    assert stance_of(office + say + false + end) == REFUTES
                assert stance_of(office + say + false + against) != REFUTES


@pytest.mark.parametrize(
    "label",
    ["（谣言）", "#谣言", "——这是谣言", "。假消息，别信", " (FALSE)", " #fakenews", ". Fake!"],
)
def test_a_label_behind_a_claim_refutes_it(label: str) -> None:
    claim = (
        "老人坐公交要交保证金"
        if label.strip("#—（。 ")[:1] > "\u3000"
        else "Schools close on Monday"
    )
    assert stance_of(claim + label) == REFUTES
    assert stance_of(claim) == CARRIES


@pytest.mark.parametrize(
    "text", ["我妈说明天全市停水三天，是真的吗", "网警辟谣了吗", "They say it is fake, is it true?"]
)
def test_who_asks_last_asks(text: str) -> None:
    assert stance_of(text) == QUESTIONS


def test_small_signs_add_up_unless_somebody_is_sent_on() -> None:
    assert stance_of("Complete rubbish, no bank is closing") == REFUTES
    assert stance_of("Complete rubbish, no bank is closing, but stock up") == CARRIES
    assert stance_of("Police confirm no suspect has been caught, lock your doors") == CARRIES


@pytest.mark.parametrize("mark", sorted(set(QUESTION_MARKS) - {"¿"}))
def test_every_mark_that_asks_for_the_id_asks_for_the_stance(mark: str) -> None:
    assert stance_of(f"西山水库昨夜决堤死伤上百人{mark}") == QUESTIONS
    assert stance_of(f"All schools will close on monday {mark}\ufe0f") == QUESTIONS
