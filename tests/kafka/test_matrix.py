"""The same day on the embedded log and on Kafka: same rumors, same counts, same alerts. Nothing in
`streams` asks which engine it is.
"""

import time
from pathlib import Path
from typing import Any

from tests.support.broker import Brokers
from tests.support.players import caught_up, play_day
from tests.support.system import System
from tests.support.waiting import wait

SECRET = "the same pseudonyms on both"
SEEN = {  # nothing here depends on when a report was received, or on the batch it came in
    "sightings": """SELECT report_id, variant_id, rumor_id, stance, observed_at, reporter
        FROM sightings FINAL ORDER BY report_id""",
    "variants": """SELECT variant_id, rumor_id, exemplar_id, round(score, 3), explanation
        FROM variants FINAL ORDER BY variant_id""",
    "spread": """SELECT rumor_id, minute, stance, channel, place, sum(reports), uniqMerge(reporters)
        FROM spread_minute FINAL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5""",
    "alerts": """SELECT rumor_id, alert_id, kind, max(level_rank)
        FROM alerts FINAL GROUP BY 1, 2, 3 HAVING max(level_rank) > 1 ORDER BY 2""",
}


def observe(system: System, ends_at_s: float) -> dict[str, Any]:
    """Plays the day -> all that the outside can see of it."""
    played = play_day(system.api, seed=11, ends_at_s=ends_at_s)
    system.settle(played.accepted)
    wait(
        lambda: any(hook.data["level"] == "surge" for hook in system.desk.told()),
        120,
        "the hoax was not told",
    )
    caught_up(system.api, 120)
    told = {
        (hook.data["rumor_id"], hook.data["alert_id"], hook.data["level"])
        for hook in system.desk.told()
    }
    hoax = system.api.get("/v1/rumors", sort="-reports", limit=1)["items"][0]["rumor_id"]
    base = system.database()
    tables = {name: base.execute(sql) for name, sql in SEEN.items()}
    base.close()
    return {"accepted": played.accepted, "hoax": hoax, "told": told, **tables}


def test_the_same_day_gives_the_same_on_both_logs(tmp_path: Path, kafka: Brokers) -> None:
    ends_at_s = time.time()  # the same moment for both
    seen = {}
    for name, log in (("embedded", {}), ("kafka", {"RUMOR_LOG_URL": kafka.url})):
        folder = tmp_path / name
        folder.mkdir()
        with System(folder) as system:
            system.start(RUMOR_REPORTER_SECRET=SECRET, **log)
            seen[name] = observe(system, ends_at_s)
    for what in seen["embedded"]:
        assert seen["kafka"][what] == seen["embedded"][what], what
    assert seen["kafka"]["alerts"]
