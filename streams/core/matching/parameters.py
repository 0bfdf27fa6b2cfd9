"""How texts are cut into grams and when two of them join, for each script family.

Chosen on one half of a set of real posts with a gold clustering, on random halves of its clusters,
and on drift trees grown from its single posts (`tests.bench drift`); judged on the other half, and
by what a value costs beside the others (docs/benchmarks.md). Masses are of idf: a gram that no
rumor has yet weighs 1.
"""

from typing import NamedTuple

# The windows of one text that can be kept: one bit each in `kept`, and in events their numbers.
MOST_WINDOWS = 64


class Parameters(NamedTuple):
    """One set for a family. Lengths are in symbols of the matching fold."""

    gram: int  # length of an index gram
    sample: int  # texts of `short` symbols and more are stored under one gram in this many
    compare: int  # length of a compared gram
    best: int  # candidates compared exactly, at most `tables.MOST_COMPARED`
    short: int  # shorter texts are stored under all of their grams
    ask_all: int  # shorter texts look up all of their grams, though they are stored under few
    identical: int  # shorter texts join only their like
    window: int  # longer texts are matched in windows of this length ...
    step: int  # ... which begin so far apart: half a window, see `texts.counts`
    vote: float  # a candidate needs more votes than this
    idf_floor: float  # so many clusters are taken for granted
    latin: float  # what a Latin letter or a digit weighs beside another symbol
    constant: float  # added to the smaller mass when a score is made
    join: float  # from this score on it is the same rumor ...
    join_by_run: float  # ... and from this one on where they share one run ...
    run: float  # ... of this mass
    sure: float  # what a join must share of confirmed content, in mass, if it shares so much
    reach: int  # so near a word of another sense ...
    least: int  # ... so many symbols must be the same on either side of it, to part two texts
    suggest: float  # from this score on another rumor is worth an analyst's look
    novel: float  # a joined text becomes an exemplar where so much of its mass is new
    repeated: float  # ... or where its cluster has said so much of it once, unconfirmed ...
    fragment: float  # ... and an exemplar of less mass than this ...
    held: float  # ... of which it has so much
    unmatched: float  # and is taken for confirmed as a whole where less mass than this is not
    smooth: int  # unconfirmed runs of fewer grams count as confirmed
    island: int  # and confirmed ones of fewer between unconfirmed ones as unconfirmed
    link: float  # from this confirmed score on a text is a bridge to another cluster
    same: float  # of the smaller passage that both must hold to be the same
    both: float  # ... and its mass
    rate: float  # so many bridges for each wording of the smaller cluster merge them
    weak: float  # a join is weak where less than this is shared of either
    frame_after: int  # after so many weak joins a gram is a frame's
    frame_adds: int  # each later one counts for so many clusters
    frame_most: int  # ... up to here


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
    # .9 is as good and slower, 1.8 costs .005: more than one gram, unless it is a rare one.
    vote=1.3,
    # An empty index would take every gram for frequent after a few texts, and nothing would join.
    idf_floor=10_000.0,
    # They carry less than Han: precision of drift trees .991 -> .998.
    latin=0.5,
    # Without it "转起来" is contained in everything: F1 .829; 4: .951, 8: .960, 12 and 16: .964.
    constant=12.0,
    # The best F1. Below .2 texts of one frame join, above .25 rewordings are lost.
    join=0.22,
    # Of 20 pairs between .16 and .22 with such a run 19 are one rumor, without it 7 of 36.
    join_by_run=0.18,
    run=9.0,
    # 3 to 6 are as good. Without it every text that glues two rumors draws both in (F1 .65).
    sure=4.5,
    reach=8,
    least=2,
    # Of the pairs between here and `join` about half are one rumor: for an analyst, never merged.
    suggest=0.16,
    # .4 is as good; .2: with 15 % of glued posts precision falls to .94.
    novel=0.3,
    # A message whose fragments came first stayed two rumors without: the worst of 8 orders amid
    # comments .900, with it .973.
    repeated=0.5,
    fragment=45.0,
    # .6 mends nothing; where only what is confirmed was bounded, frames drew rumors into one.
    held=0.5,
    unmatched=10.0,
    # Fewer spans to write down, and nothing lost by it.
    smooth=8,
    island=4,
    # .22 to .3 are as good.
    link=0.25,
    # .2 to .4 are as good. Disjoint passages that merge: F1 .82 with glued posts.
    same=0.3,
    # Below it one Latin word or proverb merges rumors.
    both=6.0,
    # One bridge is enough for a small cluster; a large one must not fall to a single text.
    rate=0.2,
    weak=0.5,
    frame_after=5,
    frame_adds=50,
    # Without a cap a rumor of 8,000 wordings loses its own words and falls into 4,400.
    frame_most=100,
)
# A gram of an alphabet must span about the information of a Han gram. On the same posts spelled in
# pinyin, 2.5 letters for one: grams of 4 and 3 F1 .933, 8 and 8 .974, 10 and 8 .983. Masses are
# scaled alike; there is no gold clustering that they were tried on.
ALPHABET = CJK._replace(
    gram=10,
    compare=8,
    short=100,
    ask_all=300,
    identical=12,
    window=1_000,
    step=500,
    latin=1.0,
    constant=36.0,
    run=27.0,
    sure=13.5,
    reach=20,
    least=5,
    fragment=135.0,
    unmatched=30.0,
    smooth=20,
    island=10,
    both=18.0,
)
PARAMETERS = {"cjk": CJK, "alphabet": ALPHABET}
