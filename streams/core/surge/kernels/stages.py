"""How far the fold of a record has come, why it stops, and the columns of its reports."""

# Why the fold stops, and what it goes on after.
DONE = 0
GROW = 1  # rows are short
HISTORY = 2  # the rumor has reports of history, which teach its baseline
NEW_DAY = 3  # a report of a day that the profile has not begun: it learns the rumor's reports
FULL = 4  # the moment's hour is about to be too full to keep its reporters: `surge.weighing`
OVER = 5  # the episode was over at ENDS_MS
NEWS = 6  # the evidence may say something
SETTLE = 7  # the rumor is counted: LATE reports are to be looked at, and what is due to be told

# What comes next for the rumor at hand.
BEGIN = 0
LEARN = 1
MEASURE = 2
WEIGH = 3
COUNT_MOMENT = 4
LOOK = 5
FINISH = 6
LEAVE = 7

# Columns of the reports of a record.
ROW = 0  # of their rumor
ORDER = 1  # of their rumor in the record
TIME = 2
STANCE = 3  # its number among STANCES; AS_HISTORY more where it is to make no surge
IS_NAMED = 4  # whether somebody says who reported
COLUMNS = 5
QUESTIONED = 1
AS_HISTORY = 4
