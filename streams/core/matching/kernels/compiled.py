"""The decorators of compiled loops, and a cache that notices a change in any of their files.

numba keeps compiled code beside the file of a function and compares that one file's time only. What
a function calls or reads from its neighbours is compiled into it, so code of yesterday would run
after a change next door. Here the contents of all files together are part of the key.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., Any])
FOLDER = Path(__file__).parent


def _digest() -> str:
    """Of everything that compiled code is made from: these files, and the order of parameters."""
    beside = [FOLDER.parent / name for name in ("codes.py", "parameters.py")]
    files = [*sorted(FOLDER.glob("*.py")), *beside]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


DIGEST = _digest()


def compiled(function: Function) -> Function:
    """Compiled at its first call, or taken from the cache."""
    return cast(Function, _with_our_key(nb.njit(cache=True)(function)))


def inlined(function: Function) -> Function:
    """Compiled into whatever calls it: for what stands in innermost loops."""
    return cast(Function, _with_our_key(nb.njit(cache=True, inline="always")(function)))


def _with_our_key(made: Any) -> Any:
    cache = made._cache
    key_of = cache._index_key
    cache._index_key = lambda *signature: (*key_of(*signature), DIGEST)
    return made
