"""A golden day: the demo's scenario through every fold, without a process. In: a seed. Out: the
bytes of every topic's records.

python -m tests.replay.day      writes the golden files again; look at the difference before it is
committed
"""

import json
from pathlib import Path

from deploy.demo import scenario
from schemas.events import AlertsTold, Report, ReportsReceived, Source, SurgeFolded
from schemas.topics import ALERTS, REPORTS, RUMORS, SIGHTINGS, SURGES
from streams.core import clusters, surge
from streams.core.clusters.state import LaneClusters
from streams.core.lanes import lane_of
from streams.core.receivers import standard as payloads
from streams.core.receivers.tellings import Telling
from streams.core.surge import LaneSurges
from streams.core.surge.policy import SurgePolicy

FOLDER = Path(__file__).parent / "golden"
ZERO_MS = 1_700_000_000_000  # the scenario's zero: any instant, but always the same
AT_ONCE = 10  # reports a record
Records = dict[str, list[str]]


def reports() -> list[ReportsReceived]:
    """The day as records of reports: one lane each, in the order in which they were received."""
    out = []
    timeline = scenario.day(3, history=120, surge=60)
    for at in range(0, len(timeline), AT_ONCE):
        lanes: dict[str, list[Report]] = {}
        for number, timed in enumerate(timeline[at : at + AT_ONCE], at):
            text = timed.report["text"]
            report = Report(
                report_id=f"00000000-0000-5000-8000-{number:012x}",
                text=text,
                observed_at_ms=ZERO_MS + int(timed.at_s * 1_000),
                app="app",
                reporter=f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}",
                channel=timed.report["channel"],
                place=timed.report["place"],
                external_id=f"e{number}",
            )
            lanes.setdefault(lane_of("main", text), []).append(report)
        newest_ms = ZERO_MS + int(timeline[min(at + AT_ONCE, len(timeline)) - 1].at_s * 1_000)
        out += [
            ReportsReceived(lane=lane, received_at_ms=newest_ms, reports=tuple(found))
            for lane, found in lanes.items()
        ]
    return out


def play(received: list[ReportsReceived]) -> Records:
    """What the folds make of records of reports: every topic's records, as text."""
    names = [topic.name for topic in (RUMORS, SIGHTINGS, ALERTS, SURGES)]
    out: Records = {name: [] for name in (*names, "webhooks")}
    lanes: dict[str, tuple[LaneClusters, LaneSurges]] = {}
    policy = SurgePolicy()
    for offset, event in enumerate(received):
        wordings, surges = lanes.setdefault(
            event.lane, (LaneClusters.empty(event.lane), LaneSurges(event.lane))
        )
        source = Source(partition=0, offset=offset)
        _, outcome = clusters.step(wordings, event, source=source, curation_offset=0)
        if outcome.grown:
            out[RUMORS.name].append(RUMORS.encode(outcome.grown).decode())
        if outcome.sighted is None:
            continue
        out[SIGHTINGS.name].append(SIGHTINGS.encode(outcome.sighted).decode())
        _, told = surge.step(
            surges, outcome.sighted, offset=offset, policy=policy, verdicts={}, decided=0
        )
        if told:
            out[ALERTS.name].append(
                ALERTS.encode(AlertsTold(lane=event.lane, source=source, alerts=told)).decode()
            )
        out["webhooks"] += [
            payloads.body(
                Telling(
                    type="alert.raised",
                    id="dlv_1",
                    at_ms=alert.at_ms,
                    links="https://desk.example",
                    content=alert,
                )
            )
            for alert in told
        ]
    for lane, (_, surges) in lanes.items():
        for rumor_id in sorted(surges.open):
            folded = SurgeFolded(
                lane=lane,
                rumor_id=rumor_id,
                offset=surges.rumors[rumor_id].offset,
                state=surge.dump(surges, rumor_id),
            )
            out[SURGES.name].append(SURGES.encode(folded).decode())
    return out


def golden(name: str) -> list[str]:
    """The lines of a golden file."""
    return (FOLDER / f"{name}.jsonl").read_text().splitlines()


def main() -> None:
    """Writes the golden files."""
    FOLDER.mkdir(exist_ok=True)
    received = reports()
    files = play(received) | {REPORTS.name: [REPORTS.encode(event).decode() for event in received]}
    for name, lines in files.items():
        (FOLDER / f"{name}.jsonl").write_text(
            "".join(
                json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")) + "\n"
                for line in lines
            )
        )
        print(name, len(lines))


if __name__ == "__main__":
    main()
