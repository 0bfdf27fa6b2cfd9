"""The command that opens the console's door once more."""

import click

from deploy.cli.output import fail, load_settings


@click.command(name="sign-in")
@click.option("--key", "name", default="", help="Whose; default the key that may do most.")
@click.option("--url", default="", help="Where the console is; default RUMOR_PUBLIC_URL.")
def sign_in(name: str, url: str) -> None:
    """Print a link that signs in to the console once, within an hour.

    Example: rumor-tracker sign-in --key desk
    """
    from deploy.single.sign_in import best_key, has_run, sign_in_url
    from streams.config.file import ConfigFile

    settings = load_settings()
    file = ConfigFile(settings.config, given=settings.config_given)
    config = file.current()
    if file.error:
        fail(file.error)
    key = next((key for key in config.keys if key.name == name), None) if name else best_key(config)
    if key is None:
        fail(f"no key {name or 'with the scope read'} in {settings.config}; see `keys list`")
    if "read" not in key.scopes:
        fail(f"the key {key.name} may not read, so it cannot sign in; give it the scope read")
    if not settings.data_dir.is_dir():
        fail(f"no data directory {settings.data_dir}: set RUMOR_DATA_DIR to that of the intake")
    if not has_run(settings):
        fail(
            f"nothing has ever run in {settings.data_dir}, so no console would take a link: start "
            "`rumor-tracker up` there, or set RUMOR_DATA_DIR (the demo's is demo-data)"
        )
    click.echo(sign_in_url(url or settings.links, settings.data_dir, key.hash))
