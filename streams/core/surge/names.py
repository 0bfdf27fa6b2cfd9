"""Which channels, places and languages a rumor comes from: the largest, in little memory.

Space-saving (Metwally et al. 2005): where all rows are taken, a new name takes the row of the
smallest and goes on from its count. A name that is large is always among them, however late it
came; its count is too high by at most the count of the smallest.
"""

MOST_NAMES = 50  # rows of a rumor: the app decides what its channels and places are called


def count_name(names: dict[str, int], name: str, reports: int = 1) -> None:
    """Counts reports under a name."""
    known = names.get(name)
    if known is not None:
        names[name] = known + reports
    elif len(names) < MOST_NAMES:
        names[name] = reports
    else:
        # By name where counts are equal: the same in every replay.
        smallest = min(names, key=lambda other: (names[other], other))
        names[name] = names.pop(smallest) + reports
