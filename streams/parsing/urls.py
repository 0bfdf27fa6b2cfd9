"""URLs and addresses as texts write them."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from streams.parsing import Unreadable


def url_parts(text: str) -> SplitResult | None:
    """The parts of a URL, whose port nobody asks for; None for brackets that do not close or hold
    no address, and for letters that look like / or @.
    """
    try:
        return urlsplit(text)
    except ValueError:
        return None


def whole_url(text: str) -> SplitResult:
    """The parts of a URL. Raises `Unreadable`, also for a port that is no number or beyond all."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - is parsed when it is asked for, and may be none
    except ValueError as error:
        raise Unreadable(str(error)) from None
    return parts


def ip_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IP address in full; None for a name, a short form or anything else."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
