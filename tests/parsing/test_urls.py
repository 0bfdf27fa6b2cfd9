"""URLs and addresses as texts write them."""

import pytest

from streams.errors import Refused
from streams.parsing import Unreadable
from streams.parsing.urls import ip_address, url_parts, whole_url


def test_a_url_is_read() -> None:
    parts = url_parts("https://news.example:8443/a?b=c")
    assert parts is not None
    assert parts.hostname == "news.example"
    assert whole_url("https://news.example:8443/a").port == 8443


@pytest.mark.parametrize("text", ["http://[", "//[::1", "http://[no address]/", "http://a℀b/"])
def test_what_is_no_url_is_none_or_refused(text: str) -> None:
    assert url_parts(text) is None
    with pytest.raises(Unreadable):
        whole_url(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://host:port/", "Port could not be cast to integer value as 'port'"),
        ("http://host:70000/", "Port out of range 0-65535"),
    ],
)
def test_a_port_is_looked_at_only_where_it_is_asked_for(text: str, why: str) -> None:
    assert url_parts(text) is not None
    with pytest.raises(Refused) as refused:
        whole_url(text)
    assert str(refused.value) == why


def test_an_address_is_read_in_full_only() -> None:
    assert str(ip_address("127.0.0.1")) == "127.0.0.1"
    assert str(ip_address("::1")) == "::1"
    for nonsense in ("", "localhost", "127.1", "2130706433", "testclient", "1.2.3.4.5"):
        assert ip_address(nonsense) is None
