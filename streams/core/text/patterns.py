"""Patterns of letters that several rooms look with."""

import re

# Scripts without spaces between words, and Korean, whose syllables carry as much as theirs.
CJK = re.compile(
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003134f]+"
)
WORDS = re.compile(r"[^\W_]+")
NOT_WORDS = re.compile(r"[\W_]+")
SPACES = re.compile(r"\s+")
