"""How the house is doing, and what it could not use."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.api.fields import Cursor, Time


class StepLag(Struct):
    """Records a step has not read, by partition and topic; null where the log does not answer."""

    lag: int | None
    partitions: dict[str, int]
    topics: dict[str, int]


class DiskRead(Struct):
    """The disk of the embedded engines: its used part from 0 to 1, and what they take of it."""

    used: float
    free_bytes: int
    log_bytes: int
    clickhouse_bytes: int | None
    warning: str | None


class Versions(Struct):
    """What runs here; null where it does not say."""

    python: str
    clickhouse: str | None


class Status(Struct):
    """How the house is doing; `version` is rumor-tracker's own."""

    version: str
    steps: dict[str, StepLag]
    clickhouse: Annotated[str, Meta(extra_json_schema={"enum": ["ok", "wrong answer", "away"]})]
    config_error: str | None
    stalled: str | None
    topics: list[str]
    disk: DiskRead | None = None
    versions: Versions | None = None
    config_warnings: list[str] = []


class Health(Struct):
    """`ready` or `alive`, else what is waited for."""

    status: str
    config_error: str | UnsetType = UNSET


class RejectRead(Struct):
    """What a step could not use, and where it stood on the log."""

    reject_id: str
    stage: str
    reason: str
    message: str
    at: Time
    report_id: str
    app: str
    topic: str
    partition: int
    offset: int
    sample: str


class RejectPage(Struct):
    """A page of rejects, newest first."""

    items: list[RejectRead]
    next_cursor: Cursor
