"""What an address of Kafka may look like, and what becomes of its password."""

import pytest

from streams.config.urls import masked_url
from streams.log.contract import LogUnusable
from streams.log.kafka.address import address_of


def test_an_address_without_a_login_is_plain_text() -> None:
    assert address_of("kafka://a:1,b:2").options() == {
        "bootstrap_servers": ["a:1", "b:2"],
        "security_protocol": "PLAINTEXT",
    }


def test_a_login_names_its_mechanism_and_hides_its_password() -> None:
    url = "kafka://me:p%40ss@a:1,b:2?sasl=SCRAM-SHA-512"
    address = address_of(url)
    options = address.options()
    assert address.servers == ("a:1", "b:2")
    assert options["security_protocol"] == "SASL_PLAINTEXT"
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert options["sasl_plain_password"] == "p@ss"
    assert "p@ss" not in repr(address)
    assert masked_url(url) == "kafka://me:***@a:1,b:2?sasl=SCRAM-SHA-512"


def test_kafkas_is_tls_with_and_without_a_login() -> None:
    assert address_of("kafkas://me:x@a:1").options()["security_protocol"] == "SASL_SSL"
    assert address_of("kafkas://a:1").options()["security_protocol"] == "SSL"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("kafka://a:1?sasl=GSSAPI", "none of PLAIN"),
        ("kafka://a:1?tls=1", "is not known"),
        ("kafka://", "at least one"),
        ("kafka://u:p4ss", "brokers as host:port"),
        ("kafka://a:1,:2", "brokers as host:port"),
        ("kafka://a:99999", "brokers as host:port"),
        ("kafkas://a:1?ca=/no/such/file", "cannot be read"),
    ],
)
def test_a_wrong_address_is_refused(url: str, said: str) -> None:
    with pytest.raises(LogUnusable, match=said):
        address_of(url)
