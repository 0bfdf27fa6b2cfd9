"""How texts are cut into grams and when two of them join, for each script family.

Tuned on real posts with a gold clustering: the F1 of the comments is theirs, and says what a value
costs beside the others. No part was held out, so expect a little less (docs/benchmarks.md).
"""

from typing import NamedTuple

# The windows of one text that can be kept: one bit each in `kept`, and in events their numbers.
MOST_WINDOWS = 64


class Parameters(NamedTuple):
    """One set for a family. Lengths are in symbols of the matching fold.

    Compiled code reads fields by their position, and numba's cache does not notice that this file
    has changed: after a change of their order remove `__pycache__/kernels.*.nb?`.
    """

    gram: int  # length of an index gram
    sample: int  # texts of `short` symbols and more are stored under one gram in this many
    compare: int  # length of a compared gram
    best: int  # candidates compared exactly, at most `kernels.MOST_COMPARED`
    short: int  # shorter texts are stored under all of their grams
    ask_all: int  # shorter texts look up all of their grams, though they are stored under few
    identical: int  # shorter texts join only their like
    window: int  # longer texts are matched in windows of this length ...
    step: int  # ... which begin so far apart: half a window, see `kernels.counts`
    constant: float  # added to the smaller mass when a score is made
    join: float  # from this score on it is the same rumor
    suggest: float  # from this score on another rumor is worth an analyst's look
    keep_below: float  # a joined text becomes an exemplar only below this score ...
    keep_own: float  # ... and with this share of its mass found in its match
    vote: float  # a candidate needs more votes than this
    idf_floor: float  # so many clusters are taken for granted


CJK = Parameters(
    # 3 is as good and finds more by chance, 5 costs F1 .017.
    gram=4,
    # As good as all grams; one in four costs .007, one in six .022.
    sample=3,
    compare=3,
    # 4 and 16 are as good: what is right is among the first.
    best=8,
    # Below it a third of the grams is too few to be found by: 14 strays in 2,805 reports, now 5.
    short=40,
    # A rumor of 19 symbols within a letter of 54: found .69 without, .84 with, at a fifth of the
    # speed for such letters.
    ask_all=120,
    # "微信" stands in thousands of rumors and is none of them: so short, no text decides anything.
    identical=6,
    # A message behind 450 symbols of filler scores .000 without windows, .993 with them.
    window=400,
    step=200,
    # Without it "转起来" is contained in everything: F1 .829; 4: .951, 8: .960, 12 and 16: .964.
    constant=12.0,
    # The best F1. Below .2 texts of one frame join, above .25 rewordings are lost.
    join=0.22,
    # Of the pairs between here and `join` about half are one rumor: for an analyst, never merged.
    suggest=0.16,
    # A text that contains an exemplar whole scores more than .8 and is never kept: this and
    # `keep_own` stop chains (15 % of the posts glued of two: F1 .920 with both, .542 without).
    keep_below=0.8,
    keep_own=0.5,
    # .9 is as good and slower, 1.8 costs .005: more than one gram, unless it is a rare one.
    vote=1.3,
    # An empty index would take every gram for frequent after a few texts, and nothing would join.
    idf_floor=10_000.0,
)
# A gram of an alphabet must span about the information of a Han gram. On the same posts spelled in
# pinyin, 2.5 letters for one: grams of 4 and 3 F1 .933, 8 and 8 .974, 10 and 8 .983.
ALPHABET = CJK._replace(
    gram=10,
    compare=8,
    short=100,
    ask_all=300,
    identical=12,
    window=1_000,
    step=500,
    constant=36.0,
)
PARAMETERS = {"cjk": CJK, "alphabet": ALPHABET}
