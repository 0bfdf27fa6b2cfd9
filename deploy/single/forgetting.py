"""Forgetting a person: what there is of them, written down, erased, and looked for again.

In: whose reports. Out: what was erased and what is left. What is to be erased is written down first
(`forgetting.json` in the data directory, readable by its owner only): a run that was ended goes on
with it when the command is given again. When nothing is left to be found it is removed.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from deploy.embedded.log.eventlog import EventLog
from deploy.single import erasing, renewing
from schemas.topics import REPORTS, RUMORS, SIGHTINGS
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.settings import Settings
from streams.core.erasure import Plan, candidates, stand_in
from streams.core.lanes import tenant_of
from streams.intake.acceptance import pseudonym
from streams.log.reporters import key_of_reporters
from streams.store import erasing as erasing_rows
from streams.store import erasure
from streams.store.database import Database

PLAN = "forgetting.json"
ROUNDS = 3  # what was on its way when it was looked for first is found by the second


class Written(msgspec.Struct, kw_only=True):
    """A plan on disk, and the stored sightings as they stood when it was made."""

    plan: Plan
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Whose:
    """A reporter as the apps name them, or the id of one report."""

    tenant: str
    reporter: str = ""
    report: str = ""


@dataclass
class Erased:
    """What was erased, and what is left."""

    reports: int = 0
    texts: int = 0
    records_of_the_log: int = 0
    rows_of_clickhouse: int = 0
    left_in_log: int = 0
    left_in_clickhouse: int = 0
    renewed: bool = False  # the processes were started anew, so none remembers


class Forgetting:
    """Where it is done. `log` is None where it is Kafka, whose records cannot be changed."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        log: EventLog | None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self.path = settings.data_dir / PLAN
        self._settings = settings
        self._database = database
        self.log = log
        self._clock = clock

    def finish(self) -> Erased | None:
        """Does what an earlier run wrote down; None where there is nothing."""
        if not self.path.exists():
            return None
        done = Erased()
        self._erase(done)
        return done

    def forget(self, whose: Whose) -> Erased:
        """Plans, erases and looks again, until nothing new is found."""
        done = Erased()
        for number in range(ROUNDS):
            written = self._planned(whose)
            if number and not written.plan.reports:
                break
            _write(self.path, written)
            self._erase(done)
        return done

    def _erase(self, done: Erased) -> None:
        written = msgspec.json.decode(self.path.read_bytes(), type=Written)
        plan = written.plan
        self._once(written, done)
        if plan.reports and self.log is not None:
            # What the processes know they may have written meanwhile, and would write again.
            with renewing.standing_still(self._settings.data_dir) as is_still:
                if is_still:
                    self._once(written, done)
                    done.renewed = True
        done.reports += len(plan.reports)
        done.texts += len(plan.texts)
        done.rows_of_clickhouse += len(written.rows) + len(plan.texts)
        done.left_in_log = 0 if self.log is None else erasing.left(self.log, plan)
        done.left_in_clickhouse = erasure.left(self._database, plan)
        if not done.left_in_log and not done.left_in_clickhouse:
            self.path.unlink()

    def _once(self, written: Written, done: Erased) -> None:
        if self.log is not None:
            done.records_of_the_log += erasing.erase(self.log, written.plan)
        erasing_rows.erase(
            self._database,
            written.plan,
            [_typed(row) for row in written.rows],
            again=self.log is None,
            now_ms=self._clock.now_ms(),
        )

    def _planned(self, whose: Whose) -> Written:
        named = self._pseudonyms(whose)
        reports = [whose.report] if whose.report else []
        rows = erasure.sightings_of(self._database, whose.tenant, reporters=named, reports=reports)
        salt = secrets.token_hex(16)
        found = {str(row["report_id"]): row["external_id"] for row in rows}
        variants = {row["variant_id"] for row in rows}
        others: set[int] = set()
        texts: dict[int, str] = {}
        if self.log is not None:
            here = OnTheLog(self.log, whose.tenant, named, reports)
            found = here.reports | found
            variants |= here.variants
            others = here.others & variants
            texts = here.texts
        asked = {"variants": sorted(variants), "reports": list(found)}
        others |= erasure.others_of(self._database, whose.tenant, **asked)
        texts |= erasure.texts_of(self._database, whose.tenant, variants=asked["variants"])
        first = erasure.first_of(self._database, whose.tenant, **asked)
        plan = Plan(
            tenant=whose.tenant,
            reports={one: stand_in(whose.tenant, one, salt) for one in found},
            reporters={one: secrets.token_hex(8) for one in named},
            external_ids=sorted({one for one in found.values() if one}),
            texts={f"{one:016x}": texts[one] for one in variants - others if one in texts},
            first=[f"{one:016x}" for one in sorted(first)],
        )
        plan.common = erasure.common_of(
            self._database,
            whose.tenant,
            quotes=candidates(plan.texts.values()),
            variants=[int(one, 16) for one in plan.texts],
        )
        plan.shared = erasure.shared_of(self._database, plan)
        return Written(plan=plan, rows=[_plain(row) for row in rows])

    def _pseudonyms(self, whose: Whose) -> list[str]:
        if not whose.reporter:
            return []
        key = key_of_reporters(self._settings)
        return [pseudonym(key, whose.tenant, whose.reporter)]


class OnTheLog:
    """What the log holds of a person: some of it may not be stored yet.

    `reports` are their ids with the app's own, `variants` their wordings, `others` the wordings
    that somebody else reported, `texts` those of their wordings.
    """

    def __init__(
        self, log: EventLog, tenant: str, reporters: list[str], reports: list[str]
    ) -> None:
        self.reports: dict[str, str] = {}
        self.variants: set[int] = set()
        self.others: set[int] = set()
        self.texts: dict[int, str] = {}
        whose = frozenset(reporters) | frozenset(reports)
        for event in erasing.records(log, REPORTS):
            for one in event.reports if tenant_of(event.lane) == tenant else ():
                if one.report_id in whose or one.reporter in whose:
                    self.reports[one.report_id] = one.external_id
        for event in erasing.records(log, SIGHTINGS):
            for one in event.sightings if tenant_of(event.lane) == tenant else ():
                if one.report_id in whose or one.reporter in whose:
                    self.reports[one.report_id] = one.external_id
                    self.variants.add(int(one.variant_id, 16))
                else:
                    self.others.add(int(one.variant_id, 16))
        for event in erasing.records(log, RUMORS):
            for one in event.variants if tenant_of(event.lane) == tenant else ():
                if (variant := int(one.variant_id, 16)) in self.variants:
                    self.texts[variant] = one.text


def _write(path: Path, written: Written) -> None:
    """Whole or not at all."""
    new = path.with_suffix(".new")
    with open(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(written))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.timestamp() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it came from ClickHouse, from JSON."""
    times = ("observed_at", "received_at")
    typed = {name: datetime.fromtimestamp(row[name], UTC) for name in times}
    return row | typed | {"report_id": UUID(row["report_id"])}
