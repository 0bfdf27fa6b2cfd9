"""The console's one-time sign-in link, for whoever may write the data directory."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.single.claims import LOCK_FILE
from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import Config
from streams.config.keys import Key
from streams.config.links import write_link
from streams.config.settings import Settings
from streams.log.engines import shared

NEEDED = "read"  # a key that may not read sees nothing in the console


def best_key(config: Config) -> Key | None:
    """The key that may do most in the console, the first of equals; None where none may read."""
    keys = [key for key in config.keys if NEEDED in key.scopes]
    return max(keys, key=lambda key: len(set(key.scopes)), default=None)


def has_run(settings: Settings) -> bool:
    """Whether an intake may ever have run in the data directory. With a log of other machines it
    leaves nothing there that would tell.
    """
    return shared(settings.log) or (settings.data_dir / LOCK_FILE).exists() or _has_log(settings)


def _has_log(settings: Settings) -> bool:
    return Path(unquote(urlsplit(settings.log).path)).exists()


def sign_in_url(base: str, data_dir: Path, key_hash: str, *, clock: Clock = SYSTEM_CLOCK) -> str:
    """A new link, good for one sign-in within an hour; the one before it is void."""
    token = write_link(data_dir, key=key_hash, now_s=clock.now_ms() // 1_000)
    return f"{base.rstrip('/')}/sign-in?link={token}"
