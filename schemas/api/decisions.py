"""Decisions of people as they ask for them, and what the console says of each."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.api.fields import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_WORDINGS,
    Link,
    Name,
)
from schemas.console import Field, Form, Words

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


# What a decision did, as anybody reads it, once it is made and ever after. `{}` are of its item's
# detail; `by` is who made it, `rating` its verdict's, `count` that of its wordings.
DONE = {
    "verdict": Words("Rated “{rating}”.", "已定性为“{rating}”。"),
    "factcheck": Words("Rated “{rating}” by a fact-check.", "事实核查定性为“{rating}”。"),
    "merge": Words(
        "Merged: {rumor_id} now shows as {into}.", "已合并：{rumor_id} 现显示为 {into}。"
    ),
    "join": Words(
        "Joined: {rumor_id} now shows as {into}.", "已合为一条：{rumor_id} 现显示为 {into}。"
    ),
    "apart": Words("Kept apart: this pair is not suggested again.", "保持分开：不再建议这一对。"),
    "split": Words(
        "Split: {count} wordings are the rumor {new_rumor_id} now.",
        "已拆分：{count} 种说法现为传言 {new_rumor_id}。",
    ),
    "move": Words(
        "Moved: {count} wordings belong to {to} now.", "已移动：{count} 种说法现属于 {to}。"
    ),
    "title": Words("Renamed to “{title}”.", "标题改为“{title}”。"),
    "assign": Words("Assigned to {assignee}.", "已指派给 {assignee}。"),
    "mute": Words(
        "Muted. Nobody is told of this rumor until then.", "已静音：在此之前不再通知任何人。"
    ),
    "note": Words("Noted.", "已备注。"),
    "take": Words("Taken: {by} works on this alert.", "已认领：由 {by} 处理这条警报。"),
    "release": Words(
        "Released: somebody else can take this alert.", "已放弃：他人可以认领这条警报。"
    ),
    "undo": Words("Undone: it counts as never made.", "已撤销：视同从未作出。"),
}

WHY = Words("Why", "原因")
NOTE = Words("Note", "备注")
# The decisions that the console has a form for; its buttons stand in this order.
FORMS = {
    "verdict": Form(
        name=Words("Rate", "定性"),
        will=Words(
            "What will change: everybody who looks at this rumor sees the rating; open alerts are "
            "corrected, and later ones say so; apps that reported it are told.",
            "将会改变：所有人都会看到这一定性；进行中的警报会更正，以后的警报会注明；"
            "举报过它的应用会收到通知。",
        ),
        key="v",
    ),
    "merge": Form(
        name=Words("Merge", "合并"),
        will=Words(
            "What will change: this rumor shows as the other one, with its title, rating and mute; "
            "counts become those of the whole. Later reports of either are counted there.",
            "将会改变：这条传言显示为另一条，采用其标题、定性和静音；计数合并，"
            "以后两者的举报都计入那里。",
        ),
        key="m",
    ),
    "split": Form(
        name=Words("Split off", "拆分出去"),
        will=Words(
            "What will change: these wordings become a rumor of their own, without rating, title "
            "or assignee; counts of both are made anew.",
            "将会改变：这些说法成为一条新的传言，没有定性、标题和负责人；两边重新计数。",
        ),
        of_wordings=True,
    ),
    "move": Form(
        name=Words("Move to another rumor", "移到另一条传言"),
        will=Words(
            "What will change: these wordings and their reports belong to the other rumor; counts "
            "of both are made anew.",
            "将会改变：这些说法及其举报归入另一条传言；两边重新计数。",
        ),
        of_wordings=True,
    ),
    "title": Form(
        name=Words("Rename", "改标题"),
        will=Words(
            "What will change: lists, alerts and messages show this title. The wordings stay as "
            "they are.",
            "将会改变：列表、警报和消息显示这个标题。说法保持不变。",
        ),
        key="e",
        fields=(
            Field(
                name="title", label=Words("Title", "标题"), longest=LONGEST_TITLE, is_needed=True
            ),
        ),
    ),
    "assign": Form(
        name=Words("Assign", "指派"),
        will=Words(
            "What will change: lists show who works on this rumor. Leave the name empty to assign "
            "it to nobody.",
            "将会改变：列表显示由谁处理。姓名留空即取消指派。",
        ),
        key="a",
        fields=(
            Field(
                name="assignee",
                label=Words("Name", "姓名"),
                longest=LONGEST_NAME,
                starts="{viewer}",
            ),
            Field(name="due_at", label=Words("Until", "截止"), takes="time"),
            Field(name="note", label=NOTE, takes="text", longest=LONGEST_NOTE),
        ),
    ),
    "mute": Form(
        name=Words("Mute", "静音"),
        will=Words(
            "What will change: nobody is told of this rumor until the time, or until so many more "
            "people report it. What is still hot then is told. It stays on the desk.",
            "将会改变：在该时间之前，或再有这么多人举报之前，不通知任何人。届时仍热的会通知。"
            "它仍留在工作台上。",
        ),
        fields=(
            Field(
                name="hours",
                label=Words("For so many hours", "时长（小时）"),
                takes="hours",
                starts="6",
                fills="until",
            ),
            Field(
                name="until_reporters",
                label=Words("Or until so many more people report it", "或直到再有这么多人举报"),
                takes="number",
            ),
            Field(name="reason", label=WHY, takes="text", longest=LONGEST_NOTE),
        ),
    ),
    "note": Form(
        name=NOTE,
        will=Words(
            "What will change: the note stands in the history, for everybody who may read this "
            "rumor.",
            "将会改变：备注写入历史，所有能看这条传言的人都可见。",
        ),
        key="n",
        fields=(
            Field(
                name="text",
                label=NOTE,
                takes="text",
                longest=LONGEST_NOTE,
                rows=4,
                is_needed=True,
            ),
        ),
    ),
}
