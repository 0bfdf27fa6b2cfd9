"""What operations work with: everything that lives as long as the process, and one call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from streams.api.access import Access
from streams.api.allowances import Allowances
from streams.api.answers import Answer
from streams.api.disk import Disk
from streams.api.ended import EndedSessions
from streams.api.feed import Feed
from streams.api.lookup import Lookup
from streams.api.quotas import Quotas
from streams.api.summaries import Summaries
from streams.api.whereabouts import RecentWhereabouts
from streams.clock import Clock
from streams.config.file import ConfigFile
from streams.config.keys import Key
from streams.core.curation.decisions import Decisions
from streams.intake.acceptance import Acceptance
from streams.log.contract import Log
from streams.log.progress import Progress
from streams.replica.wordings import Wordings


def _always() -> bool:
    return True


# A route without a scope is called by nobody: no tenant, so nothing of anybody's can be read by it.
NOBODY = Key(name="", hash="", tenant="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything an operation may need. Made once, by `app`."""

    config: ConfigFile
    access: Access
    quotas: Quotas
    allowances: Allowances  # the quotas of reports, over all intakes
    log: Log
    decisions: Decisions
    acceptance: Acceptance
    lookup: Lookup
    summaries: Summaries
    wordings: Wordings
    feed: Feed
    whereabouts: RecentWhereabouts
    progress: Progress
    public_url: Callable[[], str]
    document: bytes  # OpenAPI
    page: str  # the same for people
    disk: Disk
    ended: EndedSessions  # sessions of the console
    clock: Clock


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and the key whose scope was checked."""

    request: Request
    key: Key
    # Of who came by more than a key: an answer without an end asks again and again.
    is_signed_in: Callable[[], bool] = _always

    @property
    def tenant(self) -> str:
        """Whose data may be seen."""
        return self.key.tenant

    def part(self, name: str) -> str:
        """A variable part of the path."""
        return str(self.request.path_params[name])


Result = Struct | Answer | Response
Handler = Callable[[Services, Call], Awaitable[Result]]
