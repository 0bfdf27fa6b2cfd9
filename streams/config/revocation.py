"""Cuts a key's block out of the config file's text.

In: the text. Out: the text without the block; comments and everything else stay as somebody wrote
them, which no TOML writer would do.
"""

import re
from dataclasses import replace

from streams.config.file import Config, parse
from streams.config.keys import Key
from streams.config.mistakes import ConfigError, converted
from streams.parsing import Unreadable
from streams.parsing.documents import toml_table

# Before every line that begins a block. A `[` inside of a list that was broken over lines begins
# one, too, as far as this sees; what comes of it is compared with what was asked for.
BLOCKS = re.compile(r"(?m)^(?=[ \t]*\[)")


def without_key(text: str, name: str, tenant: str | None = None) -> str:
    """The file's text without a key's block.

    Raises `ConfigError` where there is no such key, or, without `tenant`, several of that name,
    and where the block cannot be told from what surrounds it.
    """
    before = parse(text)
    key = _only_key(before, name, tenant)
    kept = "".join(_without_block(block, key) for block in BLOCKS.split(text))
    left = tuple(one for one in before.keys if one != key)
    wanted = replace(before, keys=left, hashes={one.hash: one for one in left})
    # Text was cut by pattern: what is left has to say exactly what the file said, less the key.
    if _parsed(kept) != wanted:
        raise ConfigError(
            f"the key {name!r} does not stand in a [[keys]] block of its own: remove it by hand"
        )
    return kept


def _only_key(config: Config, name: str, tenant: str | None) -> Key:
    found = [key for key in config.keys if key.name == name and tenant in (None, key.tenant)]
    if not found:
        of = f" of tenant {tenant!r}" if tenant is not None else ""
        raise ConfigError(f"there is no key named {name!r}{of}")
    if len(found) > 1:
        tenants = ", ".join(key.tenant for key in found)
        raise ConfigError(
            f"several tenants have a key named {name!r} ({tenants}): say which with --tenant"
        )
    return found[0]


def _parsed(text: str) -> Config | None:
    try:
        return parse(text)
    except ConfigError:
        return None


def _without_block(block: str, key: Key) -> str:
    """A block as it is, or, where it is the key's, only the comments that follow it: they belong
    to what comes next.
    """
    if not block.lstrip().startswith("[[") or _keys_in(block) != (key,):
        return block
    lines = block.splitlines(keepends=True)
    last = max(number for number, line in enumerate(lines) if _says_something(line))
    return "".join(lines[last + 1 :])


def _keys_in(block: str) -> tuple[Key, ...]:
    try:
        raw = toml_table(block)
    except Unreadable:
        return ()  # a piece of something longer: no block of its own
    try:
        return converted(block, "keys", raw.get("keys", []), tuple[Key, ...])
    except ConfigError:
        return ()


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
