"""The policy to try, from a file in the form of [policy] in the config file.

In: a TOML file; `[policy]`, or its fields alone. Out: a policy, or a `ConfigError` with the line.
"""

from pathlib import Path

from streams.config.mistakes import ConfigError
from streams.config.policies import policies_of
from streams.config.settings import content_of
from streams.core.surge.policy import SurgePolicy
from streams.parsing import Unreadable
from streams.parsing.documents import toml_table


def policy_in(path: Path, tenant: str) -> SurgePolicy:
    """The policy of a tenant that a file gives. Raises `ConfigError`, `SettingsError`."""
    text = content_of(path)
    try:
        raw = toml_table(text)
    except Unreadable as error:
        raise ConfigError(f"{path}: {error}") from None
    # A whole config file will do: of it [policy] is read. Otherwise every name has to be known.
    section = raw.get("policy", raw)
    others = [name for name, value in raw.items() if isinstance(value, dict)]
    if "policy" not in raw and others:
        raise ConfigError(f"{path}: there is no [policy] in it, but [{others[0]}]")
    if not raw:
        raise ConfigError(f"{path}: it is empty; write [policy] and what to try, min_reports = 20")
    try:
        default, own = policies_of(text, section)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None
    return own.get(tenant, default)
