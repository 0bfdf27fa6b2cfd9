"""The command that forgets a person: texts, ids and pseudonym, from the log and ClickHouse."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings

if TYPE_CHECKING:
    from deploy.embedded.log.eventlog import EventLog
    from deploy.single.forgetting import Erased, Forgetting, Whose
    from streams.config.settings import Settings

ANEW = "worker, store and intake were started anew; backups are not changed"
NOTHING = "nothing was found of them"
MEMORY = "start worker, store and intake again: they remember; backups are not changed"
KAFKA = (
    "Kafka's records cannot be changed: reports and sightings go after 7 days, alerts and "
    "deliveries after 30, wordings after 400, states of rumors when they are written anew; what is "
    "read from them again is not stored again. Backups are not changed"
)


@click.command()
@click.option("--reporter", default="", help="A reporter, as the apps name them.")
@click.option("--report", type=click.UUID, help="The id of one report.")
@click.option("--tenant", default="main", show_default=True)
@AS_JSON
def forget(reporter: str, report: UUID | None, tenant: str, as_json: bool) -> None:
    """Erase a person's reports: texts that nobody else sent, ids, the pseudonym. Counts stay. A
    running `up` starts its processes anew, so that none of them remembers.

    Example: rumor-tracker forget --reporter user-4711
    """
    from deploy.single.claims import hold_forgetting
    from deploy.single.engines import running_url
    from deploy.single.forgetting import PLAN, Forgetting, Whose
    from streams.errors import RumorTrackerError
    from streams.store.database import Database

    settings = load_settings()
    report_id = str(report or "")  # in the form that is stored, however it was written
    if bool(reporter) == bool(report_id) and not (settings.data_dir / PLAN).exists():
        raise click.UsageError("give --reporter or --report")
    try:
        log = _embedded(settings)
        with hold_forgetting(settings.data_dir):
            database = Database(running_url(settings), threads=1, long_queries=True)
            forgetting = Forgetting(settings, database, log)
            done = _done(forgetting, Whose(tenant, reporter=reporter, report=report_id))
    except RumorTrackerError as error:
        fail(str(error))
    emit(done, as_json)
    if done and done["left_in_log"] + done["left_in_clickhouse"]:
        fail("something is left; give the command again")


def _done(forgetting: "Forgetting", whose: "Whose") -> dict[str, Any]:
    if forgetting.finish():
        click.echo("finished what an earlier run had begun", err=True)
    if not whose.reporter and not whose.report:
        return {}
    found = forgetting.forget(whose)
    return asdict(found) | {"note": _note(found, is_kafka=forgetting.log is None)}


def _note(found: "Erased", *, is_kafka: bool) -> str:
    if is_kafka:
        return KAFKA
    if not found.reports:
        return NOTHING
    return ANEW if found.renewed else MEMORY


def _embedded(settings: "Settings") -> "EventLog | None":
    """The embedded log; None where the log is Kafka, whose records cannot be changed."""
    from deploy.embedded.log.eventlog import EventLog
    from streams.log.engines import shared

    if shared(settings.log):
        return None
    return EventLog(unquote(urlsplit(settings.log).path), durable=True)
