"""Who is calling, may they, and how often.

In: the Authorization header and the config in force. Out: the key, or a problem.
"""

import ipaddress
import time

from starlette.requests import Request

from streams.config.file import ConfigFile
from streams.config.keys import Key, hash_of
from streams.intake.problems import Problem

CHALLENGE = {"www-authenticate": 'Bearer realm="rumor-tracker"'}


class Access:
    """Keys and their token buckets."""

    def __init__(self, config: ConfigFile) -> None:
        self.config = config
        self._buckets: dict[str, tuple[float, float]] = {}

    def key(self, request: Request, scope: str) -> Key:
        """The caller's key.

        Raises 401 without a valid one, 403 where it lacks the scope, 503 while no config is in
        force.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise Problem(
                401,
                "no_key",
                "send Authorization: Bearer rk_... (make a key with `rumor-tracker keys add`)",
                headers=CHALLENGE,
            )
        config = self.config.current()
        if not self.config.loaded:
            raise Problem(
                503,
                "no_config",
                "waiting for the config file; /readyz says what is missing",
                headers={"retry-after": "5"},
            )
        key = config.hashes.get(hash_of(token.strip()))
        if key is None:
            raise Problem(
                401, "unknown_key", "this key is not known or was revoked", headers=CHALLENGE
            )
        if scope not in key.scopes:
            raise Problem(
                403,
                "missing_scope",
                f"the key {key.name!r} lacks the scope {scope!r}; it has {', '.join(key.scopes) or 'none'}",
            )
        return key

    def spend(self, key: Key, reports: int) -> None:
        """Takes reports from the key's allowance. Raises 429 with the seconds to wait."""
        if key.reports_per_minute is None:
            return
        left = self._left(key)
        full = float(key.reports_per_minute)
        if left < reports and left < full:
            wait_s = max(1, round((min(reports, full) - left) * 60 / full + 0.5))
            raise Problem(
                429,
                "too_many_reports",
                f"this key may send {key.reports_per_minute} reports a minute; try again in {wait_s} s",
                headers={"retry-after": str(wait_s)},
            )
        self._buckets[key.hash] = (left - reports, time.monotonic())

    def expect_allowance(self, key: Key) -> None:
        """Raises 429 where not one report of the key's allowance is left:

        before any work is done.
        """
        if key.reports_per_minute is not None and self._left(key) < 1:
            self.spend(key, 1)

    def charge(self, key: Key, reports: int) -> None:
        """Takes the cost of a request that was refused as a whole:

        what is left of the allowance at most.
        """
        if key.reports_per_minute is not None:
            left = self._left(key)
            self._buckets[key.hash] = (left - min(reports, max(left, 0.0)), time.monotonic())

    def _left(self, key: Key) -> float:
        now = time.monotonic()
        full = float(key.reports_per_minute or 0)
        left, since = self._buckets.get(key.hash, (full, now))
        return min(full, left + (now - since) * full / 60)

    def operator(self, request: Request) -> None:
        """Lets through callers on this machine and keys with the scope `admin`."""
        host = request.client.host if request.client else ""
        try:
            if ipaddress.ip_address(host).is_loopback:
                return
        except ValueError:
            pass
        self.key(request, "admin")
