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
    on_a_rumor,
    reading,
)

OPERATIONS = (
    on_a_rumor(
        "verdict",
        decisions.post_verdict,
        body=VerdictIn,
        summary="Rate a rumor",
    ),
    on_a_rumor(
        "merge",
        decisions.post_merge,
        body=MergeIn,
        summary="Show a rumor as another",
    ),
    on_a_rumor(
        "split",
        decisions.post_split,
        body=SplitIn,
        summary="Make wordings a rumor of their own",
        query=("with_followers",),
    ),
    on_a_rumor(
        "move",
        decisions.post_move,
        body=MoveIn,
        summary="Move wordings to another rumor",
        query=("with_followers",),
    ),
    on_a_rumor(
        "title",
        decisions.post_title,
        body=TitleIn,
        summary="Name a rumor",
    ),
    on_a_rumor(
        "assign",
        decisions.post_assign,
        body=AssignIn,
        summary="Say who works on a rumor",
    ),
    on_a_rumor(
        "note",
        decisions.post_note,
        body=NoteIn,
        summary="Note something on a rumor",
    ),
    on_a_rumor(
        "mute",
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
    Operation(
        method="POST",
        path="/v1/suggestions/{suggestion_id}",
        handler=suggestions.post_suggestion,
        scope="curate",
        summary="Decide on a pair",
        headers=DECIDED_UNDER,
        body=SuggestionIn,
        status=201,
        answers=Decided,
        problems=AGAINST,
    ),
)
