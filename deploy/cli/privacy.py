"""The command that forgets a person: texts, ids and pseudonym, from the log and ClickHouse."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings, remark

if TYPE_CHECKING:
    from deploy.embedded.log.eventlog import EventLog
    from deploy.single.forgetting import Erased, Whose
    from streams.config.settings import Settings

ANEW = "worker, store and intake were started anew; backups are not changed"
FINISHED = "finished what an earlier run had begun"
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
            told = done(forgetting, Whose(tenant, reporter=reporter, report=report_id))
    except RumorTrackerError as error:
        fail(str(error))
    emit(told, as_json)
    if told["left_in_log"] + told["left_in_clickhouse"]:
        fail("something is left; give the command again")


class Runs(Protocol):
    """Where it is done; see `deploy.single.forgetting.Forgetting`."""

    @property
    def log(self) -> object | None:
        """None where it is Kafka."""

    def finish(self) -> "Erased | None":
        """What an earlier run had begun."""

    def forget(self, whose: "Whose") -> "Erased":
        """What is asked for now."""


def done(forgetting: Runs, whose: "Whose") -> dict[str, Any]:
    """Finishes what an earlier run had begun, then forgets -> what is told of it. What is left of
    that run comes first: the plan of another one would be written over it.
    """
    is_kafka = forgetting.log is None
    finished = forgetting.finish()
    if finished:
        remark(FINISHED)
        if not _is_named(whose) or finished.left_in_log or finished.left_in_clickhouse:
            return _told(finished, f"{FINISHED}; {_note(finished, is_kafka=is_kafka)}")
    found = forgetting.forget(whose)
    if finished and not found.reports:  # it is the run of this very command that was ended, mostly
        note = f"{FINISHED}, and nothing more was found; {_note(finished, is_kafka=is_kafka)}"
        return _told(finished, note)
    return _told(found, _note(found, is_kafka=is_kafka))


def _is_named(whose: "Whose") -> bool:
    return bool(whose.reporter or whose.report)


def _told(found: "Erased", note: str) -> dict[str, Any]:
    return asdict(found) | {"note": note}


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
