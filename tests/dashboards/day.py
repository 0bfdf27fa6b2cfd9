"""A small day in the whole system, so that every panel has something to show:

a hoax that surges, a verdict, deliveries that fail, rejects.
"""

import json
import time
from dataclasses import replace

import msgspec

from deploy.demo import scenario
from deploy.embedded.log.eventlog import EventLog, NewRecord
from schemas.events import Alert, AlertsTold, Source
from schemas.topics import ALERTS, REPORTS
from tests.support.system import System, wait


def play(system: System) -> str:
    """Plays it -> the hoax's id."""
    now, timeline, accepted = time.time(), scenario.day(7, history=300, surge=120), 0
    for at in range(0, len(timeline), 50):
        batch = [
            t.report | {"observed_at": _iso(now + t.at_s - 80)} for t in timeline[at : at + 50]
        ]
        accepted += system.api.send_batch(json.dumps(batch).encode(), repeat="")["accepted"]
    system.settle(accepted)
    rumor = system.api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]["rumor_id"]
    wait(lambda: system.inbox_count() > 0, 20, "no alert was told")
    system.inbox.refusing = True
    system.api.post(
        f"/v1/rumors/{rumor}/verdict",
        {"rating": "false", "summary": "不实", "link": "https://example.org/x"},
    )
    log = EventLog(system.data / "log.db")
    log.append([NewRecord(REPORTS.name, b"main/cjk", b"not json")])
    log.close()
    wait(lambda: system.api.get("/v1/rejects")["items"], 20, "the reject is not stored")
    wait(
        lambda: system.api.get("/v1/deliveries", state="pending")["items"], 20, "no delivery failed"
    )
    wait(
        lambda: system.database().execute("SELECT count() FROM curations")[0][0],
        20,
        "the verdict is not stored",
    )
    _another_episode_calms_down(system)
    return str(rumor)


def _another_episode_calms_down(system: System) -> None:
    """One would have to wait for an hour of quiet:

    the end of an earlier episode is put on the log instead.
    """
    told = msgspec.json.decode(
        system.database().execute("SELECT alert FROM alerts ORDER BY at DESC LIMIT 1")[0][0],
        type=Alert,
    )
    ended = replace(
        told,
        alert_id="alr_000000000001earlier",
        change_id="earlier",
        event="resolved",
        resolved_at_ms=told.at_ms,
    )
    log = EventLog(system.data / "log.db")
    log.append(
        [
            NewRecord(
                ALERTS.name,
                b"main/cjk",
                ALERTS.encode(
                    AlertsTold(
                        lane="main/cjk", source=Source(partition=-1, offset=-1), alerts=(ended,)
                    )
                ),
            )
        ]
    )
    log.close()
    ended_there = "SELECT count() FROM alerts WHERE event = 'resolved'"
    wait(
        lambda: system.database().execute(ended_there)[0][0],
        20,
        "the end of the episode is not stored",
    )


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
