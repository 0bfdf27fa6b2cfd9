"""Answers of services: the status, and a code of their own that may say no beside a 200."""

from typing import Any

from streams.core.receivers.contract import Answer
from streams.parsing.documents import json_or

LONGEST_QUOTE = 120  # characters of somebody's answer in an error: it is shown to people


def by_status(answer: Answer) -> str:
    """2xx only: a redirect is not followed, since its target was never checked or configured."""
    if 200 <= answer.status < 300:
        return ""
    return f"answered {answer.status} {answer.reason}".strip()


def json_of(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty where it is none (a proxy's page, half a body)."""
    found = json_or(answer.body, None)
    return found if isinstance(found, dict) else {}


def said(answer: Answer) -> str:
    """The beginning of an answer, on one line."""
    text = answer.body.decode("utf-8", "replace")
    return " ".join(text.split())[:LONGEST_QUOTE] or "nothing"


def by_code(answer: Answer, *, codes: tuple[str, ...], message: tuple[str, ...]) -> str:
    """Why a service that answers with a code in its body said no; empty where the code is 0.

    `codes` and `message` are the names that the fields go by, whichever is there first.
    """
    found = json_of(answer)
    code = next((found[name] for name in codes if name in found), None)
    if code is None:
        return (
            by_status(answer) or f"answered {answer.status}, but not as the service: {said(answer)}"
        )
    # an error that was sent with a status of its own is still best told by its code
    if code == 0 and not isinstance(code, bool):
        return by_status(answer)
    why = next((found[name] for name in message if name in found), "")
    return f"answered code {str(code)[:20]}: {str(why)[:LONGEST_QUOTE]}"


def code_of(answer: Answer, *codes: str) -> int:
    """The code in an answer; 0 where there is none."""
    found = json_of(answer)
    code = next((found[name] for name in codes if name in found), 0)
    return code if isinstance(code, int) else 0
