"""What a kind of receiver is: bodies, a request, and what counts as success.

A kind is a module with these four functions; mypy holds it against `Kind` where `kinds` lists it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from schemas.events import Alert


@dataclass(frozen=True, kw_only=True)
class Request:
    """One POST, to the byte. The URL is the kind's to make: some services sign in the query."""

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a receiver answered; `body` holds its first `ANSWER_BYTES` bytes."""

    status: int
    reason: str = ""
    body: bytes = b""


class Kind(Protocol):
    """One kind of receiver. Nothing here reads a clock: a body is the same in every replay."""

    @property
    def ANSWER_BYTES(self) -> int:
        """How much of an answer's body `failure` needs to see.

        0 where the status says it all: a receiver that is slow to end its answer is not waited for.
        """
        ...

    def alert_body(self, alert: Alert, *, type: str, id: str, links: str) -> str:
        """The JSON that tells a change of an alert. `links` begins the links into our API."""
        ...

    def ping_body(self, *, id: str, at_ms: int, receiver: str) -> str:
        """The JSON of a receiver test."""
        ...

    def request(self, body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
        """The request of one attempt, signed at `at_s`.

        Raises BadSecret where the kind signs and `secrets` cannot.
        """
        ...

    def failure(self, answer: Answer) -> str:
        """Why an answer means that the receiver did not take it; empty where it did."""
        ...
