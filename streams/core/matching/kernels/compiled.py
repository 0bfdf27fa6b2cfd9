"""The decorators of the matcher's compiled loops."""

from pathlib import Path

from streams.core.compiling import Function, digest_of, made

DIGEST = digest_of(Path(__file__).parent, ("codes.py", "parameters.py"))


def compiled(function: Function) -> Function:
    """Compiled at its first call, or taken from the cache."""
    return made(function, DIGEST)


def inlined(function: Function) -> Function:
    """Compiled into whatever calls it: for what stands in innermost loops."""
    return made(function, DIGEST, inline="always")
