"""The kind `wecom`: a group robot of WeCom (WeChat Work), with markdown.

Limits of its documentation: 4,096 bytes of markdown in UTF-8, 20 messages a minute. The key in the
URL is all there is of a secret. It answers 200 with an `errcode` that is 0 where it took the
message.
"""

import json

from streams.core.receivers.answers import by_code, code_of
from streams.core.receivers.contract import Answer, Request
from streams.core.receivers.defanging import defanged
from streams.core.receivers.markup import MARKDOWN, text_of
from streams.core.receivers.note import note_of
from streams.core.receivers.tellings import PLAIN, Manner, Telling

ANSWER_BYTES = 2_048
PER_MINUTE = 20
REPEATS_S = 0
SIGNS = False
LONGEST_TEXT = 4_096  # bytes
TOO_OFTEN = 45_009  # api freq out of limit
WAIT_S = 60  # the limit is one of a minute


def check(*, url: str, secret: str) -> None:
    """Nothing to be checked: the URL is the secret."""


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A markdown message."""
    text = text_of(note_of(defanged(telling), manner), MARKDOWN, LONGEST_TEXT)
    message = {"msgtype": "markdown", "markdown": {"content": text}}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request: the URL is the secret."""
    headers = {"content-type": "application/json; charset=utf-8"}
    return Request(url=url, headers=headers, content=body.encode())


def failure(answer: Answer) -> str:
    """`errcode` is 0."""
    return by_code(answer, codes=("errcode",), message=("errmsg",))


def wait_s(answer: Answer) -> int:
    """A minute where it was too often."""
    return WAIT_S if code_of(answer, "errcode") == TOO_OFTEN else 0
