"""Compiled loops, and a cache of them that notices a change in any of their files.

numba keeps compiled code beside the file of a function and compares that one file's time only. What
a function calls or reads from its neighbours is compiled into it, so code of yesterday would run
after a change next door. Here the contents of all files together are part of the key.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba as nb

Function = TypeVar("Function", bound=Callable[..., Any])


def digest_of(folder: Path, beside: Iterable[str]) -> str:
    """Of everything that compiled code is made from: the files of a folder, and those beside it
    whose constants are compiled in.
    """
    files = [Path(__file__), *sorted(folder.glob("*.py")), *(folder.parent / one for one in beside)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def made(function: Function, digest: str, **options: Any) -> Function:
    """Compiled at its first call, or taken from the cache; `options` are numba's."""
    compiled = nb.njit(cache=True, **options)(function)
    cache = compiled._cache
    key_of = cache._index_key
    cache._index_key = lambda *signature: (*key_of(*signature), digest)
    return cast(Function, compiled)
