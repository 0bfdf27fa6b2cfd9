"""One operation: what comes in, what goes out, who may call it."""

from dataclasses import dataclass, field
from typing import Any

from schemas.api.decided import Decided
from streams.api.parameters import Parameters
from streams.api.services import Handler
from streams.config.keys import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route.

    `scope` is what the key needs, empty where no key is needed; `open_to_local` lets programs on
    this machine in without one. `query` says of each parameter what it is. `answers` is a struct of
    `schemas.api`, or the media type of what is none. `also` are statuses that it answers with the
    same, `problems` those of errors that nothing else here implies.
    """

    method: str
    path: str
    handler: Handler
    scope: Scope | None
    summary: str
    answers: Any
    status: int = 200
    query: Parameters = field(default_factory=dict, hash=False)  # a mapping has no hash
    headers: tuple[str, ...] = ()
    body: Any = None
    also: tuple[int, ...] = ()
    problems: tuple[int, ...] = ()
    open_to_local: bool = False

    @property
    def takes_reports(self) -> bool:
        """Whether reports come in by it; apps read with the same scope what became of theirs."""
        return self.scope == "report" and self.body is not None

    @property
    def knows_its_query(self) -> bool:
        """Whether other parameters than those of `query` are refused: who mistypes a filter would
        believe in it. Where there are none nothing is believed of what proxies and browsers add,
        and no report is lost by it.
        """
        return bool(self.query)


NO_QUERY: Parameters = {}
AGAINST = (409, 412)  # of a decision: what stands against it, and that somebody was faster
REPEATABLE = ("Idempotency-Key",)
DECIDED_UNDER = ("If-Match",)


def deciding(
    path: str, handler: Handler, *, body: Any, summary: str, query: Parameters = NO_QUERY
) -> Operation:
    """A decision on what the path names: all are asked for and answered alike."""
    return Operation(
        method="POST",
        path=path,
        handler=handler,
        scope="curate",
        summary=summary,
        query=query,
        headers=DECIDED_UNDER,
        body=body,
        status=201,
        answers=Decided,
        problems=AGAINST,
    )


def reading(
    path: str, handler: Handler, *, summary: str, answers: Any, query: Parameters = NO_QUERY
) -> Operation:
    """What whoever may read asks for."""
    return Operation(
        method="GET",
        path=path,
        handler=handler,
        scope="read",
        summary=summary,
        query=query,
        answers=answers,
    )
