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
# Modules beside these whose constants are compiled in.
BESIDE = ("levels.py", "sketch.py")


def _digest() -> str:
    files = [*sorted(FOLDER.glob("*.py")), *(FOLDER.parent / name for name in BESIDE)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


DIGEST = _digest()


def compiled(function: Function) -> Function:
    """Compiled at its first call, or taken from the cache; into whatever calls it.

    Without numba's counting of references, for the arrays are the ledger's and outlive every call:
    with it, and by calls, a report takes 2.7 us in the loops instead of .3.
    """
    made = nb.njit(cache=True, forceinline=True, _nrt=False)(function)
    return cast(Function, _with_our_key(made))


def inlined(function: Function) -> Function:
    """As `compiled`, of what one other function calls: it is compiled there alone, and once."""
    made = nb.njit(cache=True, inline="always", _nrt=False)(function)
    return cast(Function, _with_our_key(made))


def _with_our_key(made: Any) -> Any:
    cache = made._cache
    key_of = cache._index_key
    cache._index_key = lambda *signature: (*key_of(*signature), DIGEST)
    return made
