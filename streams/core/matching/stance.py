"""What a wording does with its rumor: carries, questions or refutes it.

In: the raw text of a variant, and the wording it joined, if any. Out: one stance. Called by
`clusters` once per new variant. Rules, not a model: an analyst can read why.

A refutation never counts for a surge, so a doubt about the reading must not silence an alarm: a
word such as "fake" says nothing by itself (hoaxes warn of fake police, call denials lies, quote
them). A wording refutes only where a denial is clearly said of the claim, and it never refutes
where it insists ("they call it a rumor, but it is true"). Everything else carries or asks; both
count alike.

How a text is read: folded (`cues.folding`), then by the patterns of the languages that its letters
may be in (`cues`):

- `hints`: words without which nothing else need be tried;
- `asks`: asks whether the claim is true;
- `insists`: says that it is true, or speaks of those who call it false;
- `denies`: says of the claim, the message or the quote that it is false: enough by itself;
- `calls_false`: says "... is a rumor" or "fake!" of something: enough together with `holds_back`,
  or where that is all there is, or where the joined wording has no such words;
- `holds_back`: asks not to believe or forward it;
- `rhetorical`: a question mark at the end asks nothing;
- `warns`: warns of fake people or things, so that "fake!" need not mean the claim.
"""

import re

from schemas.events.vocabulary import Stance
from streams.core.matching.cues import SCRIPTS
from streams.core.matching.cues.folding import fold
from streams.core.matching.cues.parts import Cues, found
from streams.core.matching.negation import letters_of, negates

CARRIES: Stance = "carries"
QUESTIONS: Stance = "questions"
REFUTES: Stance = "refutes"

# A clause that ends with a question mark: what is asked is not stated.
ASKING_CLAUSE = re.compile(r"(?<=[,.?:|])[^,.?:|]*\?")
# What may stand around "fake!" in a text that says nothing else.
FRAME = 3


def stance_of(text: str, joined: str | None = None) -> Stance:
    """The stance of a wording.

    `joined` is the wording it was matched with, in any form with its words.
    """
    folded = fold(text)
    hinted = [cues for cues in _cues_for(folded) if cues.hints.search(folded)]
    # The joined wording is folded only where something depends on it: mostly nothing does.
    read = {_read(cues, folded, joined) for cues in hinted}
    # What insists in one language insists: the surer reading of doubt is that it counts.
    for stance in (CARRIES, REFUTES, QUESTIONS):
        if stance in read:
            return stance
    if _ends_asking(folded, joined):
        return QUESTIONS
    if joined is None or not negates(folded, joined):
        return CARRIES
    return CARRIES if any(found(cues.insists, folded) for cues in hinted) else REFUTES


def _cues_for(folded: str) -> list[Cues]:
    """The cues of the languages that a text may be in, by its letters."""
    return [cues for letters, languages in SCRIPTS if letters.search(folded) for cues in languages]


def _read(cues: Cues, folded: str, joined: str | None) -> Stance | None:
    """What the cues of one language say; None where they say nothing."""
    asked = folded
    for pattern in cues.asks:
        asked = pattern.sub("?", asked)
    asks = asked != folded
    stated = ASKING_CLAUSE.sub("?", asked)
    refutes = found(cues.denies, stated) or _calls_the_claim_false(cues, stated, joined)
    if (asks or refutes) and found(cues.insists, asked):
        return QUESTIONS if asks and asked.endswith(("?.", "?..")) else CARRIES
    if refutes:
        return REFUTES
    return QUESTIONS if asks else None


def _calls_the_claim_false(cues: Cues, stated: str, joined: str | None) -> bool:
    called = found(cues.calls_false, stated)
    if called is None:
        return False
    if len(called[0]) >= len(stated) - FRAME:
        return True
    if found(cues.warns, stated):
        return False
    if found(cues.holds_back, stated):
        return True
    # "The police officers are fake" is the claim itself where the joined wording says so, too.
    words = cues.hints.findall(called[0])
    if joined is None or not words:
        return False
    known = fold(joined)
    return not any(word in known for word in words)


def _ends_asking(folded: str, joined: str | None) -> bool:
    """Whether all that is added to a claim is a question mark, or `吗`."""
    asked = folded.rstrip(" .|")
    if not asked.endswith(("?", "吗", "么")):
        return False
    claim = asked.rstrip("?吗么").strip(" .|?")
    if joined is not None and letters_of(claim) == letters_of(fold(joined)):
        return True
    # A question behind other sentences asks what to think of them ("are you ready?").
    if any(sign in claim for sign in ",.:|?"):
        return False
    return not any(found(cues.rhetorical, asked) for cues in _cues_for(asked))
