"""The same day on the embedded log and on Kafka:

same rumors, same counts, same alerts. Nothing in `streams` asks which engine it is.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import scenario
from tests.support.broker import Brokers
from tests.support.system import System, wait

SECRET = "the same pseudonyms on both"


@pytest.fixture(scope="module")
def began() -> float:
    """When the scenario's day ends: the same moment for both engines."""
    return time.time()


def observe(system: System, began: float) -> dict[str, Any]:
    """Plays the day -> all that the outside can see of it and that does not depend on when it was
    received.
    """
    timeline, accepted = scenario.day(11, history=300, surge=120), 0
    for at in range(0, len(timeline), 50):
        batch = [
            {**t.report, "observed_at": _iso(began + t.at_s - 80), "external_id": f"m{at + n}"}
            for n, t in enumerate(timeline[at : at + 50])
        ]
        accepted += system.api.send_batch(json.dumps(batch).encode(), repeat=f"b{at}")["accepted"]
    system.settle(accepted)
    hoax = system.api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]["rumor_id"]
    wait(
        lambda: any(b["data"]["level"] == "surge" for _, b in system.inbox.received),
        20,
        "the hoax was not told",
    )
    wait(
        lambda: all(step["lag"] == 0 for step in system.api.get("/v1/status")["steps"].values()),
        30,
        "the steps did not catch up",
    )
    base = system.database()
    told = {
        (b["data"]["rumor_id"], b["data"]["alert_id"], b["data"]["level"])
        for _, b in system.inbox.received
    }
    return {
        "accepted": accepted,
        "hoax": hoax,
        "told": told,
        "sightings": base.execute(
            "SELECT report_id, variant_id, rumor_id, stance, observed_at, reporter FROM sightings FINAL ORDER BY report_id"
        ),
        "variants": base.execute(
            "SELECT variant_id, rumor_id, exemplar_id, round(score, 3), explanation FROM variants FINAL ORDER BY variant_id"
        ),
        "spread": base.execute(
            "SELECT rumor_id, minute, stance, channel, place, sum(reports), uniqMerge(reporters) FROM spread_minute FINAL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
        ),
        "alerts": base.execute(
            "SELECT rumor_id, alert_id, kind, max(level_rank) FROM alerts FINAL GROUP BY 1, 2, 3 HAVING max(level_rank) > 1 ORDER BY 2"
        ),
    }


def _iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def test_the_same_day_gives_the_same_on_both_logs(
    tmp_path: Path, kafka: Brokers, began: float
) -> None:
    seen = {}
    for name, url in (("embedded", ""), ("kafka", kafka.url)):
        (tmp_path / name).mkdir()
        system = System(tmp_path / name)
        system.start(RUMOR_REPORTER_SECRET=SECRET, **({"RUMOR_LOG_URL": url} if url else {}))
        try:
            seen[name] = observe(system, began)
        finally:
            system.stop()
    for what in seen["embedded"]:
        assert seen["kafka"][what] == seen["embedded"][what], what
    assert seen["kafka"]["alerts"]
