"""Sign-outs of the console: known to every intake, wherever somebody signed out."""

from schemas.events.base import Event


class SessionEnded(Event, frozen=True, kw_only=True):
    """Somebody signed out. `session` is a hash of the session's id, which is a secret itself."""

    session: str
    ended_at_ms: int
    until_ms: int  # when it would have ended by itself, and can be forgotten
