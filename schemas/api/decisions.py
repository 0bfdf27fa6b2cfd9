"""Decisions of people as they ask for them, and what the console says of each."""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta, Struct

from schemas.api.fields import (
    LONGEST_NOTE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_WORDINGS,
    Link,
    Name,
)

Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]
WantedId = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
WantedIds = Annotated[list[WantedId], Meta(min_length=1, max_length=MOST_WORDINGS)]
Instant = Annotated[datetime, Meta(tz=True)]


class VerdictIn(Struct, forbid_unknown_fields=True):
    """A verdict as an analyst gives it; null in an optional field is the same as leaving it out."""

    rating: Literal["false", "misleading", "unverified", "true", "satire"]
    summary: Annotated[str, Meta(max_length=LONGEST_SUMMARY)] | None = ""
    link: Link | None = ""


class MergeIn(Struct, forbid_unknown_fields=True):
    """The rumor that this one shows as from here on."""

    into: WantedId
    note: Note | None = ""


class SplitIn(Struct, forbid_unknown_fields=True):
    """The wordings that are a rumor of their own."""

    variant_ids: WantedIds
    note: Note | None = ""


class MoveIn(Struct, forbid_unknown_fields=True):
    """The wordings that belong to another rumor."""

    variant_ids: WantedIds
    to: WantedId
    note: Note | None = ""


class TitleIn(Struct, forbid_unknown_fields=True):
    """What a rumor is called."""

    title: Annotated[str, Meta(min_length=1, max_length=LONGEST_TITLE)]


class AssignIn(Struct, forbid_unknown_fields=True):
    """Who works on a rumor (null: nobody), and until when."""

    assignee: Name | None
    due_at: Instant | None = None
    note: Note | None = ""


class NoteIn(Struct, forbid_unknown_fields=True):
    """What others should know of a rumor."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]


class MuteIn(Struct, forbid_unknown_fields=True):
    """Until when a rumor is not told of: a time, so many more distinct reporters, or both."""

    until: Instant | None = None
    until_reporters: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    reason: Note | None = ""


class TakeIn(Struct, forbid_unknown_fields=True):
    """What others should know of it."""

    note: Note | None = ""


class SuggestionIn(Struct, forbid_unknown_fields=True):
    """Whether a pair is one rumor."""

    decision: Literal["join", "apart"]
    note: Note | None = ""


class Done(NamedTuple):
    """What a decision did, as anybody reads it, once it is made and ever after. `{}` are of its
    item's detail; `by` is who made it, `rating` its verdict's, `count` that of its wordings.
    """

    english: str
    chinese: str


DONE = {
    "verdict": Done("Rated “{rating}”.", "已定性为“{rating}”。"),
    "factcheck": Done("Rated “{rating}” by a fact-check.", "事实核查定性为“{rating}”。"),
    "merge": Done(
        "Merged: {rumor_id} now shows as {into}.", "已合并：{rumor_id} 现显示为 {into}。"
    ),
    "join": Done(
        "Joined: {rumor_id} now shows as {into}.", "已合为一条：{rumor_id} 现显示为 {into}。"
    ),
    "apart": Done("Kept apart: this pair is not suggested again.", "保持分开：不再建议这一对。"),
    "split": Done(
        "Split: {count} wordings are the rumor {new_rumor_id} now.",
        "已拆分：{count} 种说法现为传言 {new_rumor_id}。",
    ),
    "move": Done(
        "Moved: {count} wordings belong to {to} now.", "已移动：{count} 种说法现属于 {to}。"
    ),
    "title": Done("Renamed to “{title}”.", "标题改为“{title}”。"),
    "assign": Done("Assigned to {assignee}.", "已指派给 {assignee}。"),
    "mute": Done(
        "Muted. Nobody is told of this rumor until then.", "已静音：在此之前不再通知任何人。"
    ),
    "note": Done("Noted.", "已备注。"),
    "take": Done("Taken: {by} works on this alert.", "已认领：由 {by} 处理这条警报。"),
    "release": Done(
        "Released: somebody else can take this alert.", "已放弃：他人可以认领这条警报。"
    ),
    "undo": Done("Undone: it counts as never made.", "已撤销：视同从未作出。"),
}
