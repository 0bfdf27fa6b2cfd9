"""The kind `slack`: an incoming webhook of Slack, with Block Kit.

Limits of its documentation: 50 blocks, 3,000 characters in a section, 2,000 in a field, 10 fields,
150 in a header, 75 on a button, one message a second, 429 with `Retry-After`. It answers `ok` as
text. Whatever users wrote stands in `plain_text`, which has neither markup nor mentions.
"""

import json
from typing import Any

from streams.core.receivers.answers import by_status, json_of, said
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.defanging import defanged
from streams.core.receivers.markup import SLACK
from streams.core.receivers.note import Note, cut, note_of
from streams.core.receivers.tellings import PLAIN, Manner, Telling

ANSWER_BYTES = 256  # `ok`, or a word that says why not
PER_MINUTE = 60  # one a second
REPEATS_S = 0
SIGNS = False
MOST_BLOCKS = 50
LONGEST_SECTION = 3_000  # characters, as all of these
LONGEST_FIELD = 2_000
MOST_FIELDS = 10
LONGEST_HEADER = 150
LONGEST_LABEL = 75


def check(*, url: str, secret: str) -> None:
    """Nothing to be checked: the URL is the secret."""


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A message of blocks."""
    note = note_of(defanged(telling), manner)
    # What phones show before a message is opened is the only markup.
    message = {"text": cut(note.title, LONGEST_HEADER).translate(SLACK), "blocks": _blocks(note)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request: the URL is the secret."""
    headers = {"content-type": "application/json; charset=utf-8"}
    return Request(url=url, headers=headers, content=body.encode())


def failure(answer: Answer) -> str:
    """2xx and `ok`; services that take Slack's messages answer JSON or nothing."""
    if why := by_status(answer):
        return f"{why}: {said(answer)}" if answer.body.strip() else why
    word = answer.body.strip().lower()
    if word in (b"", b"ok") or json_of(answer).get("ok") is True:
        return ""
    return f"answered {answer.status}, but not ok: {said(answer)}"


def wait_s(answer: Answer) -> int:
    """Said in a header, if at all."""
    return 0


def _blocks(note: Note) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(note.title, LONGEST_HEADER)}]
    if note.lead:
        blocks.append(_section(note.lead))
    if note.facts:
        fields = [
            _plain(f"{label}{note.colon}{value}", LONGEST_FIELD)
            for label, value in note.facts[:MOST_FIELDS]
        ]
        blocks.append({"type": "section", "fields": fields})
    if note.quotes:
        blocks.append(_section("\n".join((note.quotes_title, *(f"> {q}" for q in note.quotes)))))
    # a header, a lead, facts and quotes before, buttons and what is missing behind
    blocks += [_section(text) for text in _packed(note, most=MOST_BLOCKS - 6)]
    if note.links:
        blocks.append({"type": "actions", "elements": [_button(*link) for link in note.links]})
    return blocks


def _packed(note: Note, *, most: int) -> list[str]:
    """A digest's lines in as few sections as they fit into."""
    sections: list[str] = []
    for shown, line in enumerate(note.lines):
        # in characters of UTF-16: an emoji counts as two wherever JavaScript counts
        if sections and _size(sections[-1]) + 1 + _size(line) <= LONGEST_SECTION:
            sections[-1] += f"\n{line}"
        elif len(sections) == most:
            sections.append(note.more.format(count=len(note.lines) - shown))
            break
        else:
            sections.append(line)
    return sections


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _plain(text: str, most: int) -> dict[str, Any]:
    # emoji: false, or `:name:` in what a user wrote would become a picture
    return {"type": "plain_text", "text": _cut(text, most), "emoji": False}


def _cut(text: str, most: int) -> str:
    while _size(text) > most:
        text = text[: len(text) - max(1, (_size(text) - most) // 2) - 1].rstrip() + "…"
    return text


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text, LONGEST_SECTION)}


def _button(label: str, url: str) -> dict[str, Any]:
    return {"type": "button", "text": _plain(label, LONGEST_LABEL), "url": url}
