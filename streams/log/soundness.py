"""Whether all of a record's sightings or variants are sound: one look at all together.

Nearly all are, and `checks` looks at them one by one only where this says no: each report is looked
at in the worker, the store and the replica. Says no rather too often than too seldom.
"""

from collections.abc import Sequence

from schemas import events
from schemas.events.vocabulary import STANCES
from streams.core.fields import LATEST_MS, LONGEST_TEXT, all_hex, all_uuids
from streams.core.text import has_something_to_match

LONGEST_ID = 200  # characters; ids are keys of tables and stay in memory
KNOWN_STANCES = frozenset(STANCES)


def all_sighted(seen: Sequence[events.Sighting]) -> bool:
    """Whether no sighting has a value that a fold or a table cannot take."""
    return (
        all_uuids([one.report_id for one in seen])
        and all_hex([one.variant_id for one in seen])
        and all_hex([one.rumor_id for one in seen])
        and all_hex([one.reporter for one in seen if one.reporter])
        and KNOWN_STANCES.issuperset([one.stance for one in seen])
        and all(
            0 <= one.observed_at_ms < LATEST_MS
            and len(one.app) <= LONGEST_ID
            and len(one.channel) <= LONGEST_ID
            and len(one.place) <= LONGEST_ID
            and len(one.external_id) <= LONGEST_ID
            for one in seen
        )
    )


def all_quoted(wordings: Sequence[events.Wording]) -> bool:
    """Whether no wording of a record of sightings has such a value."""
    return (
        all_hex([one.variant_id for one in wordings])
        and all_hex([one.rumor_id for one in wordings])
        and all(len(one.text) <= LONGEST_TEXT for one in wordings)
    )


def all_grown(variants: Sequence[events.VariantJoined]) -> bool:
    """Whether no variant has such a value, windows and evidence aside."""
    return (
        all_hex([one.variant_id for one in variants])
        and all_hex([one.rumor_id for one in variants])
        and all_hex([one.exemplar_id for one in variants if one.exemplar_id is not None])
        and all_hex([one.overlaps for one in variants if one.overlaps is not None])
        and KNOWN_STANCES.issuperset([one.stance for one in variants])
        and all(
            0 <= one.first_seen_ms < LATEST_MS
            and 0 <= one.score <= 1
            and len(one.text) <= LONGEST_TEXT
            and has_something_to_match(one.text)
            for one in variants
        )
    )
