"""The kind `telegram`: a bot's `sendMessage`, with its HTML.

The URL is `https://api.telegram.org/bot<token>/sendMessage?chat_id=<chat>`. Limits of its
documentation: 4,096 characters after its markup is read, 20 messages a minute to a group, 429 with
`parameters.retry_after` in the body. It answers `ok: true` where it took the message. Links are
links in the text: buttons to an address it does not like would refuse the whole message.
"""

import json
from urllib.parse import parse_qs, urlsplit

from streams.core.receivers.answers import LONGEST_QUOTE, by_status, json_of, said
from streams.core.receivers.contract import Answer, BadAddress, Request
from streams.core.receivers.defanging import defanged
from streams.core.receivers.markup import TELEGRAM_HTML, text_of
from streams.core.receivers.note import note_of
from streams.core.receivers.tellings import PLAIN, Manner, Telling

ANSWER_BYTES = 8_192  # it answers the whole message, at the end of which nothing new stands
PER_MINUTE = 20
REPEATS_S = 0
SIGNS = False
LONGEST_TEXT = 4_096  # characters of UTF-16
OK = b'"ok":true'


def check(*, url: str, secret: str) -> None:
    """Raises BadAddress without a chat."""
    if not chat_of(url):
        raise BadAddress(
            "it names no chat: https://api.telegram.org/bot.../sendMessage?chat_id=..."
        )


def chat_of(url: str) -> str:
    """The chat that a URL names; empty where it names none."""
    return parse_qs(urlsplit(url).query).get("chat_id", [""])[0]


def body(telling: Telling, *, manner: Manner = PLAIN) -> str:
    """A message in HTML, without the chat: that stands in the URL."""
    note = note_of(defanged(telling, commands=True), manner)
    message = {
        "text": text_of(note, TELEGRAM_HTML, LONGEST_TEXT),
        "parse_mode": "HTML",
        # a rumor's page as a preview would hide what the message says
        "link_preview_options": {"is_disabled": True},
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def request(body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
    """The request; the chat stands in the body, too, as the documentation of JSON requests has
    it.
    """
    content = json.dumps(
        {"chat_id": chat_of(url)} | json.loads(body), ensure_ascii=False, separators=(",", ":")
    )
    headers = {"content-type": "application/json"}
    return Request(url=url, headers=headers, content=content.encode())


def failure(answer: Answer) -> str:
    """`ok` is true. Its error says more than the status, which it sends with it."""
    found = json_of(answer)
    # the message in an answer may be longer than what is read of it
    if found.get("ok") is True or (not found and OK in answer.body[:40].replace(b" ", b"")):
        return by_status(answer)
    if "ok" not in found:
        why = by_status(answer) or f"answered {answer.status}, but not as the service"
        return f"{why}: {said(answer)}"
    code = str(found.get("error_code", ""))[:20]
    return f"answered code {code}: {str(found.get('description', ''))[:LONGEST_QUOTE]}"


def wait_s(answer: Answer) -> int:
    """`parameters.retry_after`, in seconds."""
    parameters = json_of(answer).get("parameters")
    asked = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
    return asked if isinstance(asked, int) and asked > 0 else 0
