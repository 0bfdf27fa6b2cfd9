"""What is known of rumors."""

from schemas.api import History, RumorPage, RumorRead, Spread, Tree, VariantPage
from streams.api import history, rumors
from streams.api.routes.operation import PAGED, reading

OPERATIONS = (
    reading(
        "/v1/rumors",
        rumors.get_rumors,
        summary="Rumors",
        answers=RumorPage,
        query=(
            "query",
            "verdict",
            "open_alert",
            "place",
            "channel",
            "language",
            "assignee",
            "sort",
            *PAGED,
        ),
    ),
    reading(
        "/v1/rumors/{rumor_id}",
        rumors.get_rumor,
        summary="One rumor",
        answers=RumorRead,
    ),
    reading(
        "/v1/rumors/{rumor_id}/variants",
        rumors.get_variants,
        summary="Its wordings",
        answers=VariantPage,
        query=PAGED,
    ),
    reading(
        "/v1/rumors/{rumor_id}/tree",
        rumors.get_tree,
        summary="Which wording came from which",
        answers=Tree,
        query=PAGED,
    ),
    reading(
        "/v1/rumors/{rumor_id}/spread",
        rumors.get_spread,
        summary="Its counts over time",
        answers=Spread,
        query=("from", "to", "step", "by", "zone"),
    ),
    reading(
        "/v1/rumors/{rumor_id}/history",
        history.get_history,
        summary="Its decisions and alerts",
        answers=History,
        query=PAGED,
    ),
)
