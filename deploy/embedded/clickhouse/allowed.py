"""What a read-only user may name: functions, table functions, system tables, settings.

Everything else is refused, known or not: a new engine brings new functions, and these wait here
until somebody has looked at what they reach. A scalar function that shares its name with a table
function (format) is left out, since `IN name(...)` means the latter.
"""

from pathlib import Path

_HERE = Path(__file__).parent

# They compute on their arguments and touch no file, process, network or configuration.
SCALARS = frozenset(_HERE.joinpath("functions.txt").read_text(encoding="utf-8").split())
AGGREGATES = frozenset(_HERE.joinpath("aggregates.txt").read_text(encoding="utf-8").split())

# Suffixes that make another aggregate of one, several of them in a row, too.
COMBINATORS = (
    "SimpleState",
    "OrDefault",
    "Distinct",
    "Resample",
    "ForEach",
    "ArgMax",
    "ArgMin",
    "OrNull",
    "Merge",
    "State",
    "Array",
    "Null",
    "Map",
    "If",
)

_LOWER_SCALARS = frozenset(name.lower() for name in SCALARS)
_LOWER_AGGREGATES = frozenset(name.lower() for name in AGGREGATES)


def may_call(name: str) -> bool:
    """Whether a function is on the list, in any case, an aggregate with any combinators."""
    if name.lower() in _LOWER_SCALARS:
        return True
    while name.lower() not in _LOWER_AGGREGATES:
        suffix = next((one for one in COMBINATORS if name.endswith(one)), None)
        if suffix is None:
            return False
        name = name.removesuffix(suffix)
    return True


# values() only where it begins with a row (the guard sees to it): a text in that place declares
# columns, and a declared column may have an expression of its own
TABLE_FUNCTIONS = frozenset(
    {
        "generateSeries",
        "generate_series",
        "numbers",
        "numbers_mt",
        "SQLStandardValues",
        "values",
        "view",
        "zeros",
        "zeros_mt",
    }
)

SYSTEM = "system"
SYSTEM_DATABASES = frozenset({SYSTEM, "information_schema"})  # in lower case
SYSTEM_TABLES = frozenset(
    {
        "build_options",
        "columns",
        "data_type_families",
        "databases",
        "functions",
        "numbers",
        "numbers_mt",
        "one",
        "settings",
        "tables",
        "time_zones",
        "zeros",
    }
)


# The limits of a read-only user, as deploy/cluster/reader.xml has them for a server: what holds
# where nothing is set, the least and the most that may be set. 0 would mean no limit at all.
LIMITS = {
    "max_execution_time": (60, 1, 60),  # seconds
    "max_memory_usage": (4_000_000_000, 1, 4_000_000_000),  # bytes
    "max_result_rows": (1_000_000, 1, 1_000_000),  # no panel shows more
}
BOUNDS = {
    "max_threads": (1, 64),  # a million threads end the process, not the query
    "max_block_size": (1, 1_000_000),  # rows; more is memory for nothing
}
RANGES = {name: limit[1:] for name, limit in LIMITS.items()} | BOUNDS  # least and most
SETTINGS = frozenset(
    {
        *RANGES,
        "describe_compact_output",
        "describe_include_subcolumns",
        "final",
        "join_use_nulls",
        "max_bytes_to_read",
        "max_result_bytes",
        "max_rows_to_read",
        "optimize_move_to_prewhere",
        "read_overflow_mode",
        "result_overflow_mode",
        "session_timezone",
        "timeout_overflow_mode",
    }
)
# Drivers send these with every query; to a reader they mean nothing, so they are left out.
MEANINGLESS = frozenset(
    {
        "async_insert",
        "insert_deduplicate",
        "log_comment",
        "max_insert_block_size",
        "readonly",
        "run_query_in_background",
        "throw_on_max_partitions_per_insert_block",
        "wait_for_async_insert",
    }
)
