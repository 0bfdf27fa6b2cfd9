"""The levels of a surge, by rank."""

LEVELS = ("", "watch", "surge", "major", "critical")  # rank = index
WATCH, SURGE, MAJOR, CRITICAL = range(1, 5)
