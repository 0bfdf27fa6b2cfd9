"""Patterns that see what others send take time in proportion to its length, whatever it is."""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from streams import api, intake
from streams.core import masking, masks, text
from streams.core.masks.numbers import Form
from streams.intake import validation

UNITS = (
    *(
        "a",
        "1",
        " ",
        "\n",
        "@",
        "[",
        "]",
        "{",
        "}",
        '"',
        "\\",
        "`",
        "+",
        "-",
        ".",
        "_",
        "字",
        "é",
        "«",
        "\u0300",
        "http://",
        "www.",
        "t.cn/",
    ),
    *(
        "a.",
        "a@",
        "a@b.",
        "@a",
        "1 ",
        "+1",
        "0-",
        "1-",
        "1 3",
        "13",
        "[a",
        "[a]",
        "},",
        "} ,",
        '\\"',
        '"a',
        "[]",
        "{}",
        "a-",
        "aa-",
        ".-",
        "a ",
        "字@",
        "@字.",
    ),
    *(
        " in `",
        " - at `",
        "unknown field `",
        "[1]",
        "1234 ",
        "(1)",
        "wx",
        "v x",
        "https://a ",
        "\r\n",
        "a@b.com",
        "a@公司.",
    ),
)
NOISE_S = 0.001  # below this at the larger size the ratio says nothing
MOST = 15  # times as long for ten times the text: in proportion, and what a machine adds to it
RUNS = 5  # the quickest of them is what it takes
WHERE_ASKED = (
    "SPACE",
    "SCALAR",
    "STRING",
    "INSIDE",
)  # these are tried at one place only, never looked for


def texts(length: int) -> Iterator[tuple[str, str]]:
    for unit in UNITS:
        run = (unit * length)[:length]
        for start in ("", "@", "a@", "http://a", "+", '"', "["):
            for end in ("", " ", "@"):
                yield f"{start}|{unit}|{end}", start + run + end


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, Form):
        value = value.pattern
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from patterns_in(inner)


MODULES = (
    text,
    masking,
    *(
        importlib.import_module(f"{room.__name__}.{module.name}")
        for room in (api, intake, masks)
        for module in pkgutil.iter_modules(room.__path__)
    ),
)
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if list(patterns_in(value))
}


def seconds(work: Callable[[], Any], runs: int) -> float:
    took_s = []
    for _ in range(runs):
        began = time.process_time()
        work()
        took_s.append(time.process_time() - began)
    return min(took_s)


def ratio(work: Callable[[Any], Any], larger: Any, smaller: Any) -> float:
    return seconds(lambda: work(larger), RUNS) / seconds(lambda: work(smaller), RUNS)


def assert_linear(
    work: Callable[[Any], Any], encode: Callable[[str], Any] = lambda raw: raw
) -> None:
    for (name, short), (_, long) in zip(texts(1_000), texts(10_000), strict=True):
        one, ten = encode(short), encode(long)
        took_s = seconds(lambda ten=ten: work(ten), 1)  # type: ignore[misc]
        if took_s < NOISE_S:
            continue
        # One run of each is enough where it passes: what grows with the square takes a hundred
        # times as long, and no machine hides that.
        if took_s < MOST * seconds(lambda one=one: work(one), 1):  # type: ignore[misc]
            continue
        ratios = (
            ratio(work, ten, one) for _ in range(9)
        )  # a busy machine makes some of them large
        assert any(found < MOST for found in ratios), name


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_are_linear(name: str) -> None:
    for pattern in patterns_in(PATTERNS[name]):
        encode = str.encode if isinstance(pattern.pattern, bytes) else str
        assert_linear(
            pattern.match if name.rpartition(".")[2] in WHERE_ASKED else pattern.findall, encode
        )


def test_masking_is_linear() -> None:
    assert_linear(masking.mask)


@pytest.mark.parametrize(
    ("link", "taken"),
    [
        ("http://a", True),
        ("HTTPS://a/b?c", True),
        ("http://a b", False),
        ("http:///a", False),
        ("http:// a", False),
        ("ftp://a", False),
    ],
)
def test_links(link: str, taken: bool) -> None:
    assert bool(validation.LINK.match(link)) is taken


def test_what_to_match_is_found_one_character_at_a_time() -> None:
    """Marks without a letter are sorted by normalisation, which takes quadratic time for many at
    once.
    """
    few, many = ("\u0300" * (n // 2) + "\u0316" * (n // 2) for n in (1_000, 10_000))
    assert not text.has_something_to_match(many)
    assert text.has_something_to_match(many + "㋿")
    assert min(ratio(text.has_something_to_match, many, few) for _ in range(5)) < MOST
