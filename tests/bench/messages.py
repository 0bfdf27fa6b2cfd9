"""The real messages through the running API: pairwise F1 against the gold clusters."""

from pathlib import Path
from typing import Any

from tests.bench import gold
from tests.support.players import batches, post_batch
from tests.support.system import temporary


def run(data: Path) -> None:
    found = gold.messages(data)
    with temporary() as system:
        ids: list[str] = []
        for part in batches([report(message) for message in found], 200):
            ids += post_batch(system.api, part)["report_ids"]
        system.settle(len(ids))
        rumors = [system.api.get(f"/v1/reports/{id_}")["rumor_id"] for id_ in ids]
    scores = gold.score(rumors, [message["cluster"] for message in found])
    print(f"   {len(ids)} messages through the API: {gold.shown(scores)}")


def report(message: dict[str, Any]) -> dict[str, Any]:
    made = {
        "external_id": message["message_id"],
        "text": message["text"],
        "channel": "weibo",
        "reporter": message["message_id"],
    }
    return made | ({"observed_at": message["observed_at"]} if "observed_at" in message else {})
