"""What the worker asks of ClickHouse to answer apps: in one of the database's threads each."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from streams.core.answers import Group, Heard, Reported
from streams.core.curation.overlay import Overlay
from streams.store.database import Database, NotThere, StoreRefused, StoreUnavailable
from streams.store.reads import answers
from streams.store.reads.details import titles_of
from streams.store.reads.growths import Grown, growths
from streams.store.reads.joins import Joins
from streams.store.reads.resolution import Resolution, resolve
from streams.store.reads.shapes import hex_id

Result = TypeVar("Result")


class Homes:
    """As which rumors wordings show, as of one moment."""

    def __init__(self, resolution: Resolution) -> None:
        self._resolution = resolution

    @property
    def left(self) -> frozenset[str]:
        """The rumors that moved wordings were taken from."""
        return frozenset(map(hex_id, self._resolution.left))

    def shown_as(self, variant_id: str, rumor_id: str) -> str:
        """The rumor that a wording shows as, given the one that it joined."""
        return hex_id(self._resolution.shown_as(int(variant_id, 16), int(rumor_id, 16)))


class Questions:
    """All raise `StoreUnavailable` where ClickHouse is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _run(self, question: Callable[[], Result]) -> Result:
        """Whoever asks must not end for it: what others have to mend is waited for, too."""
        try:
            return await self._database.run(question)
        except (StoreRefused, NotThere) as error:
            raise StoreUnavailable(str(error)) from error

    async def growths(self, since_s: int) -> list[Grown]:
        """What grew together and was stored since a second."""
        return await self._run(lambda: growths(self._database, since_s))

    async def homes(self, tenant: str, overlay: Overlay) -> Homes:
        """As which rumors wordings show as decided. Asked anew: what joined a moment ago and is not
        known to have moved would be answered for the rumor that it left.
        """
        joins = Joins(self._database)
        return Homes(await self._run(lambda: resolve(joins, tenant, overlay)))

    async def heard(
        self, tenant: str, *, apps: Sequence[str], rumors: Collection[str], since_s: int | None
    ) -> list[Heard]:
        """What reports of apps heard last."""
        database = self._database
        return await self._run(
            lambda: answers.heard(database, tenant, apps=apps, rumors=rumors, since_s=since_s)
        )

    async def to_answer(
        self, tenant: str, group: Group, *, after: str, most: int
    ) -> list[Reported]:
        """The reports of a group."""
        database = self._database
        return await self._run(
            lambda: answers.to_answer(database, tenant, group, after=after, most=most)
        )

    async def told_rumors(self, tenant: str) -> set[str]:
        """The rumors of which reports were ever answered."""
        return await self._run(lambda: answers.told_rumors(self._database, tenant))

    async def is_stored(self, tenant: str, answer_id: str) -> bool:
        """Whether an answer is there, and all before it."""
        database = self._database
        return await self._run(lambda: answers.is_stored(database, tenant, answer_id))

    async def title(self, tenant: str, rumor_id: str, homes: Homes) -> str:
        """What a rumor is called by itself."""
        database = self._database
        number = int(rumor_id, 16)
        found = await self._run(lambda: titles_of(database, tenant, [number], homes._resolution))
        return found.get(number, "")
