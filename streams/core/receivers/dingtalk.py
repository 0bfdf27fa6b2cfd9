"""The kind `dingtalk`: a custom robot of DingTalk, with markdown.

Limits of its documentation: 20 messages a minute, then none for ten; 20,000 bytes. With a secret it
checks a signature in the query: HMAC-SHA256 with the secret as the key over `timestamp\nsecret`,
in milliseconds. Else the message has to hold a keyword. It answers 200 with an `errcode` that is 0
where it took the message.
"""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus

from streams.core.receivers.answers import by_code, code_of
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.defanging import defanged
from streams.core.receivers.markup import MARKDOWN, text_of
from streams.core.receivers.note import cut, note_of
from streams.core.receivers.tellings import PLAIN, Manner, Telling

ANSWER_BYTES = 2_048
PER_MINUTE = 20
REPEATS_S = 0
SIGNS = True
LONGEST_TEXT = 15_000  # bytes, of 20,000 for a message: JSON and the title come in addition
LONGEST_TITLE = 100  # characters of what phones show before a message is opened
TOO_OFTEN = (130_101, 410_100)
WAIT_S = 600  # it takes nothing for so long


def check(*, url: str, secret: str) -> None:
    """Any text may be a secret: the service makes them."""


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A markdown message."""
    note = note_of(defanged(telling), manner)
    title = MARKDOWN.escape(cut(note.title, LONGEST_TITLE))
    # two line feeds: a single one joins lines in its markdown
    text = text_of(note, MARKDOWN, LONGEST_TEXT).replace("\n", "\n\n")
    message = {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request, signed in its query where there is a secret."""
    if secret := next(iter(secrets.split()), ""):
        joined = "&" if "?" in url else "?"
        url = f"{url}{joined}timestamp={at_s * 1_000}&sign={signature(secret, at_s * 1_000)}"
    headers = {"content-type": "application/json; charset=utf-8"}
    return Request(url=url, headers=headers, content=body.encode())


def signature(secret: str, at_ms: int) -> str:
    """What the robot checks, as it stands in the query."""
    digest = hmac.digest(secret.encode(), f"{at_ms}\n{secret}".encode(), hashlib.sha256)
    return quote_plus(base64.b64encode(digest))


def failure(answer: Answer) -> str:
    """`errcode` is 0."""
    return by_code(answer, codes=("errcode",), message=("errmsg",))


def wait_s(answer: Answer) -> int:
    """Ten minutes where it was too often."""
    return WAIT_S if code_of(answer, "errcode") in TOO_OFTEN else 0
