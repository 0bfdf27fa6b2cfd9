"""Which addresses may be sent to."""

import pytest

from streams.core.receivers.contract import Request
from streams.deliver.connections import Connections
from streams.deliver.targets import RefusedTarget, is_public
from tests.support.desk import Desk


async def post(url: str, *, allow_private: bool) -> int:
    request = Request(url=url, headers={}, content=b"{}")
    async with Connections(timeout_s=5.0) as connections:
        answer, _ = await connections.post(request, allow_private=allow_private, answer_bytes=0)
    return answer.status


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "2606:4700::1",
        "2a00:1450:4001:80b::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",  # 8.8.8.8 through NAT64
        "2002:808:808::1",  # 8.8.8.8 through 6to4
    ],
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",  # a cloud's metadata service
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "::",
        "::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "feff:ffff::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",  # IPv4-compatible, deprecated
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",  # IPv4-translated
        "::ffff:0:8.8.8.8",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",  # NAT64 of a local network
        "64:ff9b:1:ffff::808:808",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "4000::1",  # given out to nobody
    ],
)
def test_all_others_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",  # what resolvers understand is what is judged
        "2130706433",
        "0x7f.1",
        "0",
    ],
)
async def test_no_spelling_of_this_machine_gets_through(host: str) -> None:
    with pytest.raises(RefusedTarget, match="allow_private"):
        await post(f"http://{host}:9/hook", allow_private=False)


async def test_private_addresses_are_sent_to_where_that_is_allowed(desk: Desk) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert await post(desk.url.replace("127.0.0.1", host), allow_private=True) == 204


async def test_a_connection_of_one_receiver_is_not_lent_to_one_that_may_not(desk: Desk) -> None:
    request = Request(url=desk.url.replace("127.0.0.1", "localhost"), headers={}, content=b"{}")
    async with Connections(timeout_s=5.0) as connections:
        await connections.post(request, allow_private=True, answer_bytes=0)
        with pytest.raises(RefusedTarget, match="allow_private"):
            await connections.post(request, allow_private=False, answer_bytes=0)


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example:99999/",
        "http://desk.example:x/",
        "http://[::1/",
        f"http://{'a' * 64}.example/",
    ],
)
async def test_what_is_no_address_is_refused_and_breaks_nothing(url: str) -> None:
    with pytest.raises(RefusedTarget):
        await post(url, allow_private=True)
