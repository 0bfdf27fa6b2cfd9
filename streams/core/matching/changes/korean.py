"""Times, dates, amounts and names in Korean, whose words go on with what they are in a sentence."""

import re

from streams.core.matching.changes import names
from streams.core.matching.changes.numerals import KOREAN, KOREAN_COUNTED, in_digits

SYLLABLE = "가-힣"
# What a noun goes on with, and nothing behind it.
PARTICLES = (
    "(?:에서는|에서|에는|에도|에게|에|부터|까지|으로|로|은|는|이|가|을|를|도|의|과|와|쯤|마다|이나|만)?"
    f"(?![{SYLLABLE}])"
)
SIGNS = "영공일이삼사오육륙칠팔구십백천"
COUNTED = KOREAN_COUNTED.runs.pattern
UNITS = (
    "원|달러|명|인분|개월|개소|개국|년간|일간|시간|분간|주간|킬로|미터|센티|퍼센트|프로|배"
    "|톤|리터|건|곳|대|채|호"
)
COUNTED_UNITS = (
    "명|사람|분|개|시간|달|개월|살|마리|대|번|곳|군데|채|배|잔|병|마디|가지|주|가구|송이|봉지|알"
)
# One person, one time: said of anybody, and no amount.
AMOUNT = (
    rf"(?:\d[\d,.]{{0,15}} ?[십백천만억조]{{0,3}}|[{SIGNS}만억조]{{2,12}}|[십백천만억])"
    rf" ?여?(?:{UNITS})"
    rf"|(?!한 ?(?:번|사람|개|분|가지|마디|잔|곳|대|주|배)){COUNTED} ?(?:{COUNTED_UNITS})"
)
TIME = (
    rf"(?:{COUNTED}|\d{{1,2}}) ?시(?![{SYLLABLE}]|간)(?: ?반| ?\d{{1,2}}분)?"
    rf"|(?:{COUNTED}|\d{{1,2}}) ?시(?: ?반| ?\d{{1,2}}분)?(?={PARTICLES})"
    rf"|(?:오전|오후|새벽|아침|저녁|점심|한밤중|밤|낮|정오|자정)(?={PARTICLES})"
)
DATE = (
    "[월화수목금토일]요일|주말|오늘|내일|모레|어제|그저께|글피|내년|올해|작년|재작년"
    "|(?:이번|다음|지난) ?(?:주말?|달|해)"
    r"|(?:십일|십이|[일이삼사오유육칠팔구시십]|\d{1,2})월"
    rf"(?: ?(?:[{SIGNS}]{{1,4}}|\d{{1,2}})일)?(?={PARTICLES})"
)
PLACES = (
    "(?:서울|부산|대구|인천|광주|대전|울산|세종|제주|수원|성남|고양|용인|청주|전주|천안|포항|창원|김해|안산|안양"
    "|춘천|강릉|원주|여수|순천|목포|경주|구미|평택|김포|파주|강원|경기|충북|충남|전북|전남|경북|경남)"
    rf"(?=(?:시|역|도|특별시|광역시)?{PARTICLES})"
)
PLATFORMS = "|".join(name for name in names.PLATFORM if re.match(f"[{SYLLABLE}]", name))
SLOTS = re.compile(
    rf"(?<![{SYLLABLE}\d.,])(?:(?P<time>{TIME})|(?P<date>{DATE})|(?P<amount>{AMOUNT})"
    rf"|(?P<platform>{PLATFORMS})|(?P<place>{PLACES}))"
)
HAS_KOREAN = re.compile(f"[{SYLLABLE}]")
# Of words that are compared: where somebody got off, where something is sold.
IS_PLACE = re.compile(
    rf"[{SYLLABLE}]{{2,8}}(?:역|동|구|시|군|읍|병원|학교|시장|공원|마을|아파트|구청|시청){PARTICLES}"
)
NUMBER = re.compile(rf"[\d{SIGNS}만억조]{{1,16}}(?=여?(?:{UNITS})|월|일$)")
MONTHS = {"유월": "6월", "시월": "10월"}


def value_of(text: str) -> str:
    """What a slot says, with digits for numerals."""
    text = text.replace(" ", "")
    if text[:2] in MONTHS:
        return MONTHS[text[:2]] + text[2:]
    number = NUMBER.match(text)
    if number is None:
        return in_digits(text, KOREAN_COUNTED)
    end = number.end()
    # A day is written as a one.
    end -= end == len(text) and end > 1 and text.endswith("일")
    large = f"1{text}"[: end + 1] if text[0] in "만억조" else text[:end]
    return in_digits(large, KOREAN) + text[end:]
