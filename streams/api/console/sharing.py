"""Many look at one page: those who look within a moment share its answers, and whoever has seen
them already is sent nothing.

In: what makes the answers of a page. Out: answers with a digest of them.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from schemas.console import Renderer, Viewer
from streams.clock import Clock

# All are told at once that something came, so they look at once. Shared for longer, the next look
# would be shown once more what was not counted yet.
SHARED_S = 0.4
MINUTE_MS = 60_000  # pages say how long something waits, in minutes


class Seen(msgspec.Struct, frozen=True):
    """The answers of a page, what they come to, and the pages made of them so far."""

    answers: dict[str, Any]
    digest: str
    made: dict[str, str] = {}


class Shared:
    """The pages of the last moment."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, asyncio.Task[Seen]]] = {}

    async def page(self, name: str, make: Callable[[], Awaitable[dict[str, Any]]]) -> Seen:
        """The answers of a page, asked for once in `SHARED_S`. Raises as `make`."""
        now_s = self._clock.monotonic_s()
        at_s, task = self._kept.get(name, (0.0, None))
        if task is None or now_s - at_s >= SHARED_S:
            task = asyncio.create_task(seen(make))
            # A page is some hundred kilobytes: nothing is held longer than it is shared.
            self._kept = {
                one: kept for one, kept in self._kept.items() if now_s - kept[0] < SHARED_S
            }
            self._kept[name] = (now_s, task)
        return await asyncio.shield(task)  # one viewer leaves, the others still wait


async def seen(make: Callable[[], Awaitable[dict[str, Any]]]) -> Seen:
    """Answers with their digest."""
    answers = await make()
    return Seen(answers, hashlib.sha256(msgspec.json.encode(answers)).hexdigest())


class Pressing:
    """Pages made once for all who would see the same; only the tokens in them differ."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        # Stands for the token while a page is made. Nobody can write a text that holds it.
        self._blank = secrets.token_urlsafe(16)

    def page(self, name: str, viewer: Viewer, found: Seen) -> str:
        """A page with the viewer's own token."""
        minute = viewer.now_ms // MINUTE_MS
        same = repr(
            (viewer.name, viewer.language, viewer.zone, sorted(viewer.query.items()), minute)
        )
        if same not in found.made:
            shown = msgspec.structs.replace(viewer, csrf=self._blank)
            found.made[same] = self._renderer.page(name, shown, found.answers)
        return found.made[same].replace(self._blank, viewer.csrf)


def tag_of(digest: str, viewer: Viewer) -> str:
    """The ETag of a page: the same answers shown to the same viewer in the same minute."""
    shown = (digest, viewer.csrf, viewer.language, viewer.zone, viewer.now_ms // MINUTE_MS)
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:24]}"'
