"""A folded text, ready to be read by the patterns of a language: those that it may match are known.

In: folded texts and their languages. Out: readings. The patterns of a language share one screen.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from streams.core.matching.cues import LANGUAGES, cues_of, languages_of
from streams.core.matching.cues.offices import SPEECH, Speech
from streams.core.matching.cues.screens import Group, Screen


class Language(NamedTuple):
    """The groups of patterns of one language, called as in `Cues`."""

    name: str
    screen: Screen
    doubts: int  # the bits of `asking` and `denying`: without one of them nothing else is tried
    asking: Group
    denying: Group
    asks: Group
    scorns: Group
    insists: Group
    distrusts: Group
    disbelieves: Group
    plainly: Group
    denies: Group
    reports: Group
    calls_false: Group
    holds_back: Group
    rhetorical: Group
    warns: Group
    false_signs: Group
    signs: Group
    points: tuple[int, ...]
    spreads: Group
    calms: Group
    turns: Group
    speech: Speech | None


class Reading(NamedTuple):
    """One language, and the bits of a text on its screen."""

    language: Language
    seen: int


# Of the signs, so many speak of falsehood: nothing is weighed without one of them.
OF_FALSEHOOD = 2


@cache
def _language(name: str) -> Language:
    """Made when a text first needs it: that takes a tenth of a second."""
    cues = cues_of(name)
    # Signs are put into a text while it is read, and would part what was one.
    screen = Screen(str.isalnum)
    signs = [sign for _, sign in cues.signs]
    weighed = screen.group(signs)
    false_signs = weighed.patterns[:OF_FALSEHOOD]
    asking = screen.group((cues.asking,))
    denying = screen.group((cues.denying,))
    return Language(
        name=name,
        screen=screen,
        doubts=asking.bits | denying.bits,
        asking=asking,
        denying=denying,
        asks=screen.group(cues.asks),
        scorns=screen.group(cues.scorns),
        insists=screen.group(cues.insists),
        distrusts=screen.group(cues.distrusts),
        disbelieves=screen.group(cues.disbelieves),
        plainly=screen.group(cues.plainly),
        denies=screen.group(cues.denies),
        reports=screen.group(cues.reports),
        calls_false=screen.group(cues.calls_false),
        holds_back=screen.group(cues.holds_back),
        rhetorical=screen.group(cues.rhetorical),
        warns=screen.group(cues.warns),
        false_signs=Group(sum(bit for bit, _ in false_signs), false_signs),
        signs=weighed,
        points=tuple(points for points, _ in cues.signs),
        spreads=screen.group(cues.spreads),
        calms=screen.group((cues.calms,)),
        turns=screen.group((cues.turns,)),
        speech=SPEECH.get(name),
    )


def make_languages() -> None:
    """Makes all languages: half a second, and three megabytes."""
    for name in LANGUAGES:
        _language(name)


def readings_of(texts: Sequence[str], held: Sequence[int]) -> list[list[Reading]]:
    """For each folded text its readings, one for each language that it may be in; `held` is what
    each holds.
    """
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for number, (text, bits) in enumerate(zip(texts, held, strict=True)):
        for name in languages_of(text, bits):
            wanted[name].append(number)
    found: list[list[Reading]] = [[] for _ in texts]
    for name, numbers in wanted.items():
        language = _language(name)
        all_seen = language.screen.bits_of([texts[number] for number in numbers])
        for number, seen in zip(numbers, all_seen, strict=True):
            found[number].append(Reading(language, seen))
    return found
