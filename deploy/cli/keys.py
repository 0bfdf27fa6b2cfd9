"""Commands about API keys in the config file."""

import click

from deploy.cli.config_file import change_file
from deploy.cli.output import AS_JSON, emit, fail, load_settings

NEW_FILE = "# rumor-tracker: keys, receivers, policy. Read again whenever it changes.\n"


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
    from streams.config.mistakes import NAME, ConfigError

    path = load_settings().config
    key, hashed = new_key()
    wanted = tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
    # Before anything is written: a quote in a name would end the TOML string that it stands in.
    if not NAME.fullmatch(name) or not NAME.fullmatch(tenant):
        fail("names of keys and tenants are 1 to 64 letters, digits, '.', '_' or '-'")

    def added(before: str) -> str:
        block = key_block(
            name=name,
            tenant=tenant,
            scopes=wanted,
            hash=hashed,
            reports_per_minute=reports_per_minute,
        )
        after = (before or NEW_FILE).rstrip("\n") + "\n" + block
        parse(after)  # a mistake, here or elsewhere in the file, leaves it as it is
        return after

    try:
        change_file(path, added)
    except ConfigError as error:
        fail(f"{path}: {error}")
    if as_json:
        emit({"name": name, "tenant": tenant, "scopes": wanted, "key": key}, True)
    else:
        click.echo(f"{key}\nkept in {path} as a hash only: note the key now")


@keys.command(name="list")
@AS_JSON
def list_(as_json: bool) -> None:
    """List keys.

    Example: rumor-tracker keys list
    """
    from streams.config.file import ConfigFile

    file = ConfigFile(load_settings().config)
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

    path = load_settings().config
    try:
        change_file(path, lambda before: without_key(before, name, tenant))
    except ConfigError as error:
        fail(f"{path}: {error}")
    click.echo(f"revoked {name}")
