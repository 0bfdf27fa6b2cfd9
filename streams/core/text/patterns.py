"""Patterns of letters that several rooms look with."""

import re

from streams.core.text.classes import CharacterClasses

# Scripts without spaces between words, and Korean, whose syllables carry as much as theirs.
CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)
WORDS = re.compile(r"[^\W_]+")
NOT_WORDS = re.compile(r"[\W_]+")
SPACES = re.compile(r"\s+")
OF_WORDS = CharacterClasses(CJK, WORDS)

# A CJK letter says about as much as three letters of an alphabet.
CJK_LETTER_WEIGHS = 3
FEW = 200  # characters: more are looked up in a table sooner than found by a pattern


def is_dense(words: str) -> bool:
    """Whether CJK letters carry more of what the words say than those of alphabets."""
    if len(words) > FEW:
        dense, letters = (counts[0] for counts in OF_WORDS.counts_of((words,)))
        return (CJK_LETTER_WEIGHS + 1) * dense > letters
    weight = (CJK_LETTER_WEIGHS + 1) * sum(map(len, CJK.findall(words)))
    # There are no more letters than characters: most Chinese texts need no second look.
    return weight > len(words) or weight > sum(map(len, WORDS.findall(words)))
