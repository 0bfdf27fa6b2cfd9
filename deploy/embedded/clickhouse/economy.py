"""What the engine is told when it is opened so that it costs little beside the processes of one
machine: idle it does nothing, and a small insert makes one file.

The measures: `tests/bench/trickle.py`, `docs/benchmarks.md`.
"""

# Each table asks three times a second whether it has something to merge, move or stream, and then
# ever less often: ten times less often after 24 questions without the first of these, after four
# with it. An insert asks at once, so a merge is late for nobody. 20 tables took .35 % of a core.
WHEN_NO_WORK = "task_sleep_seconds_when_no_work_multiplier"
SLOWDOWN = 2  # of 1.1
POOLS = (
    "background_processing_pool",
    "background_move_processing_pool",
    "background_streaming_processing_pool",
)

# How often the memory in use is read, ms: 50 by default, .12 % of a core. In a second no query here
# takes what the machine does not have.
MEMORY_EVERY_MS = 1_000

# A part below so many bytes is one file, not fifteen: making files was half of what a small insert
# costs, and a merge removes them again. Above it is one of columns in files of their own anyway
# (`min_bytes_for_wide_part`).
PACKED_BYTES = 10 << 20


def settings() -> str:
    """XML for the engine's configuration file."""
    slower = "".join(_tag(f"{pool}_{WHEN_NO_WORK}", SLOWDOWN) for pool in POOLS)
    memory = _tag("memory_worker_period_ms", MEMORY_EVERY_MS)
    packed = _tag("min_bytes_for_full_part_storage", PACKED_BYTES)
    return f"{slower}{memory}<merge_tree>{packed}</merge_tree>"


def _tag(name: str, value: int) -> str:
    return f"<{name}>{value}</{name}>"
