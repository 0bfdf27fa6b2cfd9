"""The decorators of the surge fold's compiled loops."""

from pathlib import Path

from streams.core.compiling import Function, digest_of, made

DIGEST = digest_of(Path(__file__).parent, ("levels.py", "sketch.py"))


def compiled(function: Function) -> Function:
    """Compiled at its first call, or taken from the cache; into whatever calls it.

    Without numba's counting of references, for the arrays are the ledger's and outlive every call:
    with it, and by calls, a report takes 2.7 us in the loops instead of .3.
    """
    return made(function, DIGEST, forceinline=True, _nrt=False)


def inlined(function: Function) -> Function:
    """As `compiled`, of what one other function calls: it is compiled there alone, and once."""
    return made(function, DIGEST, inline="always", _nrt=False)
