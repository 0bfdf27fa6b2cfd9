"""The numbers of a lane in arrays: what a row is, and what stands in its columns.

| table | a row is | who takes and gives back rows |
|---|---|---|
| `rumors`, `numbers` | one rumor: whole numbers, and floats. Row 0 is the lane's pulse | `ledger` |
| `episodes`, `normals` | one episode: what counting moves of it, and its normal rate | `ledger` |
| `hours`, `bins` | one hour of a rumor: who was seen in it, and its twelve bins | compiled loops |
| `chunks` | keys of a sketch that keeps them: a link to the next chunk, and keys | compiled loops |
| `registers`, `sums` | the registers of a sketch that is full, its free share and count | both |

A rumor's row holds its newest hour, an hour the one before it, an hour or an episode its newest
chunk. Row 0 of what is linked stands for none. `lane` and `shares` are what a lane has once: its
crowd, its profile, how far the fold of a record has come, and how many rows are spare.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = int | np.int64
Wholes = NDArray[np.int64]
Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

# Columns of `rumors`.
AT_MS = 0  # of the newest report
BORN_MS = 1
LEARNT_MS = 2  # up to when the baseline has learnt
RISE_MS = 3  # the report that the present rise began with
BIN = 4  # that AT_MS lies in ...
BIN_ENDS_MS = 5  # ... up to here; 0 of a state that was read: then it is found anew
NEWEST_HOUR = 6  # row of `hours`
EPISODE = 7  # row of `episodes`: the last one, which may run
LOOKED_HOUR = 8  # in which nothing was found at the counts LOOKED
IS_MUTED = 9
REPORTS = 10
CARRIES = 11  # in the order of STANCES
QUESTIONS = 12
REFUTES = 13
RUMOR_WHOLES = 14

# Columns of `numbers`.
X5 = 0
X20 = 1
X60 = 2
RAW = 3
COMPARTMENT = 4
LEARNT = 5
EXPOSURE_H = 6
TOTAL = 7  # of the bins that are kept
HOUR = 8  # of the bins that the last 60 minutes touch
COUNTED = 9  # all weights ever
LOOKED = 10  # X5, X20, X60 and HOUR at which nothing was found
RUMOR_NUMBERS = 14

# Columns of `episodes`. A sketch takes two: SIZE says how many keys it keeps, or MANY where it
# counts in registers; the next one is its newest chunk, or the row of its registers.
STARTED_MS = 0
BEGAN_MS = 1
RAISED_MS = 2
LEVEL = 3
TOLD_LEVEL = 4
LAST_HOT_MS = 5
QUIET_SINCE_MS = 6
RESOLVED_MS = 7
NEW = 8
ANONYMOUS = 9
REPORTERS = 10  # sketch
TOLD_MS = 12  # when its newest level was told
EPISODE_WHOLES = 13
MANY = -1

# The column of `normals`.
NORMAL = 0

# Columns of `hours`.
NUMBER = 0  # hours since 1970
BEFORE = 1  # row of the next older hour of the rumor
IS_OPENED = 2  # somebody reported in it; else it holds bins alone
UNNAMED = 3  # reports without a reporter
FRESH = 4  # reporters met in the lane for the first time
SEEN = 5  # sketch: who reported
KNOWN = 7  # registers of who reported in it or in the hour before, where one of both is full
HOUR_WHOLES = 8

KEYS_A_CHUNK = 15  # and a link: two lines of a cache
LINK = 0

# Columns of `sums`.
FREE = 0
COUNT = 1

# Places in `lane`.
SINCE_MS = 0  # of the crowd, as in `Crowd`
MET = 1
MET_FIRST = 2
TODAY = 3  # of the profile
SPARE_HOURS = 4  # rows that are spare
SPARE_CHUNKS = 5
SPARE_REGISTERS = 6
RUMOR = 7  # how far a record is folded: the rumor at hand, of so many ...
RUMORS = 8
PHASE = 9
TIMED = 10  # ... its reports that may make a surge ...
PLACE = 11  # ... and where the moment at hand begins and ends among them
PLACE_ENDS = 12
IS_SEEN = 13  # whether Python has looked at the rumor at hand: it may have something to tell
LATE = 14  # reports of it that came late
ENDS_MS = 15  # when the episode that is over was so
FED = 16  # the episode that the moment at hand belongs to, 0 for none
COUNTS = 17  # of the profile, by hour of today
LANE_WHOLES = COUNTS + 24

# Places in `shares`.
PULSE = 0  # what the record adds to the lane's
ROOM = 1  # so much of the rumor at hand the pulse takes
COUNTED_BEFORE = 2
WEIGHT = 3  # of the moment at hand
WEEK = 4  # weights of the hours of a week, Thursday's first
LANE_NUMBERS = WEEK + 7 * 24

# Places in a policy's limits.
WATCH = 0  # counts of each scale below which there is no watch
SURGE = 3  # ... or no surge
WORTH = 6
MIN_REPORTS = 7
MAJOR = 8  # reports of an hour
CRITICAL = 9
LEAST_SURGE = 10
QUIET_MS = 11
FLOOR_PER_HOUR = 12
FACTOR_HURDLE = 13
MIN_FACTOR = 14
OF_USE = 15  # the least score that anything is made of
TELLING_GAP_MS = 16
LIMITS = 17

# Rows that one moment takes at most beside two chunks of keys for every report: an hour, and
# registers of it, of the one after it, of the episode.
LEAST_SPARE = 8


class Tables(NamedTuple):
    """All arrays of a lane. `spare_` are stacks of rows that nobody uses.

    Of the record at hand, `order` holds the rumors' reports by time, and behind them where each
    rumor's begin; `late` times and weights of those of the rumor at hand that came late; `day` has
    room for all bins of a rumor.
    """

    rumors: Wholes
    numbers: Floats
    episodes: Wholes
    normals: Floats
    hours: Wholes
    bins: Floats
    chunks: Keys
    registers: NDArray[np.uint8]
    sums: Floats
    spare_hours: Wholes
    spare_chunks: Wholes
    spare_registers: Wholes
    lane: Wholes
    shares: Floats
    marks: NDArray[np.uint8]
    order: Wholes
    late: Floats
    day: Floats
