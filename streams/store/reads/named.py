"""Wordings that a decision names: which of them a rumor has, and how many it has in all."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from streams.store.database import Database
from streams.store.reads.cells import belonging, wordings_of
from streams.store.reads.resolution import NOBODY, Resolution
from streams.store.reads.shapes import hex_id

NAMED_SQL = """
SELECT variant_id
FROM variants FINAL
WHERE tenant = %(tenant)s AND variant_id IN %(named)s AND {which}
"""
COUNT_SQL = """
SELECT count() AS wordings
FROM {wordings}
"""


class Named(Struct):
    variant_id: int


class Count(Struct):
    wordings: int


class Wordings(NamedTuple):
    """Those of the named wordings that a rumor has, and the number of all that it has."""

    named: frozenset[str]
    all: int


def wordings(
    database: Database,
    tenant: str,
    rumor_id: str,
    variant_ids: Sequence[str],
    *,
    resolution: Resolution,
) -> Wordings:
    """What a rumor has of some wordings. Raises `ValueError` for what is no id."""
    _, which = belonging(resolution, [resolution.shown_of(rumor_id)])
    asked = {"tenant": tenant} | which.values
    here = wordings_of(resolution, [resolution.shown_of(rumor_id)])
    sql = COUNT_SQL.format(wordings=here.sql)
    (count,) = database.named(Count, sql, {"tenant": tenant} | here.values)
    named = [int(id_, 16) for id_ in variant_ids] or NOBODY
    found = database.named(Named, NAMED_SQL.format(which=which.sql), asked | {"named": named})
    return Wordings(frozenset(hex_id(one.variant_id) for one in found), count.wordings)
