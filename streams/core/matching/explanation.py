"""Why a report was taken for a variant of a rumor, in words an analyst can check.

In: a wording, the exemplar it joined, the index's score. Out: what they share, what changed and
which rule decided: as one short sentence, and in parts for whoever says it in another language.
Made when somebody reads it, never while reports are folded.

Both sides are masked before anything is cut out of them: what is left of a number or an address
without its signs, or of one that was cut, no mask would recognise.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from streams.core.masking import mask
from streams.core.matching.changes.comparing import (
    ADDED,
    CHANGED,
    KEPT,
    LEFT_OUT,
    MOVED,
    Change,
    Comparison,
    compare,
)
from streams.core.matching.changes.hidden import Hidden, hidden_in
from streams.core.matching.changes.kinds import WORDS as PLAIN_WORDS
from streams.core.matching.changes.sides import Side, side_of
from streams.core.matching.parameters import CJK as THRESHOLDS
from streams.core.text import CJK
from streams.core.text.links import is_site, links_of, may_hold_links

LONGEST = 600  # characters compared of a pair that is only suspected (`likeness`)
SHOWN = 2 * LONGEST  # masked characters that are enough for so many, without what is between words
MOST_CHANGES = 3
LONGEST_QUOTE = 16
# Marks that are part of a syllable, and no letters to Python: accents, vowel signs and tones.
MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
# Everything but letters, digits and such marks; what the mask put in stays.
SEPARATORS = re.compile(rf"(@?\[[a-z]+\])|(?:(?!@?\[[a-z]+\])(?:[^\w{MARKS}]|_))+")
# The same the other way round, three times as quick, for the many texts that have neither.
SPECIAL = re.compile(rf"[\[{MARKS}]")
WORDS = re.compile(r"[^\W_]+")

SAME_PAGE = "links to the same page"

# The rules by which a text joins, the first that holds (`kernels.comparing.judged`).
SAME = "same"
SCORE = "score"
LONG_PASSAGE = "long_passage"
NOT_JOINED = "not_joined"
PASSAGE = "passage"  # of a text that joins another rumor, or none
RULES = (SAME, SCORE, LONG_PASSAGE, NOT_JOINED, PASSAGE)
DECIDED = {
    SAME: "joined: the same letters",
    SCORE: f"joined: a score of {THRESHOLDS.join} or more",
    LONG_PASSAGE: f"joined: one long passage in common and a score of {THRESHOLDS.join_by_run} "
    "or more",
    NOT_JOINED: "not joined: too little in common",
    PASSAGE: "not joined: only a passage of the text says it",
}


# Text, exemplar and score.
Joined = tuple[str, str, float]
MOST_KEPT = 2_000  # explanations in each of two generations, some two kilobytes each


@dataclass(frozen=True, slots=True)
class Explained:
    """`sentence` says it all in English; empty where one of the texts is kept no longer."""

    sentence: str = ""
    rule: str = ""
    comparison: Comparison | None = None


class Wordings:
    """Raw texts, each masked and cut into pieces once: many joined through one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Side, Hidden]] = {}

    def explain(self, text: str, exemplar: str, score: float, rule: str = "") -> Explained:
        """Why a raw text is said to be like another one. `rule` is one of `RULES`, or not told."""
        if not text or not exemplar:
            return Explained()
        earlier, hidden = self._side(exemplar)
        later, its = self._side(text)
        comparison = compare(earlier, later, hidden, its)
        linked = SAME_PAGE if _share_a_page(text, exemplar) else ""
        return Explained(_sentence(comparison, score, rule, linked), rule, comparison)

    def _side(self, raw: str) -> tuple[Side, Hidden]:
        found = self._known.get(raw)
        if found is None:
            masked = mask(raw)
            found = side_of(masked), hidden_in(raw, masked)
            self._known[raw] = found
        return found


class Explanations:
    """What was explained lately: a page that is looked at asks for the same every second.

    For wordings that joined, whose texts and scores never change. May be used by several threads.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._young: dict[bytes, Explained] = {}
        self._old: dict[bytes, Explained] = {}

    def explain(self, joined: Sequence[Joined]) -> list[Explained]:
        """Why each of some wordings joined through another: raw text, raw exemplar, score."""
        wordings = Wordings()
        found = []
        for one in joined:
            text, exemplar, score = one
            name = _digest(one)
            known = self._young.get(name) or self._old.get(name)
            if known is None:
                known = wordings.explain(text, exemplar, score, rule_of(score))
            self._keep(name, known)
            found.append(known)
        return found

    def _keep(self, name: bytes, explained: Explained) -> None:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[name] = explained


def _digest(joined: Joined) -> bytes:
    """What names an explanation: no raw text is kept for it."""
    whole = "\0".join(map(str, joined)).encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=16).digest()


def rule_of(score: float) -> str:
    """The rule by which a wording joined, as far as its score shows it."""
    if score >= 1:
        return SAME
    if score >= THRESHOLDS.join:
        return SCORE
    return LONG_PASSAGE if score >= THRESHOLDS.join_by_run else ""


def explanation_of(text: str, exemplar: str, score: float, rule: str = "") -> str:
    """The sentence for two raw texts. Empty where one of them is kept no longer."""
    return Wordings().explain(text, exemplar, score, rule).sentence


def why_joined(text: str, exemplar: str, score: float) -> str:
    """The same for a wording that joined through another: with the rule that decided."""
    return explanation_of(text, exemplar, score, rule_of(score))


def comparable(masked: str) -> str:
    """A masked text in one form for all its spellings: words with a space between, none in Chinese.

    Long ones are cut.
    """
    folded = unicodedata.normalize("NFKC", masked[:SHOWN]).casefold()
    space = "" if CJK.search(folded) else " "
    if SPECIAL.search(folded) is None:
        return space.join(WORDS.findall(folded))
    return SEPARATORS.sub(lambda found: found[1] or space, folded).strip()


def explain(text: str, exemplar: str, score: float) -> str:
    """Of two masked texts a sentence like:

    shares 17 of 19 characters (score 0.81); changed “今晚8点” to “明早9点” (time); added “转发”.
    """
    return _sentence(compare(side_of(exemplar), side_of(text)), score, "")


def _share_a_page(text: str, exemplar: str) -> bool:
    """Whether both link to a page: of words that have little in common that is what decided."""
    if not (may_hold_links(text) and may_hold_links(exemplar)):
        return False
    shared = set(links_of(text)).intersection(links_of(exemplar))
    return any(not is_site(page) for page in shared)


def _sentence(comparison: Comparison, score: float, rule: str, linked: str = "") -> str:
    parts = [
        f"shares {comparison.shared} of {comparison.letters} characters (score {score:.2f})",
        *_told(comparison.changes),
        *map(_disguise, comparison.disguises),
    ]
    if linked:
        parts.append(linked)
    if rule:
        parts.append(DECIDED[rule])
    # Once more: what stands side by side in a quote may have been apart in the text.
    return mask("; ".join(parts))


def _told(changes: Sequence[Change]) -> list[str]:
    # What is of a kind is told first, however short, and of others the largest. Stable: of those
    # of the same size the first comes first.
    ranked = sorted(changes, key=lambda one: (one.what == PLAIN_WORDS, -_size(one)))
    named = sum(change.what != PLAIN_WORDS for change in ranked)
    most = max(MOST_CHANGES, named)
    parts = list(map(_words, ranked[:most]))
    if len(ranked) > most:
        parts.append(f"{len(ranked) - most} smaller changes")
    return parts


def _size(change: Change) -> int:
    return len(change.before) + len(change.after)


def _words(change: Change) -> str:
    gone = _short(change.before)
    new = _short(change.after)
    named = "" if change.what == PLAIN_WORDS else f" ({change.what})"
    if change.kind == CHANGED and change.before == change.after:
        return f"another {change.what}"  # both are masked
    return {
        CHANGED: f"changed “{gone}” to “{new}”{named}",
        ADDED: f"added “{new}”",
        LEFT_OUT: f"left out “{gone}”",
        MOVED: f"moved “{new}”",
        KEPT: f"quotes “{new}”",
    }[change.kind]


def _disguise(change: Change) -> str:
    return f"undone: {change.what}, “{_short(change.after)}” for “{_short(change.before)}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}… ({len(text)})"
