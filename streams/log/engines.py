"""Which engine a log's URL means: engines register in the entry point group `rumor_tracker.logs`
under the URL's scheme.

Intake appends through what is opened here; worker, store and intake read whole topics (rumors,
surges, curations) with it.
"""

from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

from schemas.topics import REPORTS
from streams.errors import Refused
from streams.log.contract import Log


class NoEngine(Refused):
    """No engine is registered for the URL's scheme."""


def open_log(url: str) -> Log:
    """The log of a URL, not started. Raises `NoEngine`, and what the engine refuses in the URL."""
    return _engine(url)(url)  # type: ignore[no-any-return]


def shared(url: str) -> bool:
    """Whether the processes of several machines may work on the log of a URL. Raises `NoEngine`."""
    return bool(_engine(url).shared)


def holds_reports(url: str) -> bool:
    """Whether a log of one machine ever took a report. Raises `NoEngine`, `LogUnusable`."""
    return bool(_engine(url).ever_held(url, REPORTS.name))


def _engine(url: str) -> Any:
    scheme = urlsplit(url).scheme
    # By entry point, so that nothing in `streams` imports an engine or asks which one it is.
    engines = {point.name: point for point in entry_points(group="rumor_tracker.logs")}
    if scheme not in engines:
        raise NoEngine(
            f"RUMOR_LOG_URL: no engine for {scheme}://, only {', '.join(sorted(engines))}"
        )
    return engines[scheme].load()
