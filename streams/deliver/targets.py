"""Which addresses a receiver may have. Its URL comes from somebody else: it must not lead to what
only this machine or its network reaches (a database, a cloud's metadata service).

In: a receiver's URL, or an address that its name resolved to. Out: nothing, or `RefusedTarget`.
"""

import ipaddress

from streams.errors import Refused
from streams.parsing import Unreadable
from streams.parsing.urls import ip_address, whole_url

# All that is given out for the open internet. An allow-list, because what lies outside it changes:
# site-local (fec0::/10), IPv4 inside IPv6 (::/96, ::ffff:0:0:0/96), local NAT64 (64:ff9b:1::/48).
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
IPV4_BITS = 0xFFFF_FFFF


class RefusedTarget(Refused):
    """The receiver's address may not be sent to, or is none."""


def check_url(url: str) -> None:
    """Raises RefusedTarget for a URL that has no host, or a port that is none."""
    try:
        whole_url(url)
    except Unreadable as error:
        raise RefusedTarget(f"the receiver's url: {error}") from None


def is_address(host: str) -> bool:
    """Whether a host is taken for an IP address, and so never looked up: `127.1` and `2130706433`
    are such, too, to whoever connects.
    """
    return ":" in host or host.replace(".", "").isdigit()


def check_address(host: str, address: str) -> None:
    """Raises RefusedTarget for an address that only this machine or its network reaches."""
    if not is_public(address):
        raise RefusedTarget(
            f"{host[:80]} is a private or loopback address: "
            "set allow_private = true for this receiver"
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ip_address(address.partition("%")[0])  # without the zone: fe80::1%eth0
    if ip is None:
        return False  # a short form of an address: nobody who means a public one writes it
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
