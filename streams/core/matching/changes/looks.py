"""What was only spelt otherwise, by what it is called.

In: two spellings of pieces that are compared as one. Out: a name of `DISGUISES`, or an empty string
where it is the same but for capitals and marks.
"""

import unicodedata

from streams.core.matching.changes.kinds import WORDS, Piece
from streams.core.matching.changes.letters import HAS_HAN, letters_of, sound_of
from streams.core.matching.changes.spelling import Spelled

SCRIPT = "script"  # Traditional for Simplified characters
WIDTH = "width"
SPACES = "spaces"  # between the letters of a word, or something unseen
HOMOPHONES = "homophones"
LOOK_ALIKES = "look-alikes"
ACCENTS = "accents"
SPELLING = "spelling"  # a name that stands for another: vx, wechat
DISGUISES = (SCRIPT, WIDTH, SPACES, HOMOPHONES, LOOK_ALIKES, ACCENTS, SPELLING)

# Digits and signs for letters that they look like.
LEET = str.maketrans("0134578@$!|", "oleastbasil")
ONE_AS_I = str.maketrans("1", "i")
WITHIN_WORDS = str.maketrans("", "", "-'’_")
WIDE = range(0xFF00, 0xFFF0)
IDEOGRAPHIC_SPACE = 0x3000


def disguise(one: Spelled, piece: Piece, other: Spelled, its: Piece) -> str:
    """How two pieces with one key are spelt differently."""
    ours = one.written(piece.start, piece.end)
    theirs = other.written(its.start, its.end)
    if ours.casefold() == theirs.casefold():
        hidden = one.hides(piece.start, piece.end) != other.hides(its.start, its.end)
        return SPACES if hidden else ""
    if piece.kind != WORDS:
        return _of_slot(one, piece, other, its)
    if one.normal[piece.start : piece.end] == other.normal[its.start : its.end]:
        return _of_one_form(ours, theirs)
    if _plain(ours) == _plain(theirs):
        return SPACES
    if HAS_HAN.search(ours) and HAS_HAN.search(theirs):
        return HOMOPHONES if len(ours) == len(theirs) else LOOK_ALIKES
    if len(piece.key) == len(ours) or len(its.key) == len(theirs):
        return ACCENTS
    return SPELLING


def _of_slot(one: Spelled, piece: Piece, other: Spelled, its: Piece) -> str:
    ours = one.normal[piece.start : piece.end]
    theirs = other.normal[its.start : its.end]
    if ours == theirs:
        return _of_one_form(one.written(piece.start, piece.end), other.written(its.start, its.end))
    # The same time in other words is no disguise; another name of a platform is.
    return SPELLING if piece.kind == "platform" else ""


def _of_one_form(ours: str, theirs: str) -> str:
    """Two spellings of what `spelling` makes one."""
    if _narrow(ours) == _narrow(theirs):
        return WIDTH
    if _plain(ours) == _plain(theirs):
        return SPACES
    if _is_han(ours) and _is_han(theirs):
        return SCRIPT
    return LOOK_ALIKES


def _narrow(text: str) -> str:
    """One width of letters, and nothing else changed."""
    narrow = "".join(
        unicodedata.normalize("NFKC", letter)
        if ord(letter) in WIDE or ord(letter) == IDEOGRAPHIC_SPACE
        else letter
        for letter in text
    )
    return unicodedata.normalize("NFC", narrow).casefold()


def _plain(text: str) -> str:
    """Its letters, whatever stands between them."""
    return letters_of(text.casefold()).translate(WITHIN_WORDS)


def _is_han(text: str) -> bool:
    return all(HAS_HAN.match(letter) or not letter.isalpha() for letter in text)


def disguise_of_words(gone: str, new: str) -> str:
    """How words that are not compared as one are one all the same."""
    ours = _plain(gone)
    theirs = _plain(new)
    if ours == theirs:
        return SPACES
    if sound_of(ours) == sound_of(theirs):
        return HOMOPHONES if HAS_HAN.search(ours) else ACCENTS
    if ours.isdigit() or theirs.isdigit() or HAS_HAN.search(ours):
        return ""
    plain = gone.casefold().translate(LEET)
    looks = (new.casefold().translate(LEET), new.casefold().translate(ONE_AS_I).translate(LEET))
    if plain in looks or gone.casefold().translate(ONE_AS_I).translate(LEET) in looks:
        return LOOK_ALIKES
    return ""
