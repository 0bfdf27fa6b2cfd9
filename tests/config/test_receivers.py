"""Receivers: what could never be sent or never be signed is refused when the file is read."""

import pytest

from streams.config.file import parse
from streams.config.mistakes import ConfigError
from streams.config.receivers import EVENT_TYPES, Receiver, fits
from tests.config.example import EXAMPLE


@pytest.mark.parametrize(
    "events",
    [
        '["alerts.*"]',
        '["alert.*", "alert.rasied"]',
        "[]",
        '["*.raised"]',
        '["ALERT.*"]',
        '[""]',
        '["alert.raised "]',
    ],
)
def test_events_that_never_come_are_a_mistake(events: str) -> None:
    with pytest.raises(
        ConfigError, match=r"line 15: receivers\[0\]\.events: .*alert\.raised, .*verdict\.given"
    ) as error:
        parse(EXAMPLE.replace('["alert.*", "verdict.*"]', events))
    assert "\n" not in str(error.value)


def test_every_event_there_is_may_be_wanted() -> None:
    for pattern in (*EVENT_TYPES, "*", "receiver.*", "alert.r*"):
        assert parse(EXAMPLE.replace('["alert.*", "verdict.*"]', f'["{pattern}"]')).receivers


@pytest.mark.parametrize(
    "secret",
    [
        'secret = ""',
        'secret = " \\t"',
        'secret = "\\u3000"',
        'secret_file = ""',
        'secret_file = " "',
        'secret = "v1,whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"',
        'secret = "whsec_"',
        'secret = "whsec_MDAw"',
        'secret = "whsec_秘密"',
        'secret = ""\nsecret_file = "/run/secret"',
        'secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw whsec_short"',
    ],
)
def test_a_receiver_that_could_not_sign_is_a_mistake(secret: str) -> None:
    with pytest.raises(ConfigError, match=r"line 14: receivers\[0\]\.secret"):
        parse(EXAMPLE.replace('secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"', secret))


@pytest.mark.parametrize(
    ("pattern", "type", "meant"),
    [
        ("alert.raised", "alert.raised", True),
        ("alert.raised", "alert.raised.twice", False),
        ("alert.*", "alert.digest", True),
        ("alert.*", "verdict.given", False),
        ("*", "ping", True),
        ("alert", "alert.raised", False),
    ],
)
def test_a_pattern_means_a_name_or_a_beginning(pattern: str, type: str, meant: bool) -> None:
    assert fits(pattern, type) is meant


def test_a_receiver_wants_what_one_of_its_patterns_means() -> None:
    receiver = Receiver(name="desk", url="https://x", events=("alert.raised", "receiver.*"))
    wanted = [type for type in EVENT_TYPES if receiver.wants(type)]
    assert wanted == ["alert.raised", "receiver.failing", "receiver.recovered"]


@pytest.mark.parametrize(
    "url", ["", "desk.example", "ftp://desk.example/", "http:///hook", "https://"]
)
def test_an_address_that_is_none_is_a_mistake(url: str) -> None:
    with pytest.raises(ConfigError, match=r"line 12: receivers\[0\]\.url: an http:// or https://"):
        parse(EXAMPLE.replace("https://desk.example/hooks/rumors", url))


def test_a_receiver_without_any_secret_is_a_mistake() -> None:
    unsigned = "".join(
        line for line in EXAMPLE.splitlines(keepends=True) if not line.startswith("secret")
    )
    with pytest.raises(ConfigError, match=r"receivers\[0\]\.name: a receiver needs secret"):
        parse(unsigned)


def test_two_secrets_sign_while_one_takes_over_from_the_other() -> None:
    secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
    (receiver,) = parse(EXAMPLE.replace(secret, f"{secret} {secret}")).receivers
    assert receiver.secret.split() == [secret, secret]


def test_one_name_may_stand_once_in_each_tenant() -> None:
    block = EXAMPLE[EXAMPLE.index("[[receivers]]") : EXAMPLE.index("[policy]")]
    other = block.replace('tenant = "main"', 'tenant = "north"')
    config = parse(EXAMPLE + other)
    assert [receiver.tenant for receiver in config.receivers] == ["main", "north"]
    assert len(config.receivers_of("north")) == 1
    with pytest.raises(ConfigError, match=r"receivers\[1\]\.name: 'desk' is there already"):
        parse(EXAMPLE + block)
