"""The compiled loops of the ring index, whose only caller is `index.Index`, and `screening`, which
looks for the cues of `cues.screens`.

Along the flow: `grams` (a text becomes symbols, grams and weights, with `hashes` and `frames`),
`candidates` (who votes), `comparing` (what two texts share), `senses` (words that exclude each
other), `unions` (clusters that are one), `bridges` (texts that hold content of two), `exemplars`
(what is kept), `texts` (all of it, text by text), `restoring` (the same again, from the log).
`knowing` is what is known before any text, `tables` the memory they work on, `compiled` the
decorators.

All arguments are by position: that is how compiled functions call each other without a detour. What
is called in innermost loops gets the arrays it needs, not all tables, which cost more than the
call.
"""

from streams.core.matching.kernels.knowing import (
    know_senses,
    know_turning,
    know_words,
    weigh_least,
)
from streams.core.matching.kernels.restoring import reenter, restore
from streams.core.matching.kernels.screening import find_atoms
from streams.core.matching.kernels.texts import add, seek
from streams.core.matching.kernels.unions import join_again, root_of

__all__ = [
    "add",
    "find_atoms",
    "join_again",
    "know_senses",
    "know_turning",
    "know_words",
    "reenter",
    "restore",
    "root_of",
    "seek",
    "weigh_least",
]
