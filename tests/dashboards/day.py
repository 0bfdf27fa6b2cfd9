"""A small day in the whole system, so that every panel has something to show: a hoax that surges, a
verdict, deliveries that fail, rejects.
"""

import msgspec
from msgspec.structs import replace

from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import Alert, AlertsTold, Source
from schemas.topics import ALERTS, REPORTS
from tests.support.players import play_day, surge
from tests.support.system import System
from tests.support.waiting import wait

LANE = "main/cjk"
UNRATED = "城东的自来水厂昨晚停了，水里有虫子，大家先别喝"  # few report it, and nobody rates it


def play(system: System) -> str:
    """Plays it -> the hoax's id."""
    api = system.api
    accepted = play_day(api).accepted
    accepted += len(surge(api, UNRATED, people=8))
    system.settle(accepted)
    rumor = str(api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]["rumor_id"])
    wait(lambda: system.desk.told(), 60, "no alert was told")
    system.desk.refusing = True
    verdict = {"rating": "false", "summary": "不实", "link": "https://example.org/x"}
    api.post(f"/v1/rumors/{rumor}/verdict", verdict)
    _append(system, REPORTS.name, b"not json")
    wait(lambda: api.get("/v1/rejects")["items"], 60, "the reject is not stored")
    wait(lambda: api.get("/v1/deliveries", state="pending")["items"], 60, "no delivery failed")
    _wait_counted(system, "curations", "the verdict is not stored")
    _wait_counted(system, "decided", "what the verdict makes of its rumor is not stored")
    _another_episode_calms_down(system)
    return rumor


def _another_episode_calms_down(system: System) -> None:
    """One would have to wait for an hour of quiet: the end of an earlier episode is put on the log
    instead.
    """
    newest = system.database().execute("SELECT alert FROM alerts ORDER BY at DESC LIMIT 1")[0][0]
    told = msgspec.json.decode(newest, type=Alert)
    ended = replace(
        told,
        alert_id="alr_000000000001earlier",
        change_id="earlier",
        event="resolved",
        resolved_at_ms=told.at_ms,
    )
    event = AlertsTold(lane=LANE, source=Source(partition=-1, offset=-1), alerts=(ended,))
    _append(system, ALERTS.name, ALERTS.encode(event))
    _wait_counted(system, "alerts WHERE event = 'resolved'", "the end of the episode is not stored")


def _append(system: System, topic: str, value: bytes) -> None:
    """Puts a record on the log, as another program may."""
    log = EventLog(system.data / "log.db")
    log.append([NewRecord(topic, LANE.encode(), value)])
    log.close()


def _wait_counted(system: System, rows: str, message: str) -> None:
    """Waits until ClickHouse has such rows."""

    def found() -> bool:
        base = system.database()
        count = base.execute(f"SELECT count() FROM {rows}")[0][0]
        base.close()
        return bool(count)

    wait(found, 20, message)
