"""Which addresses a receiver may have. Its URL comes from somebody else: it must not lead to what
only this machine or its network reaches (a database, a cloud's metadata service).

In: a receiver's URL. Out: the addresses to connect to, or `RefusedTarget`.
"""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from streams.errors import Refused

# All that is given out for the open internet. An allow-list, because what lies outside it changes:
# site-local (fec0::/10), IPv4 inside IPv6 (::/96, ::ffff:0:0:0/96), local NAT64 (64:ff9b:1::/48).
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
IPV4_BITS = 0xFFFF_FFFF


class RefusedTarget(Refused):
    """The receiver's address may not be sent to, or is none."""


async def addresses_of(url: str, *, allow_private: bool) -> list[str]:
    """The addresses of a URL's host, as resolved now.

    Raises `RefusedTarget` where one of them is private and `allow_private` is false, OSError where
    the name does not resolve.
    """
    host, port = _endpoint(url)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except ValueError:  # what IDNA cannot write, such as a label of more than 63 characters
        raise RefusedTarget(f"{host[:80]} is no host name") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    # one private address among public ones is enough: which of them is used is not ours to choose
    if not allow_private and not all(map(is_public, addresses)):
        raise RefusedTarget(
            f"{host} is a private or loopback address: set allow_private = true for this receiver"
        )
    return addresses


def _endpoint(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port  # is parsed when it is asked for
    except ValueError as error:  # a port that is no number, or brackets that hold no address
        raise RefusedTarget(f"the receiver's url: {error}") from None
    return parts.hostname or "", port or (443 if parts.scheme == "https" else 80)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])  # without the zone: fe80::1%eth0
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = _ipv4_inside(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip in GLOBAL_UNICAST and ip.is_global


def _ipv4_inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a packet to this one ends at: a gateway or the kernel translates it."""
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & IPV4_BITS)
    return ip.ipv4_mapped or ip.sixtofour
