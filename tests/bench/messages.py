"""The real messages through the running API: pairwise F1 against the gold clusters."""

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import gold
from tests.support.system import System


def run(data: Path) -> None:
    found = gold.messages(data)
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder)).start()
        try:
            reports = [report(m) for m in found]
            ids: list[str] = []
            for at in range(0, len(reports), 200):
                ids += system.api.send_batch(
                    json.dumps(reports[at : at + 200]).encode(), repeat=""
                )["report_ids"]
            system.settle(len(ids))
            rumors = [system.api.get(f"/v1/reports/{id_}")["rumor_id"] for id_ in ids]
            print(
                f"   {len(ids)} messages through the API: {gold.shown(gold.score(rumors, [m['cluster'] for m in found]))}"
            )
        finally:
            system.stop()


def report(message: dict[str, Any]) -> dict[str, Any]:
    made = {
        "external_id": message["message_id"],
        "text": message["text"],
        "channel": "weibo",
        "reporter": message["message_id"],
    }
    return made | ({"observed_at": message["observed_at"]} if "observed_at" in message else {})
