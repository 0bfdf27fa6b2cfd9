"""Who may log in to the embedded engine, and the environment variables that hold the passwords.

Apart from the server, which loads the engine: whoever only connects needs none of it.
"""

import hmac
from dataclasses import dataclass

WRITER = "rumor"
READER = "grafana"  # may only read, and sees neither reporters nor wordings
PASSWORDS = ("EMBEDDED_CLICKHOUSE_PASSWORD", "EMBEDDED_CLICKHOUSE_READER_PASSWORD")  # in that order


@dataclass(frozen=True)
class User:
    """A user; `read_only` ones are kept by the guard and by the engine's own grants."""

    name: str
    password: str
    read_only: bool = False


def authenticate(users: tuple[User, ...], name: str, password: str) -> User | None:
    """The user, where name and password fit."""
    for user in users:
        # Compared whatever the name is, in constant time: how long it takes tells nothing.
        same = hmac.compare_digest(user.password.encode(), password.encode())
        if user.name == name and same:
            return user
    return None
