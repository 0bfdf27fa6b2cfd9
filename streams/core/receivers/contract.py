"""What a kind of receiver is: bodies, a request, and what counts as success.

A kind is a module with these names; mypy holds it against `Kind` where `kinds` lists it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from streams.core.receivers.tellings import Manner, Telling
from streams.errors import Refused


class BadAddress(Refused):
    """A URL that a kind cannot send to; the message says what is missing, and not the URL."""


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

    @property
    def PER_MINUTE(self) -> int:
        """How many messages the service takes in a minute; 0 where it says nothing of that."""
        ...

    @property
    def REPEATS_S(self) -> int:
        """How often it has to be told again what is open; 0 where once is enough."""
        ...

    @property
    def SIGNS(self) -> bool:
        """Whether it needs a secret, or a keyword in its place, to be believed."""
        ...

    def check(self, *, url: str, secret: str) -> None:
        """Raises BadSecret or BadAddress for what could never be sent, and says what to write."""
        ...

    def body(self, telling: Telling, *, manner: Manner) -> str:
        """The JSON that says it."""
        ...

    def request(self, body: str, *, url: str, id: str, at_s: int, secrets: str) -> Request:
        """The request of one attempt, signed at `at_s`.

        Raises BadSecret where the kind signs and `secrets` cannot.
        """
        ...

    def failure(self, answer: Answer) -> str:
        """Why an answer means that the receiver did not take it; empty where it did."""
        ...

    def wait_s(self, answer: Answer) -> int:
        """How long the body of an answer asks to wait; 0 where it does not. Headers are read by
        whoever sends.
        """
        ...
