"""Who is signed in to the console, and what proves that a form was sent from it.

In: cookies. Out: the key of the session, as long as it is in the config file. A session is a
signed cookie: it says which key it stands for, never the key itself.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

import msgspec
from starlette.requests import Request

from streams.api.ended import EndedSessions
from streams.clock import Clock
from streams.config.file import ConfigFile
from streams.config.keys import Key, hash_of
from streams.parsing.documents import base64_bytes

COOKIE = "rumor_session"
BEFORE = "rumor_before"  # of who has not signed in yet: the sign-in form needs a token, too
LIFE_S = 12 * 3_600  # a shift; then the key is asked for again
NONCE_BYTES = 16
LONGEST_COOKIE = 1_000  # characters: ours have some 250


class Held(msgspec.Struct):
    """What a session's cookie says."""

    session: str
    key: str  # the hash of the key
    until_s: int


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in."""

    id: str
    key: Key


class NoSession(Exception):
    """Nobody is signed in; `reason` is empty where nobody was, else what became of the session."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sessions:
    """Makes sessions and reads them back."""

    def __init__(
        self, secret: bytes, config: ConfigFile, ended: EndedSessions, clock: Clock
    ) -> None:
        # Derived, so that nothing that is signed here can pass for something else.
        self._secret = hmac.digest(secret, b"rumor-tracker console", "sha256")
        self._config = config
        self._clock = clock
        self._ended = ended

    def key_of(self, sent: str) -> Key | None:
        """The key that somebody signs in with, or None where there is no such key."""
        return self._config.current().hashes.get(hash_of(sent.strip()))

    def key_by_hash(self, hashed: str) -> Key | None:
        """The key of a hash, as long as it is in the config file."""
        return self._config.current().hashes.get(hashed)

    def open(self, key: Key) -> str:
        """A new session of a key -> its cookie."""
        held = Held(
            session=secrets.token_urlsafe(NONCE_BYTES),
            key=key.hash,
            until_s=self._now_s() + LIFE_S,
        )
        body = _packed(msgspec.json.encode(held))
        return f"{body}.{self._signature(body)}"

    def of(self, request: Request) -> Session:
        """Who sent a request. Raises `NoSession`."""
        return self.of_cookie(request.cookies.get(COOKIE, ""))

    def of_cookie(self, cookie: str) -> Session:
        """Whose session a cookie is. Raises `NoSession`."""
        if not cookie:
            raise NoSession("")
        held = self._held(cookie)
        if held is None:
            raise NoSession("forged")
        if held.until_s <= self._now_s() or held.session in self._ended:
            raise NoSession("expired")
        key = self.key_by_hash(held.key)
        if key is None:
            raise NoSession("revoked")
        return Session(held.session, key)

    def is_open(self, request: Request) -> bool:
        """Whether who sent a request is still signed in."""
        try:
            self.of(request)
        except NoSession:
            return False
        return True

    async def end(self, session: Session) -> None:
        """Ends a session at every intake, wherever its cookie may still be."""
        await self._ended.end(session.id, (self._now_s() + LIFE_S) * 1_000)

    def token(self, session_id: str) -> str:
        """What a form of this session carries: nobody else can make it."""
        return self._signature(f"form {session_id}")

    def proves(self, session_id: str, token: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.token(session_id).encode(), token.encode())

    def _held(self, cookie: str) -> Held | None:
        body, _, signature = cookie.partition(".")
        if len(cookie) > LONGEST_COOKIE:
            return None
        if not hmac.compare_digest(self._signature(body).encode(), signature.encode()):
            return None
        # None where an older version signed it in another form
        packed = base64_bytes(body + "==")
        try:
            return None if packed is None else msgspec.json.decode(packed, type=Held)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _signature(self, text: str) -> str:
        digest = hmac.digest(self._secret, text.encode(), hashlib.sha256)
        return _packed(digest)

    def _now_s(self) -> int:
        return self._clock.now_ms() // 1_000


def _packed(content: bytes) -> str:
    """As a cookie may hold it without quotes."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
