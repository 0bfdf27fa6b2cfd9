"""What a wording does with its rumor: carries, questions or refutes it.

In: the raw text of a variant, and the wording it joined, if any. Out: one stance. Called by
`clusters` once per new variant. Rules, not a model: an analyst can read why.

A refutation never counts for a surge, so a doubt about the reading must not silence an alarm: a
word such as "fake" says nothing by itself (hoaxes warn of fake police, call denials lies, quote
them). A wording refutes only where a denial is clearly said of the claim, and it never refutes
where it insists ("they call it a rumor, but it is true"). Everything else carries or asks; both
count alike.

How a text is read: folded (`cues.folding`), then by the patterns of the languages that its letters
and its short words may be in (`cues`); whether it denies, `denying` says:

- `asking`, `denying`: words without which a text neither asks nor denies: most texts have none, and
  nothing else is tried on them;
- `asks`: asks whether the claim is true;
- `scorns`, `insists`: says that it is true, or speaks of those who call it false: it carries then;
- `distrusts`: asks not to believe people who deny it: as much, unless the wording is a denial
  `plainly`, which says by itself that the claim is false and should not be believed;
- `beside`: what it denies is not the claim, which comes behind it;
- `disbelieves`: tells what somebody says and asks not to believe; whom, only what comes then tells;
- `denies`: says of the claim, the message or the quote that it is false: enough by itself;
- `reports`: tells that somebody who may know denies it: enough where the wording ends with it or
  goes on in its sense (`calms`), and nothing is held against it (`turns`);
- `speech`: how an office begins what it says itself, what it goes on with behind its denial
  (`replies`), and what it would not (`contradicted`);
- `calls_false`: says "... is a rumor" or "fake!" of something: enough together with `holds_back`,
  or where that is all there is, or where the joined wording has no such words;
- `signs`: small signs, with points: enough where they add up, nobody asks to act on the claim
  (`spreads`) and the wording does not ask as well;
- `holds_back`: asks not to believe or forward it;
- `rhetorical`: a question mark at the end asks nothing;
- `warns`: warns of fake people or things, so that "fake!" need not mean the claim.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from schemas.events.vocabulary import Stance
from streams.core.matching.beside import without_denial
from streams.core.matching.cues import HELD
from streams.core.matching.cues.folding import fold, fold_all
from streams.core.matching.cues.readings import Language, Reading, make_languages, readings_of
from streams.core.matching.denying import ASKED, LETTER, denies, is_plain
from streams.core.matching.negation import letters_of, negates

CARRIES: Stance = "carries"
QUESTIONS: Stance = "questions"
REFUTES: Stance = "refutes"

ASKING_ENDS = ("?.", "?..", f"{ASKED}.", f"{ASKED}..")
DOUBTED = "??"
# Characters read times patterns that are tried on them: of a text that is crowded with cues less is
# read. Of 325,000 real posts none comes to more than 34,000.
MOST_WORK = 40_000
LEAST_READ = 240  # characters, whatever they hold
HEAD_OF_FOUR = 3  # quarters of what is read are from its beginning
COMMONEST = ("这是真的吗？",)  # in the language of most reports


def stance_of(text: str, joined: str | None = None) -> Stance:
    """The stance of a wording.

    `joined` is the wording it was matched with, in any form with its words.
    """
    return stances_of((text,), (joined,))[0]


def stances_of(texts: Sequence[str], joined: Sequence[str | None]) -> list[Stance]:
    """The stances of wordings, each with the one it was matched with, if any."""
    return stances_in(legible(texts), joined)


class Legible(NamedTuple):
    """Texts as they are read: folded, what they hold, and in which languages by which patterns."""

    folded: list[str]
    held: list[int]
    readings: list[list[Reading]]

    def has_denying_words(self, number: int) -> bool:
        """Whether one has words without which nothing is denied."""
        return any(seen & language.denying.bits for language, seen in self.readings[number])


def legible(texts: Sequence[str]) -> Legible:
    """Wordings made ready to be read, all together."""
    folded = fold_all(texts)
    held = HELD.bits_of(folded)
    return Legible(folded, held, readings_of(folded, held))


def stances_in(wordings: Legible, joined: Sequence[str | None]) -> list[Stance]:
    """The stances of wordings, each with the one it was matched with, if any."""
    return list(map(_stance, *wordings, joined))


def warm_up(*, all_languages: bool = False) -> None:
    """Compiles what reads texts, which the first report would else wait for, and every other with
    it. Patterns of other languages are compiled when one first needs them, a tenth of a second at
    most, or now: for who may not be held up so long.
    """
    stances_of(COMMONEST, (None,))
    if all_languages:
        make_languages()


def _stance(folded: str, held: int, readings: list[Reading], joined: str | None) -> Stance:
    folded = _bounded(folded, readings)
    # The joined wording is folded only where something depends on it: mostly nothing does.
    read = [
        _read(reading, folded, joined) if reading.seen & reading.language.doubts else None
        for reading in readings
    ]
    if any(read) and (stance := _agreed(read, readings, folded)):
        return stance
    if _ends_asking(readings, folded, joined):
        return QUESTIONS
    if joined is None or not negates(folded, held, joined):
        return CARRIES
    return CARRIES if _insists(readings, folded) else REFUTES


def _bounded(folded: str, readings: list[Reading]) -> str:
    """As much of a text as may be read: its beginning and its end."""
    if len(folded) <= LEAST_READ:
        return folded
    tried = sum(seen.bit_count() for language, seen in readings if seen & language.doubts)
    if tried * len(folded) <= MOST_WORK:
        return folded
    quarter = MOST_WORK // tried // 4
    return folded[: HEAD_OF_FOUR * quarter] + folded[-quarter:]


def _agreed(read: list[Stance | None], readings: list[Reading], folded: str) -> Stance | None:
    """What the languages that a wording may be in say together, each in its place in `read`."""
    if REFUTES in read:
        # In whose language it refutes, it does not insist: that has been looked at.
        others = [reading for reading, said in zip(readings, read, strict=True) if said != REFUTES]
        return CARRIES if CARRIES in read or _insists(others, folded) else REFUTES
    # What insists in one language insists: the surer reading of doubt is that it counts.
    for stance in (CARRIES, QUESTIONS):
        if stance in read:
            return stance
    return None


def _insists(readings: list[Reading], folded: str) -> bool:
    return any(
        language.scorns.found(folded, seen)
        or language.insists.found(folded, seen)
        or _distrusts(language, seen, folded)
        for language, seen in readings
    )


def _distrusts(language: Language, seen: int, folded: str) -> bool:
    """Whether somebody asks not to believe those who deny.

    "It is false, do not believe him" says of nobody that he denies: "him" is who sent the claim.
    """
    if language.distrusts.found(folded, seen):
        return not is_plain(language, seen, folded)
    told = language.disbelieves.found(folded, seen)
    # "They say it is fake, do not believe it": only what comes then tells which is meant.
    return told is not None and _is_alarming(language, seen, folded[told.end() :])


def _is_alarming(language: Language, seen: int, rest: str) -> bool:
    """Whether a wording goes on, and asks to act or says nothing that calms."""
    if LETTER.search(rest) is None:
        return False
    acts = language.spreads.found(rest, seen) is not None
    return acts or language.calms.found(rest, seen) is None


def _read(reading: Reading, folded: str, joined: str | None) -> Stance | None:
    """What the cues of one language say; None where they say nothing."""
    language, seen = reading
    asked = folded
    if language.asking.found(folded, seen):
        for pattern in language.asks.tried(seen):
            asked = pattern.sub(_marked, asked)
    asks = asked != folded
    refutes = language.denying.found(folded, seen) is not None and denies(reading, asked, joined)
    if not (asks or refutes):
        return None
    if language.scorns.found(folded, seen):
        return CARRIES
    if (
        language.insists.found(asked, seen)
        or _distrusts(language, seen, asked)
        or (refutes and _denies_something_else(reading, folded, joined))
    ):
        return QUESTIONS if asks and asked.endswith(ASKING_ENDS) else CARRIES
    if not refutes:
        return QUESTIONS
    return CARRIES if asks and _insists([reading], folded) else REFUTES


def _denies_something_else(reading: Reading, folded: str, joined: str | None) -> bool:
    """Whether a wording that denies says so of something else, and nothing more of its claim."""
    rest = without_denial(reading.language.name, folded, joined)
    return rest is not None and not denies(reading, rest, joined)


def _marked(asking: re.Match[str]) -> str:
    """What stands in place of words that ask: a mark that ends the sentence, if they did so."""
    return f"{ASKED}?" if asking[0].endswith("?") else ASKED


def _ends_asking(readings: list[Reading], folded: str, joined: str | None) -> bool:
    """Whether all that is added to a claim, or to a part of one, is a question mark, or `吗`."""
    asked = folded.rstrip(" .|")
    if not asked.endswith(("?", "吗", "么")):
        return False
    claim = asked.rstrip("?吗么").strip(" .|?")
    if joined is not None and letters_of(claim) in letters_of(fold(joined)):
        return True
    # A question behind other sentences asks what to think of them ("are you ready?"); who doubles
    # its mark asks about all of them.
    if not asked.endswith(DOUBTED) and any(sign in claim for sign in ",.:|?"):
        return False
    return not any(language.rhetorical.found(asked, seen) for language, seen in readings)
