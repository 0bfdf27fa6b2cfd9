"""Secrets that a machine makes for itself and keeps in its data directory.

In: a data directory and a name. Out: the secret, the same for ever. One that was lost is never
replaced without a word: with another reporter secret everybody counts as somebody new.
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from streams.config.settings import Settings, SettingsError, content_of

LEAST_SECRET = 16  # characters: a shorter one can be tried out
RANDOM_BYTES = 32
REPORTER_SECRET = "reporter.secret"  # noqa: S105 - the name of its file
BEGIN_ANEW = (
    "begin with a new one: `(umask 077; openssl rand -hex 32 > {path})`; everybody who reported "
    "before then counts as somebody new, and forget finds nothing of them by name"
)


def reporter_key(
    settings: Settings, *, log_is_shared: bool, log_is_used: Callable[[], bool]
) -> bytes:
    """The key that turns reporters into pseudonyms; on one machine it is made once in the data
    directory. `log_is_used` says whether the log ever took a report.

    Raises `SettingsError` where the log is shared and no secret is set: two intakes must agree;
    and where the secret is gone under which reports were taken.
    """
    if source := settings.sources.get("reporter_secret"):
        secret = settings.reporter_secret.strip()
        if len(secret) < LEAST_SECRET:
            raise SettingsError(
                f"{source}: a secret has at least {LEAST_SECRET} characters; "
                "make one with `openssl rand -hex 32`"
            )
        return secret.encode()
    if log_is_shared:
        # Each intake would make one of its own, and one person would count once at each of them.
        raise SettingsError(
            "RUMOR_REPORTER_SECRET must be set where the log is shared: "
            "two intakes must agree on it"
        )
    path = settings.data_dir / REPORTER_SECRET
    if not os.path.lexists(path) and log_is_used():
        # Another one would count everybody twice, and `forget` would find nobody from before.
        raise SettingsError(
            f"{path} is gone, and the log {settings.log} holds reports that were counted with it: "
            f"put it back from a copy of the data directory, or {BEGIN_ANEW.format(path=path)}"
        )
    return secret_in(settings.data_dir, REPORTER_SECRET).encode()


def secret_in(data_dir: Path, name: str) -> str:
    """A random secret kept in a file of the data directory that only its owner may read; made when
    first asked for.

    Raises `SettingsError` where the file cannot be made or read, or holds no secret: then it is
    never replaced.
    """
    path = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.path.lexists(path):
            _write_once(path, secrets.token_urlsafe(RANDOM_BYTES))
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror})") from None
    # Read back even where it was just made: another process may have been first.
    secret = content_of(path)
    if len(secret) < LEAST_SECRET:
        found = "too short" if secret else "empty"
        new = "delete it, and a new one is made"
        if name == REPORTER_SECRET:
            new = BEGIN_ANEW.format(path=path)
        raise SettingsError(f"{path} is {found}: put its content back from a copy, or {new}")
    return secret


def _write_once(path: Path, text: str) -> None:
    """Makes a file whole or not at all; one that is there already stays."""
    # mkstemp: readable by its owner only, from the first byte on
    number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, not a rename: it fails where the name is taken, so that of several processes
            # that start at once one makes the secret and the others find it.
            with suppress(FileExistsError):
                os.link(temporary, path)
        except OSError:  # a file system without hard links
            if not os.path.lexists(path):
                os.rename(temporary, path)
        _sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):  # renamed
            os.unlink(temporary)


def _sync_folder(folder: Path) -> None:
    """Makes a new name durable, too: the content alone could be there without one."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
