"""Commands about API keys in the config file."""

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from deploy.cli.config_file import change_file
from deploy.cli.output import AS_JSON, emit, fail, load_settings, mute, remark

if TYPE_CHECKING:
    from streams.config.file import Config
    from streams.config.settings import Settings

NEW_FILE = "# rumor-tracker: keys, receivers, policy. Read again whenever it changes.\n"


class Unprinted(Exception):
    """A key that nobody could read; why."""


@click.group()
def keys() -> None:
    """API keys in the config file.

    Example: rumor-tracker keys add city-app --scopes report
    """


@keys.command()
@click.argument("name")
@click.option("--tenant", default="main", show_default=True)
@click.option(
    "--scopes", default="report,read", show_default=True, help="Of report, read, curate, admin."
)
@click.option(
    "--reports-per-minute", type=click.IntRange(min=1), help="Without it there is no limit."
)
@AS_JSON
def add(name: str, tenant: str, scopes: str, reports_per_minute: int | None, as_json: bool) -> None:
    """Make a key; it is printed once and only its hash is kept.

    Example: rumor-tracker keys add desk --scopes report,read,curate,admin
    """
    from streams.config.file import parse
    from streams.config.keys import key_block, new_key
    from streams.config.mistakes import ConfigError

    settings = load_settings()
    wanted = _named(name, tenant, scopes)
    key, hashed = new_key()
    is_new = is_shown = False

    def added(before: str) -> str:
        nonlocal is_new, is_shown
        is_new = not before.strip()
        if is_new:
            _refuse_a_new_file(settings)
        _refuse_a_second(parse(before or NEW_FILE), name, tenant)
        block = key_block(
            name=name,
            tenant=tenant,
            scopes=wanted,
            hash=hashed,
            reports_per_minute=reports_per_minute,
        )
        after = (NEW_FILE if is_new else before).rstrip("\n") + "\n" + block
        parse(after)  # a mistake, here or elsewhere in the file, leaves it as it is
        # Before it is kept: a key in the file that nobody has read is lost.
        _show({"name": name, "tenant": tenant, "scopes": wanted, "key": key}, as_json)
        is_shown = True
        return after

    try:
        change_file(settings.config, added)
    except ConfigError as error:
        fail(f"{settings.config}: {error}")
    except Unprinted as error:
        _refuse_unprinted(error)
    except SystemExit:
        if is_shown:
            remark("the key that was printed was not made")
        raise
    if is_new:
        remark(f"{settings.config} is a new file with this key alone")
    if not as_json:
        remark(f"kept in {settings.config} as a hash only: note the key now")


def _show(made: dict[str, object], as_json: bool) -> None:
    """Prints a key, and is sure of it. Raises `Unprinted`."""
    try:
        if as_json:
            emit(made, True)
        else:
            click.echo(str(made["key"]))  # alone: whoever captures it wants nothing else
        sys.stdout.flush()
    except OSError as error:
        raise Unprinted(error.strerror) from None


def _refuse_unprinted(error: Unprinted) -> NoReturn:
    mute()
    fail(f"the output cannot be written: {error}; no key was made")


def _named(name: str, tenant: str, scopes: str) -> tuple[str, ...]:
    """The scopes that were asked for. Ends the command where a key could not be of this kind."""
    from streams.config.keys import SCOPES
    from streams.config.mistakes import NAME

    # Before anything is written: a quote in a name would end the TOML string that it stands in.
    if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
        fail("names of keys and tenants are 1 to 64 letters, digits, '.', '_' or '-'")
    wanted = tuple(dict.fromkeys(scope.strip() for scope in scopes.split(",") if scope.strip()))
    if not wanted:
        fail(f"without a scope a key may do nothing: give --scopes of {', '.join(SCOPES)}")
    for scope in wanted:
        if scope not in SCOPES:
            fail(f"there is no scope {scope!r}, only {', '.join(SCOPES)}")
    return wanted


def _refuse_a_new_file(settings: "Settings") -> None:
    """Raises `ConfigError` where the file was there and is in force: the new one would have this
    key alone, and lock everybody else out.
    """
    from deploy.single.using import config_in_use
    from streams.config.mistakes import ConfigError

    if config_in_use(settings.data_dir) == settings.config.resolve():
        raise ConfigError(
            "the file is gone or empty, and the rumor-tracker that runs goes on with what it read: "
            "put it back, or every other key stops working"
        )


def _refuse_a_second(config: "Config", name: str, tenant: str) -> None:
    from streams.config.mistakes import ConfigError

    if any((key.name, key.tenant) == (name, tenant) for key in config.keys):
        raise ConfigError(
            f"a key named {name} exists; revoke it first "
            f"(`rumor-tracker keys revoke {name} --tenant {tenant}`), or choose another name"
        )


@keys.command(name="list")
@AS_JSON
def list_(as_json: bool) -> None:
    """List keys.

    Example: rumor-tracker keys list
    """
    from streams.config.file import ConfigFile

    settings = load_settings()
    _refuse_missing(settings, always=False)
    file = ConfigFile(settings.config)
    config = file.current()
    if file.error:
        fail(file.error)
    rows = [
        {
            "name": key.name,
            "tenant": key.tenant,
            "scopes": list(key.scopes) if as_json else ",".join(key.scopes),
            "reports_per_minute": key.reports_per_minute,
        }
        for key in config.keys
    ]
    emit(rows, as_json)


@keys.command()
@click.argument("name")
@click.option("--tenant", help="Whose key; needed where several tenants have one of that name.")
def revoke(name: str, tenant: str | None) -> None:
    """Remove a key; it stops working within a second or two.

    Example: rumor-tracker keys revoke city-app --tenant main
    """
    from streams.config.mistakes import ConfigError
    from streams.config.revocation import without_key

    settings = load_settings()
    _refuse_missing(settings, always=True)
    path = settings.config
    try:
        change_file(path, lambda before: without_key(before, name, tenant))
    except ConfigError as error:
        fail(f"{path}: {error}")
    click.echo(f"revoked {name}")


def _refuse_missing(settings: "Settings", *, always: bool) -> None:
    """Ends the command where the config file is missed: somebody named it, or it is in use."""
    from deploy.single.claims import is_held

    path = settings.config
    if path.exists():
        return
    if source := settings.sources.get("config"):
        fail(f"{path}: there is no such file; check {source}")
    if is_held(settings.data_dir):
        fail(f"{path}: there is no such file, and a rumor-tracker runs; check RUMOR_CONFIG")
    if always:
        fail(f"{path}: there is no such file; set RUMOR_CONFIG to the one that is meant")
    remark(f"there is no config file {path} yet")
