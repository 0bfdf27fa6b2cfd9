"""What the compiled loops work on: the tables of an index, the scratch space of one call, and the
numbers that both are cut by.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = int | np.int64

MAX_SYMBOLS = 16_384  # of a text; reports end at 10,000 characters
MOST_CANDIDATES = 1_200  # exemplars that votes are counted for: others are not among the best
MOST_COMPARED = 16
MOST_LINKED = 16  # other clusters that one text can be a bridge to

# The open-addressing tables of one call. More than twice the longest window and three times the
# candidates, so that a probe is short and an empty slot always there.
SLOT_BITS = 12
SLOTS = 1 << SLOT_BITS
# A slot holds the epoch above, and the number of what is in it below.
NUMBER_BITS = 12
NUMBER_MASK = (1 << NUMBER_BITS) - 1
# Sets of the text's compared grams, by their numbers: so many words of 64.
SET_WORDS = 16
MOST_GRAMS = 64 * SET_WORDS

# A row's head: clusters above, below whose turn it is, at least 7 once all ids are filled.
TURN_BITS = 4
TURN_MASK = (1 << TURN_BITS) - 1

# Counts whose logarithm is at hand: as many as the frequencies, which are 16-bit, know.
LOGS = 65_536
MOST_COUNTED = 65_000  # where a frequency stops, well before it would turn over to 0
STOCK = LOGS - 1  # the frequency of a gram of a stock phrase: weighs the least in any index

# Stock words: tables by the hash of a word, and of its first two symbols.
HEADS = 1 << 12  # a few in a hundred are taken: most texts meet none by chance
MOST_WORDS = 1 << 13  # places
MOST_STOCK = MOST_WORDS // 4  # words: so few that a probe is short
LONGEST_WORD = 15  # symbols: a bit each in `stock_heads`

# Words that exclude each other: a table by the hash of a word, with heads as above, but more:
# few of a text's places may be taken for the beginning of a word.
SENSE_HEAD_BITS = 14
MOST_SENSE_WORDS = 1 << 14  # places
SENSE_BITS = 7  # of a sense within its group; the group stands above
GROUP_BITS = 5  # a bit each in `groups`
POLAR_GROUPS = 17  # the first ones: a negation turns their words, not those of what is talked of
# Beside a sense: its word is part of another one of another sense. "Taxed" is read in "untaxed",
# so that a text that has its letters need not say it.
INNER = 1 << 29
NAMED = 1 << 30  # beside a sense: its word was negated, so that it is named and not claimed
LONGEST_TURNING = 9  # symbols of a negation
BEFORE, AFTER = 0, 1  # where a negation stands
NO_TURNING = 2  # in place of one: a longer word that ends like it
MOST_SENSES = 32  # of a window that are looked at: more is no sentence

# Places in `Tables.state`.
COUNT = 0  # exemplars
END = 1  # symbols in the arena
CLUSTERS = 2
EPOCH = 3  # of the scratch tables: a slot of another epoch is empty, so that none is ever cleared
TOUCHED = 4  # what was read in advance; without a use the compiler would leave the reading out
ROOM = 5  # from so many exemplars on the rows have to grow
NOTES = 6  # rows of `Tables.notes` in use
STATE_SIZE = 7

# Kinds of notes: what is written down of a text beside its match, and read by `restore`.
UNSURE = 0  # window, from which of its symbols on, up to which: not confirmed
FRAME = 1  # grams from, up to: counted as words of a frame
BRIDGE = 2  # another cluster, wordings of one passage of both, wordings of a passage of each
MERGE = 3  # the older cluster, the younger, wordings so far; then the mass that both share
NOTE_WIDTH = 6  # text, kind, and four numbers
# A text of 64 windows has at most 34 spans in each, and bridges, merges and frames besides.
MOST_NOTES = 4_096
NOTES_OF_A_TEXT = 2_500

# Columns of `Tables.top`, beside the exemplar: what a compared candidate is to the text.
SCORE = 0
COMMON = 1  # idf mass that both share
SURE = 2  # the part of it that is confirmed content of the candidate
RANK = 3
SURE_SCORE = 4  # the score by the confirmed part alone
OPPOSED = 5  # 1 where it says the opposite
TOP_WIDTH = 6

# Rows of `Tables.sets`.
OURS = 0  # what the cluster's candidates share with the text
OURS_SURE = 1  # the confirmed part of it
OTHERS = 2  # confirmed content of other clusters
OTHER = 3  # of one other cluster
SCRATCH = 4
SET_ROWS = 5


class Tables(NamedTuple):
    """The index and the scratch space of one call. Grown together by `Index`, never by a kernel."""

    symbols: NDArray[np.uint16]  # the code-point table
    opposites: NDArray[np.uint16]  # symbol -> up to two that sound alike and mean the opposite
    state: NDArray[np.int64]
    rows: NDArray[np.int32]
    frequency: NDArray[np.uint16]  # in how many clusters a compared gram was founded
    weak: NDArray[np.uint8]  # weak joins that a gram was the frame of
    logs: NDArray[np.float64]  # ln(1), ln(2), ...
    stock_heads: NDArray[np.uint16]  # first two symbols -> a bit for each length of a stock word
    stock_words: NDArray[np.uint64]  # their hashes
    stock_single: NDArray[np.uint8]  # 1 for those of one symbol
    sense_heads: NDArray[np.uint16]  # like `stock_heads`
    sense_words: NDArray[np.uint64]  # hashes of words that exclude others
    senses: NDArray[np.int32]  # their senses
    # Of each exemplar.
    start: NDArray[np.int64]  # where it begins in the arena
    mass: NDArray[np.float32]
    cluster: NDArray[np.int32]  # as it was founded or joined
    groups: NDArray[np.uint32]  # of the senses in it, 0 until a text that would join asks
    owner: NDArray[np.uint64]  # the variant it came from
    arena: NDArray[np.uint16]  # their symbols
    unsure: NDArray[np.uint8]  # a bit a symbol: the gram that begins there is not confirmed
    # Of each cluster.
    parent: NDArray[np.int32]  # the older cluster it was merged into, or itself
    wordings: NDArray[np.int32]  # of its own
    size: NDArray[np.int32]  # of a root: with those of what was merged into it
    pairs: NDArray[np.int32]  # bridges of two roots: older, younger, same passage, apart
    apart: NDArray[np.int32]  # two clusters each that must not become one
    # Scratch of one text.
    text: NDArray[np.uint16]  # its symbols
    slots: NDArray[np.int64]  # hash of a compared gram -> its number
    keys: NDArray[np.uint64]  # by number: hash
    weights: NDArray[np.float64]  # by number
    numbers: NDArray[np.int32]  # position in the window -> number
    stocked: NDArray[np.uint8]  # position in the window: part of a stock word, or not
    visits: NDArray[np.uint64]  # rows of the text, those it is stored under first
    voted: NDArray[np.int64]  # hash of an exemplar -> its place in the next two
    names: NDArray[np.int64]
    votes: NDArray[np.float32]
    ours: NDArray[np.int32]  # senses in the text: place, length, sense
    theirs: NDArray[np.int32]  # ... in an exemplar
    chosen: NDArray[np.int64]  # exemplars that are compared
    roots: NDArray[np.int64]  # the cluster of each, merges followed
    top: NDArray[np.float64]
    shared: NDArray[np.uint64]  # of each compared one: the set of grams it shares
    confirmed: NDArray[np.uint64]  # ... the confirmed ones among them
    sets: NDArray[np.uint64]
    linked: NDArray[np.int64]  # clusters that the text is a bridge to: cluster, kind
    linked_mass: NDArray[np.float64]
    notes: NDArray[np.float64]
