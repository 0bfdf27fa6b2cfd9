"""The kind `feishu`: a custom robot of Feishu or Lark, with an interactive card.

Limits of its documentation: 20 KB a request, 100 messages a minute and 5 a second. With a secret it
checks a signature in the body: HMAC-SHA256 with `timestamp\nsecret` as the key and an empty
message. It answers 200 with a `code` that is 0 where it took the message. Whatever users wrote
stands in `plain_text`, which knows no markup and mentions nobody.
"""

import base64
import hashlib
import hmac
import json
from typing import Any

from streams.core.receivers.answers import by_code, code_of
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.markup import within
from streams.core.receivers.note import Note, note_of
from streams.core.receivers.tellings import PLAIN, Manner, Telling

ANSWER_BYTES = 2_048
PER_MINUTE = 100
REPEATS_S = 0
SIGNS = True
LONGEST_BODY = 19_000  # bytes, of 20 KB: the signature comes in addition
TOO_OFTEN = 11_232  # frequency limited
WAIT_S = 60  # the limit is one of a minute
TEMPLATES = {"yellow": "yellow", "orange": "orange", "red": "red", "green": "green"}


def check(*, url: str, secret: str) -> None:
    """Any text may be a secret: the service makes them."""


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A card; of a digest as many lines as fit."""
    note = note_of(telling, manner)
    lines = len(note.lines)
    text = _dumped(note)
    while len(text.encode()) > LONGEST_BODY and lines:
        lines -= max(1, lines // 16)
        text = _dumped(within(note, lines))
    return text


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request, signed where there is a secret: a robot may check keywords in its place."""
    signed: dict[str, Any] = {}
    if secret := next(iter(secrets.split()), ""):
        signed = {"timestamp": str(at_s), "sign": signature(secret, at_s)}
    content = json.dumps(signed | json.loads(body), ensure_ascii=False, separators=(",", ":"))
    headers = {"content-type": "application/json; charset=utf-8"}
    return Request(url=url, headers=headers, content=content.encode())


def signature(secret: str, at_s: int) -> str:
    """What the robot checks; the key is the text and the message is empty, as documented."""
    digest = hmac.digest(f"{at_s}\n{secret}".encode(), b"", hashlib.sha256)
    return base64.b64encode(digest).decode()


def failure(answer: Answer) -> str:
    """`code` is 0; robots of the first form answered with `StatusCode`."""
    return by_code(answer, codes=("code", "StatusCode"), message=("msg", "StatusMessage"))


def wait_s(answer: Answer) -> int:
    """A minute where it was too often."""
    return WAIT_S if code_of(answer, "code", "StatusCode") == TOO_OFTEN else 0


def _dumped(note: Note) -> str:
    return json.dumps(_card(note), ensure_ascii=False, separators=(",", ":"))


def _card(note: Note) -> dict[str, Any]:
    header = {"title": _plain(note.title), "template": TEMPLATES.get(note.tone, "blue")}
    elements: list[dict[str, Any]] = []
    if note.lead:
        elements.append(_text(note.lead))
    if note.facts:
        fields = [
            {"is_short": len(value) < 20, "text": _plain(f"{label}{note.colon}{value}")}
            for label, value in note.facts
        ]
        elements.append({"tag": "div", "fields": fields})
    if note.quotes:
        elements.append({"tag": "hr"})
        elements.append(_text("\n".join((note.quotes_title, *(f"“{q}”" for q in note.quotes)))))
    if note.lines:
        elements.append(_text("\n".join(note.lines)))
    if note.links:
        elements.append({"tag": "action", "actions": [_button(*link) for link in note.links]})
    if note.keyword:
        elements.append({"tag": "note", "elements": [_plain(note.keyword)]})
    card = {"config": {"wide_screen_mode": True}, "header": header, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": text}


def _text(text: str) -> dict[str, Any]:
    return {"tag": "div", "text": _plain(text)}


def _button(label: str, url: str) -> dict[str, Any]:
    return {"tag": "button", "text": _plain(label), "url": url, "type": "default"}
