"""The command that lists phrases which were learnt to say nothing."""

import json
from pathlib import Path

from schemas.topics import CATALOGUE, RUMORS, partitions_of
from streams.core.clusters.state import LaneClusters
from tests.support import cli
from tests.support.growing import LANE, NAMED, learnt, letters


def written(folder: Path, *texts: str) -> str:
    """A log with what a worker wrote of these texts -> its URL."""
    from deploy.embedded.log.eventlog import EventLog, NewRecord

    raw = EventLog(folder / "log.db")
    for topic in CATALOGUE:
        raw.create_topic(topic.name, partitions_of(topic, 4))
    state = LaneClusters.empty(LANE)
    for offset, text in enumerate(texts):
        grown = learnt(state, text, offset=offset)
        raw.append([NewRecord(RUMORS.name, LANE.encode(), RUMORS.encode(grown))])
    raw.close()
    return f"sqlite://{folder / 'log.db'}"


def test_learnt_phrases_are_listed_with_how_many_showed_them(tmp_path: Path) -> None:
    url = written(tmp_path, *(f"{NAMED}：{letters(100 + n, 18)}" for n in range(30)))
    found = cli.invoke("frames", "--json", RUMOR_LOG_URL=url)
    assert found.exit_code == 0, found.output
    ((row,),) = (json.loads(found.output),)
    assert NAMED.startswith(row["phrase"].rstrip("："))
    assert row["wordings"] >= 5
    table = cli.invoke("frames", RUMOR_LOG_URL=url).output
    assert row["phrase"] in table
    none = cli.invoke("frames", "--least", "1000", RUMOR_LOG_URL=url)
    assert none.output == "no phrase was shown by 1000 wordings\n"
