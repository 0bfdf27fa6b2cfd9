"""Commands about the configuration: settings from the environment, keys in the config file."""

import os
from pathlib import Path

import click

from streams import settings as settings_module
from streams.edge.commands.output import AS_JSON, emit, fail, load_settings


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
@click.option("--scopes", default="report,read", show_default=True, help="Of report, read, curate, admin.")
@click.option("--reports-per-minute", type=click.IntRange(min=1), help="Without it there is no limit.")
@AS_JSON
def add_key(name: str, tenant: str, scopes: str, reports_per_minute: int | None, as_json: bool) -> None:
    """Make a key; it is printed once and only its hash is kept.

    Example: rumor-tracker keys add desk --scopes report,read,curate,admin
    """
    from streams.config import ConfigError, key_block, new_key, parse

    path, (key, hashed) = load_settings().config, new_key()
    before = path.read_text() if path.exists() else "# rumor-tracker: keys, receivers, policy. Read again whenever it changes.\n"
    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    after = before.rstrip("\n") + "\n" + key_block(name, tenant, wanted, hashed, reports_per_minute)
    try:
        parse(after)
    except ConfigError as error:
        fail(f"{path}: {error}")
    replace_file(path, after)
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
    from streams.config import ConfigFile

    file = ConfigFile(load_settings().config)
    config = file.current()
    if file.error:
        fail(file.error)
    emit(
        [{"name": k.name, "tenant": k.tenant, "scopes": ",".join(k.scopes), "reports_per_minute": k.reports_per_minute} for k in config.keys], as_json
    )


@keys.command(name="revoke")
@click.argument("name")
def revoke_key(name: str) -> None:
    """Remove a key; it stops working within a second or two.

    Example: rumor-tracker keys revoke city-app
    """
    from streams.config import ConfigError, without_key

    path = load_settings().config
    try:
        replace_file(path, without_key(path.read_text() if path.exists() else "", name))
    except ConfigError as error:
        fail(f"{path}: {error}")
    click.echo(f"revoked {name}")


def replace_file(path: Path, text: str) -> None:
    """Replaces a file in one step, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(new, path)
