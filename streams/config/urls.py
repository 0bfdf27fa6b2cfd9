"""URLs that may hold passwords: how one is shown, and where a password stands that would not be
taken for one.

In: a URL as somebody set it, right or wrong. Out: a text without secrets.
"""

import re

# What names of parameters hold whose values are secrets.
SECRET = re.compile(r"pass|pwd|secret|token|key|credential", re.IGNORECASE)
ENDS_OF_HOST = re.compile("[/?#]")
PARAMETERS = re.compile("[?#]")
HIDDEN = "***"
WEB = ("http", "https")  # an @ in the path of a page is no password's end
OF_FILES = "sqlite"  # its path is a file's, with any sign in it
ESCAPES = "in a password %40 is written for @, %2F for /, %3F for ? and %23 for #"


def masked_url(url: str) -> str:
    """A URL with its password masked, and every parameter that names a secret; where it is no
    right URL, with all before the last @ masked.
    """
    scheme, mark, rest = _split(url)
    if scheme == OF_FILES:
        return url
    rest = _with_masked_parameters(rest)
    before, at, after = rest.rpartition("@")
    if ENDS_OF_HOST.search(before) or (at and not mark):
        return f"{scheme}{mark}{HIDDEN}@{after}"
    user, _, password = before.partition(":")
    shown = f"{user}:{HIDDEN}" if password else before
    return f"{scheme}{mark}{shown}{at}{after}"


def fault_of(url: str) -> str:
    """Why a secret of a URL would not be taken for one; empty where all is well. Holds nothing of
    the URL.
    """
    scheme, _, rest = _split(url)
    if scheme == OF_FILES:
        return ""
    end = ENDS_OF_HOST.search(rest)
    if scheme not in WEB and end and "@" in rest[end.start() :]:
        return f"has an @ behind the host: {ESCAPES}"
    if _with_masked_parameters(rest) != rest:
        return (
            f"has a secret behind its ?, where nobody takes it: write user:password@host; {ESCAPES}"
        )
    if not all(map(_is_address, _hosts_of(rest))):
        return f"has something else than a port behind a host: {ESCAPES}"
    return ""


def _hosts_of(rest: str) -> list[str]:
    return ENDS_OF_HOST.split(rest, maxsplit=1)[0].rpartition("@")[2].split(",")


def _is_address(host: str) -> bool:
    """Whether what stands behind a host's colon may be a port: it may be a password whose @ was
    forgotten.
    """
    _, colon, port = host.rpartition("]")[2].rpartition(":")
    return not colon or port.isdecimal()


def _split(url: str) -> tuple[str, str, str]:
    scheme, mark, rest = url.partition("://")
    return (scheme, mark, rest) if mark else ("", "", url)


def _with_masked_parameters(rest: str) -> str:
    begin = PARAMETERS.search(rest)
    if begin is None:
        return rest
    parameters = rest[begin.end() :].split("&")
    return rest[: begin.end()] + "&".join(map(_masked_parameter, parameters))


def _masked_parameter(parameter: str) -> str:
    named = SECRET.search(parameter)
    equals = parameter.find("=", named.start()) if named else -1
    return parameter if equals < 0 else f"{parameter[: equals + 1]}{HIDDEN}"
