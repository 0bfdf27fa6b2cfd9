"""The console's one-time sign-in link, for whoever may write the data directory."""

from pathlib import Path

from streams.clock import SYSTEM_CLOCK, Clock
from streams.config.file import Config
from streams.config.keys import Key
from streams.config.links import write_link

NEEDED = "read"  # a key that may not read sees nothing in the console


def best_key(config: Config) -> Key | None:
    """The key that may do most in the console, the first of equals; None where none may read."""
    keys = [key for key in config.keys if NEEDED in key.scopes]
    return max(keys, key=lambda key: len(set(key.scopes)), default=None)


def sign_in_url(base: str, data_dir: Path, key_hash: str, *, clock: Clock = SYSTEM_CLOCK) -> str:
    """A new link, good for one sign-in within an hour; the one before it is void."""
    token = write_link(data_dir, key=key_hash, now_s=clock.now_ms() // 1_000)
    return f"{base.rstrip('/')}/sign-in?link={token}"
