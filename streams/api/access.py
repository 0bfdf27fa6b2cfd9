"""Who is calling, and may they.

In: a request and the config in force. Out: the key, or a problem.
"""

from starlette.requests import Request

from streams.config.file import ConfigFile
from streams.config.keys import Key, hash_of
from streams.intake.problems import Problem, unavailable
from streams.parsing.urls import ip_address

CHALLENGE = {"www-authenticate": 'Bearer realm="rumor-tracker"'}  # RFC 6750 wants it with a 401
HOW = "send Authorization: Bearer rk_... (make a key with `rumor-tracker keys add`)"


class Access:
    """Keys of the config file."""

    def __init__(self, config: ConfigFile) -> None:
        self.config = config

    def key(self, request: Request, scope: str) -> Key:
        """The caller's key.

        Raises 401 without a valid one, 403 where it lacks the scope, 503 while no config is in
        force.
        """
        token = _token(request)
        config = self.config.current()
        if not self.config.loaded:
            # not 401: an app would take its key for revoked, and give up
            raise unavailable(
                "no_config", "waiting for the config file; /readyz says what is missing"
            )
        key = config.hashes.get(hash_of(token))
        if key is None:
            detail = "this key is not known or was revoked"
            raise Problem(401, "unknown_key", detail, headers=CHALLENGE)
        expect_scope(key, scope)
        return key

    def still_may(self, key: Key, scope: str) -> bool:
        """Whether a key that was let in would be let in now: it is there, of the same tenant, and
        has the scope."""
        now = self.config.current().hashes.get(key.hash)
        return now is not None and now.tenant == key.tenant and scope in now.scopes


def expect_scope(key: Key, scope: str) -> None:
    """Raises 403 where a key may not do what needs a scope."""
    if scope not in key.scopes:
        has = ", ".join(key.scopes) or "none"
        detail = f"the key {key.name!r} lacks the scope {scope!r}; it has {has}"
        raise Problem(403, "missing_scope", detail)


# What proxies add: behind one on this machine everybody would be local.
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def is_local(request: Request) -> bool:
    """Whether the caller is a program on this machine, as far as no proxy says otherwise."""
    if any(name in request.headers for name in FORWARDED):
        return False
    host = request.client.host if request.client else ""
    address = ip_address(host)  # None: a socket without an address, or a proxy's made-up one
    return address is not None and address.is_loopback


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        raise Problem(401, "no_key", HOW, headers=CHALLENGE)
    return token.strip()
