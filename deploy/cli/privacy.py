"""The command that forgets a person: texts, ids and pseudonym, from the log and ClickHouse.

What is to be erased is written down first (`forgetting.json` in the data directory, readable by its
owner only): a run that was ended goes on with it when the command is given again. When nothing is
left to be found it is removed.
"""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import click
import msgspec

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.core.erasure import Plan, stand_in

if TYPE_CHECKING:
    from deploy.embedded.log.eventlog import EventLog
    from streams.config.settings import Settings
    from streams.store.database import Database

PLAN = "forgetting.json"


class Written(msgspec.Struct, kw_only=True):
    """A plan on disk, and the stored sightings as they stood when it was made."""

    plan: Plan
    rows: list[dict[str, Any]]


@click.command()
@click.option("--reporter", default="", help="A reporter, as the apps name them.")
@click.option("--report", type=click.UUID, help="The id of one report.")
@click.option("--tenant", default="main", show_default=True)
@AS_JSON
def forget(reporter: str, report: UUID | None, tenant: str, as_json: bool) -> None:
    """Erase a person's reports: texts that nobody else sent, ids, the pseudonym. Counts stay.

    Example: rumor-tracker forget --reporter user-4711
    """
    from deploy.single.engines import running_url
    from streams.errors import RumorTrackerError
    from streams.store.database import Database

    settings = load_settings()
    path = settings.data_dir / PLAN
    report_id = str(report or "")  # in the form that is stored, however it was written
    if bool(reporter) == bool(report_id) and not path.exists():
        raise click.UsageError("give --reporter or --report")
    try:
        database = Database(running_url(settings), threads=1)
        log = _embedded(settings)
        if path.exists():
            _erase(path, database, log)
            click.echo("finished what an earlier run had begun", err=True)
        done = {}
        if reporter or report_id:
            _write(path, _planned(settings, database, log, (reporter, report_id), tenant))
            done = _erase(path, database, log)
    except RumorTrackerError as error:
        fail(str(error))
    emit(done, as_json)
    if done and done["left_in_log"] + done["left_in_clickhouse"]:
        fail("something is left; give the command again")


def _embedded(settings: "Settings") -> "EventLog | None":
    """The embedded log; None where the log is Kafka, whose records cannot be changed."""
    from deploy.embedded.log.eventlog import EventLog
    from streams.log.engines import shared

    if shared(settings.log):
        return None
    return EventLog(unquote(urlsplit(settings.log).path), durable=True)


def _planned(
    settings: "Settings",
    database: "Database",
    log: "EventLog | None",
    whose: tuple[str, str],
    tenant: str,
) -> Written:
    from streams.config.secrets import reporter_key
    from streams.intake.acceptance import pseudonym
    from streams.store import erasure

    reporter, report = whose
    named = []
    if reporter:
        named = [pseudonym(reporter_key(settings, log_is_shared=log is None), tenant, reporter)]
    rows = erasure.sightings_of(
        database, tenant, reporters=named, reports=[report] if report else []
    )
    salt = secrets.token_hex(16)
    found = {str(row["report_id"]): row["external_id"] for row in rows}
    if log is not None:
        for one in _on_the_log(log, tenant, named, report):
            found.setdefault(one.report_id, one.external_id)
    variants = sorted({row["variant_id"] for row in rows})
    plan = Plan(
        tenant=tenant,
        reports={one: stand_in(tenant, one, salt) for one in found},
        reporters={one: secrets.token_hex(8) for one in named},
        external_ids=sorted({one for one in found.values() if one}),
        texts=erasure.texts_of(database, tenant, variants=variants, reports=list(found)),
    )
    return Written(plan=plan, rows=[_plain(row) for row in rows])


def _on_the_log(log: "EventLog", tenant: str, named: list[str], report: str) -> list[Any]:
    """The person's reports that the log still holds: some may not be stored yet."""
    from deploy.single.erasing import records
    from schemas.topics import REPORTS
    from streams.core.lanes import tenant_of

    return [
        one
        for event in records(log, REPORTS)
        if tenant_of(event.lane) == tenant
        for one in event.reports
        if one.report_id == report or one.reporter in named
    ]


def _erase(path: Path, database: "Database", log: "EventLog | None") -> dict[str, Any]:
    """Erases what is planned, and looks for what is left."""
    from deploy.single import erasing
    from streams.store import erasure

    written = msgspec.json.decode(path.read_bytes(), type=Written)
    plan = written.plan
    changed = {} if log is None else erasing.erase(log, plan)
    rows = [_typed(row) for row in written.rows]
    erasure.erase(database, plan, rows, again=log is None)
    done = {
        "reports": len(plan.reports),
        "texts": len(plan.texts),
        "records_of_the_log": sum(changed.values()),
        "rows_of_clickhouse": len(rows) + len(plan.texts),
        "left_in_log": 0 if log is None else erasing.left(log, plan),
        "left_in_clickhouse": erasure.left(database, plan),
        "note": KAFKA if log is None else MEMORY,
    }
    if not done["left_in_log"] and not done["left_in_clickhouse"]:
        path.unlink()
    return done


MEMORY = "workers hold wordings in memory until they are started again; backups are not changed"
KAFKA = (
    "Kafka's records cannot be changed: reports and sightings go after 7 days, wordings after 400; "
    "what is read from them again is not stored again. " + MEMORY
)


def _write(path: Path, written: Written) -> None:
    """Whole or not at all."""
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(written))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.timestamp() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it came from ClickHouse, from JSON."""
    times = ("observed_at", "received_at")
    typed = {name: datetime.fromtimestamp(row[name], UTC) for name in times}
    return row | typed | {"report_id": UUID(row["report_id"])}
