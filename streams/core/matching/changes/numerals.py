"""What numbers say, in one form: numerals of Chinese, Korean and Thai, and words of alphabets.

In: text of a slot. Out: the same with digits.
"""

import re
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

POINT = "·"  # between a number and its fraction, whatever a language writes there


class Numerals(NamedTuple):
    """Signs of a script: what each is, what multiplies the one before it, runs of both."""

    digits: Mapping[str, int]
    tens: Mapping[str, int]
    signs: re.Pattern[str]
    runs: re.Pattern[str]


def _numerals(digits: Mapping[str, int], tens: Mapping[str, int]) -> Numerals:
    longest_first = sorted((*digits, *tens), key=len, reverse=True)
    any_of = "|".join(longest_first)
    return Numerals(digits, tens, re.compile(any_of), re.compile(f"(?:{any_of})+"))


def _in_order(signs: str, first: int = 0) -> dict[str, int]:
    return {sign: value for value, sign in enumerate(signs.split(), first)}


HAN = _numerals(
    _in_order("零 一 二 三 四 五 六 七 八 九") | {"〇": 0, "两": 2},
    {"十": 10, "百": 100, "千": 1_000},
)
KOREAN = _numerals(
    _in_order("영 일 이 삼 사 오 육 칠 팔 구") | {"공": 0, "륙": 6},
    {"십": 10, "백": 100, "천": 1_000},
)
COUNTED = _in_order("한 두 세 네 다섯 여섯 일곱 여덟 아홉", 1)
COUNTED_TENS = _in_order("열 스물 서른 마흔 쉰 예순 일흔 여든 아흔", 1)
KOREAN_COUNTED = _numerals(
    COUNTED
    | {"하나": 1, "둘": 2, "셋": 3, "넷": 4, "스무": 20}
    | {tens: 10 * value for tens, value in COUNTED_TENS.items()}
    | {
        f"{tens}{one}": 10 * many + value
        for tens, many in COUNTED_TENS.items()
        for one, value in COUNTED.items()
    },
    {},
)
THAI = _numerals(
    _in_order("ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า") | {"เอ็ด": 1, "ยี่": 2},
    {"สิบ": 10, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000},
)


def in_digits(text: str, numerals: Numerals = HAN) -> str:
    """A text with such numerals as digits."""
    return numerals.runs.sub(lambda found: str(_number(found[0], numerals)), text)


def _number(text: str, numerals: Numerals) -> int:
    """What numerals say together; digits one by one as they are read."""
    signs = numerals.signs.findall(text)
    if len(signs) > 1 and numerals.tens.keys().isdisjoint(signs):
        return int("".join(str(numerals.digits[one]) for one in signs))
    total = 0
    digit = 0
    for one in signs:
        if one in numerals.tens:
            total += (digit or 1) * numerals.tens[one]
            digit = 0
        else:
            digit = numerals.digits[one]
    return total + digit


# Words of two to twenty, of thirty to ninety by tens, of two hundred to nine hundred, language by
# language. One is an article in most.
UP_TO_TWENTY = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte",
    "dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis "
    "dezessete dezoito dezenove vinte",
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt",
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn zwanzig",
    "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove venti",
    "два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать",
    "दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस",
    "iki üç dört beş altı yedi sekiz dokuz",
    "hai ba bốn năm sáu bảy tám chín mười",
    "dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
    "اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
)
TENS = (
    "thirty forty fifty sixty seventy eighty ninety",
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "तीस चालीस पचास साठ सत्तर अस्सी नब्बे",
    "otuz kırk elli altmış yetmiş seksen doksan",
    "ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين",
)
HUNDREDS = (
    "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
    "novecientos",
    "doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas "
    "novecientas",
    "duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    "duzentas trezentas quatrocentas quinhentas seiscentas setecentas oitocentas novecentas",
    "duecento trecento quattrocento cinquecento seicento settecento ottocento novecento",
    "двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
    "zweihundert dreihundert vierhundert fünfhundert sechshundert siebenhundert achthundert "
    "neunhundert",
)
# Other forms of the same.
OTHERS = {
    "duas": 2,
    "पाँच": 5,
    "छः": 6,
    "dieciseis": 16,
    "двое": 2,
    "две": 2,
    "двух": 2,
    "трое": 3,
    "трёх": 3,
    "четверо": 4,
    "пятеро": 5,
    "quatre-vingt": 80,
    "belas": 10,
    "lăm": 5,
    "mốt": 1,
    "yirmi": 20,
    "عشرون": 20,
    "عشرين": 20,
}
# What they multiply, or are by themselves.
MULTIPLIERS = {
    "cien": 100,
    "cem": 100,
    "cent": 100,
    "cento": 100,
    "hundred": 100,
    "hundert": 100,
    "сто": 100,
    "सौ": 100,
    "yüz": 100,
    "trăm": 100,
    "ratus": 100,
    "seratus": 100,
    "مئة": 100,
    "مائة": 100,
    "thousand": 1_000,
    "mil": 1_000,
    "mille": 1_000,
    "tausend": 1_000,
    "тысяча": 1_000,
    "тысячи": 1_000,
    "тысяч": 1_000,
    "हज़ार": 1_000,
    "हजार": 1_000,
    "bin": 1_000,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "ribu": 1_000,
    "seribu": 1_000,
    "ألف": 1_000,
    "mươi": 10,
    "puluh": 10,
    "million": 1_000_000,
    "millions": 1_000_000,
    "millones": 1_000_000,
    "milhões": 1_000_000,
    "millionen": 1_000_000,
    "milioni": 1_000_000,
    "миллион": 1_000_000,
    "миллионов": 1_000_000,
    "milyon": 1_000_000,
    "triệu": 1_000_000,
    "juta": 1_000_000,
    "مليون": 1_000_000,
    "लाख": 100_000,
    "lakh": 100_000,
    "करोड़": 10_000_000,
    "crore": 10_000_000,
}
VALUES = {
    **dict(chain.from_iterable(_in_order(words, 2).items() for words in UP_TO_TWENTY)),
    **{word: 10 * value for words in TENS for word, value in _in_order(words, 3).items()},
    **{word: 100 * value for words in HUNDREDS for word, value in _in_order(words, 2).items()},
    **OTHERS,
}
# The words that are a number without another one; "bin" and some others mean more.
NUMBERS = frozenset({*VALUES, *MULTIPLIERS} - {"bin", "ألف", "مليون", "lakh", "लाख"})
LEAST_OF_LARGE = 1_000  # multiplies all that was said before: two hundred thousand


def is_number(word: str) -> bool:
    """Whether a word, or all that hyphens put together in one, is a number."""
    return word in NUMBERS or ("-" in word and NUMBERS.issuperset(word.split("-")))


def said(words: str) -> str:
    """Words, numbers among them in digits, without what is between them: two hundred people."""
    found: list[str] = []
    total: int | None = None  # of the number that is being read
    small = last = 0
    for word in _parts(words):
        value = int(word) if word.isdecimal() else VALUES.get(word)
        if value is None and word not in MULTIPLIERS:
            found += [word] if total is None else [str(total + small), word]
            total, small, last = None, 0, 0
        elif value is not None:
            total, small, last = total or 0, small + value, value
        elif MULTIPLIERS[word] >= LEAST_OF_LARGE:
            total, small, last = (total or 0) + (small or 1) * MULTIPLIERS[word], 0, 0
        else:
            by = MULTIPLIERS[word]
            total, small, last = total or 0, small - last + (last or 1) * by, 0
    return "".join(found if total is None else [*found, str(total + small)])


def _parts(words: str) -> list[str]:
    parts: list[str] = []
    for word in words.split():
        parts += word.split("-") if word not in VALUES and is_number(word) else [word]
    return parts
