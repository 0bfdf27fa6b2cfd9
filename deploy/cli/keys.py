"""Commands about the configuration: settings from the environment, keys in the config file."""

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from deploy.cli.output import AS_JSON, emit, fail, load_settings
from streams.config import settings as settings_module

UNREPLACEABLE = (errno.EBUSY, errno.EPERM, errno.EACCES, errno.EROFS, errno.EXDEV)


@click.command(name="settings")
@AS_JSON
def show_settings(as_json: bool) -> None:
    """Print every setting with its source; secrets masked.

    Example: rumor-tracker settings
    """
    rows = settings_module.described(load_settings())
    emit([dict(zip(("setting", "value", "source"), row, strict=True)) for row in rows], as_json)


@click.group()
def keys() -> None:
    """API keys in the config file.

    Example: rumor-tracker keys add city-app --scopes report
    """


@keys.command(name="add")
@click.argument("name")
@click.option("--tenant", default="main", show_default=True)
@click.option(
    "--scopes", default="report,read", show_default=True, help="Of report, read, curate, admin."
)
@click.option(
    "--reports-per-minute", type=click.IntRange(min=1), help="Without it there is no limit."
)
@AS_JSON
def add_key(
    name: str, tenant: str, scopes: str, reports_per_minute: int | None, as_json: bool
) -> None:
    """Make a key; it is printed once and only its hash is kept.

    Example: rumor-tracker keys add desk --scopes report,read,curate,admin
    """
    from streams.config.file import NAME, ConfigError, key_block, new_key, parse

    path = load_settings().config
    (key, hashed) = new_key()
    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
        fail("names of keys and tenants are 1 to 64 letters, digits, '.', '_' or '-'")

    def added(before: str) -> str:
        before = (
            before or "# rumor-tracker: keys, receivers, policy. Read again whenever it changes.\n"
        )
        after = (
            before.rstrip("\n") + "\n" + key_block(name, tenant, wanted, hashed, reports_per_minute)
        )
        parse(after)
        return after

    try:
        change_file(path, added)
    except ConfigError as error:
        fail(f"{path}: {error}")
    if as_json:
        emit({"name": name, "tenant": tenant, "scopes": wanted, "key": key}, True)
    else:
        click.echo(f"{key}\nkept in {path} as a hash only: note the key now", err=False)


@keys.command(name="list")
@AS_JSON
def list_keys(as_json: bool) -> None:
    """List keys.

    Example: rumor-tracker keys list
    """
    from streams.config.file import ConfigFile

    file = ConfigFile(load_settings().config)
    config = file.current()
    if file.error:
        fail(file.error)
    emit(
        [
            {
                "name": k.name,
                "tenant": k.tenant,
                "scopes": ",".join(k.scopes),
                "reports_per_minute": k.reports_per_minute,
            }
            for k in config.keys
        ],
        as_json,
    )


@keys.command(name="revoke")
@click.argument("name")
@click.option("--tenant", help="Whose key; needed where several tenants have one of that name.")
def revoke_key(name: str, tenant: str | None) -> None:
    """Remove a key; it stops working within a second or two.

    Example: rumor-tracker keys revoke city-app --tenant main
    """
    from streams.config.file import ConfigError, without_key

    path = load_settings().config
    try:
        change_file(path, lambda before: without_key(before, name, tenant))
    except ConfigError as error:
        fail(f"{path}: {error}")
    click.echo(f"revoked {name}")


def change_file(path: Path, change: Callable[[str], str]) -> None:
    """Replaces the content of a file by what `change` makes of it, one command at a time.

    Ends the command where it cannot.
    """
    try:
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            replace_file(path, change(before))
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        fail(f"{path}: cannot be changed ({error.strerror})")
    except UnicodeDecodeError:
        fail(f"{path}: is not UTF-8")


def replace_file(path: Path, text: str) -> None:
    """Replaces a file in one step, durably; it keeps its owner and mode, a new one is readable by
    its owner only.

    Where it cannot be replaced (mounted by itself, somebody else's file or directory) it is written
    in place.
    """
    try:
        number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        if error.errno not in UNREPLACEABLE or not path.exists():
            raise
        return _write_in_place(path, text)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(number)
            if path.exists():
                found = path.stat()
                os.fchown(number, found.st_uid, found.st_gid)
                os.fchmod(number, stat.S_IMODE(found.st_mode))
        os.replace(temporary, path)
    except OSError as error:
        os.unlink(temporary)
        if error.errno not in UNREPLACEABLE:
            raise
        _write_in_place(path, text)


def _write_in_place(path: Path, text: str) -> None:
    with path.open("r+", encoding="utf-8") as file:
        file.write(text)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
