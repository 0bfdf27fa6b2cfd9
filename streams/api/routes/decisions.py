"""What people decide on rumors, and the pairs that wait for it."""

from schemas.api import (
    AssignIn,
    Decided,
    MergeIn,
    MoveIn,
    MuteIn,
    NoteIn,
    SplitIn,
    SuggestionIn,
    SuggestionPage,
    TitleIn,
    VerdictIn,
)
from streams.api import decisions, suggestions
from streams.api.routes.operation import (
    AGAINST,
    DECIDED_UNDER,
    PAGED,
    Operation,
    deciding,
    reading,
)

OPERATIONS = (
    deciding(
        "/v1/rumors/{rumor_id}/verdict",
        decisions.post_verdict,
        body=VerdictIn,
        summary="Rate a rumor",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/merge",
        decisions.post_merge,
        body=MergeIn,
        summary="Show a rumor as another",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/split",
        decisions.post_split,
        body=SplitIn,
        summary="Make wordings a rumor of their own",
        query=("with_followers",),
    ),
    deciding(
        "/v1/rumors/{rumor_id}/move",
        decisions.post_move,
        body=MoveIn,
        summary="Move wordings to another rumor",
        query=("with_followers",),
    ),
    deciding(
        "/v1/rumors/{rumor_id}/title",
        decisions.post_title,
        body=TitleIn,
        summary="Name a rumor",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/assign",
        decisions.post_assign,
        body=AssignIn,
        summary="Say who works on a rumor",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/note",
        decisions.post_note,
        body=NoteIn,
        summary="Note something on a rumor",
    ),
    deciding(
        "/v1/rumors/{rumor_id}/mute",
        decisions.post_mute,
        body=MuteIn,
        summary="Tell nobody of a rumor for a while",
    ),
    Operation(
        method="DELETE",
        path="/v1/decisions/{decision_id}",
        handler=decisions.delete_decision,
        scope="curate",
        summary="Undo a decision",
        headers=DECIDED_UNDER,
        answers=Decided,
        problems=AGAINST,
    ),
    reading(
        "/v1/suggestions",
        suggestions.get_suggestions,
        summary="Pairs of rumors that may be one",
        answers=SuggestionPage,
        query=("rumor_id", "sort", *PAGED),
    ),
    deciding(
        "/v1/suggestions/{suggestion_id}",
        suggestions.post_suggestion,
        body=SuggestionIn,
        summary="Decide on a pair",
    ),
)
