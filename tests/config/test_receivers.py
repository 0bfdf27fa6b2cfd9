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


# What a receiver asked for.

ROBOT = """
[[receivers]]
name = "robot"
url = "https://robot.example/hook"
kind = "feishu"
keyword = "rumor"
"""


def mistaken(line: str, field: str, why: str, *, extra: str = "") -> None:
    """A line in a receiver's block is refused, with its number and the field."""
    text = ROBOT + line + "\n" + extra
    with pytest.raises(ConfigError, match=rf"^line 7: receivers\[0\]\.{field}.*{why}") as error:
        parse(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "field", "why"),
    [
        ('min_level = "huge"', "min_level", "huge"),
        ('kinds = ["rising"]', "kinds", "rising"),
        ('verdicts = ["true", "fake"]', "verdicts", "fake"),
        ("verdicts = []", "verdicts", "empty"),
        ('places = ["成都", ""]', "places", "empty"),
        ('channels = [" "]', "channels", "empty"),
        ("languages = [5]", "languages", "str"),
        ('language = "fr"', "language", "fr"),
        ('quiet_hours = ["22:00-07:00"]', "quiet_hours", "Asia/Shanghai"),
        (
            'quiet_hours = ["22:00-07:00 Asia/Beijing"]',
            "quiet_hours",
            "no time zone 'Asia/Beijing'",
        ),
        ('quiet_hours = ["22:00-07:00 ../../etc/passwd"]', "quiet_hours", "no time zone"),
        ('quiet_hours = ["22:00-24:00 Asia/Shanghai"]', "quiet_hours", "no span"),
        ('quiet_hours = ["7:00-8:00 Asia/Shanghai"]', "quiet_hours", "no span"),
        ('quiet_hours = ["07:00-07:00 Asia/Shanghai"]', "quiet_hours", "no length"),
        ("storm = -1", "storm", "0 for never"),
        ('storm = "20"', "storm", "int"),
        ("take_within_s = 60", "take_within_s", "next is needed"),
        ("take_within_s = -1", "take_within_s", "seconds are possible"),
        ("take_within_s = 90000", "take_within_s", "seconds are possible"),
        ('next = "robot"', "next", "take_within_s is needed"),
        ('catch_up = "all"', "catch_up", "open, none, or a time"),
        ('catch_up = "2026-01-31T12:00:00"', "catch_up", "with its zone"),
        ("catch_up = 2026-01-31T12:00:00", "catch_up", "with its zone"),
        ("catch_up = 7", "catch_up", "open, none, or a time"),
        ('warn = "nobody"', "warn", "no receiver 'nobody' of this tenant"),
        ('warn = "robot"', "warn", "itself"),
        ('warn = "north"', "warn", "of this tenant"),
        ('next = "nobody"\ntake_within_s = 9', "next", "no receiver 'nobody'"),
        ('next = "robot"\ntake_within_s = 9', "next", "circle: robot -> robot"),
    ],
)
def test_what_could_never_be_meant_is_named_with_its_line(line: str, field: str, why: str) -> None:
    north = ROBOT.replace('"robot"', '"north"\ntenant = "north"')
    mistaken(line, field, why, extra=north)


def test_an_unknown_kind_is_a_mistake_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r"line 5: receivers\[0\]\.kind: .*teams"):
        parse(ROBOT.replace("feishu", "teams"))


def test_a_circle_of_three_is_found_and_a_chain_is_none() -> None:
    def chain(*pairs: tuple[str, str]) -> str:
        blocks = []
        for name, after in pairs:
            line = f'next = "{after}"\ntake_within_s = 60\n' if after else ""
            blocks.append(ROBOT.replace('"robot"', f'"{name}"') + line)
        return "".join(blocks)

    assert parse(chain(("a", "b"), ("b", "c"), ("c", "")))
    with pytest.raises(ConfigError, match="circle: a -> b -> c -> a"):
        parse(chain(("a", "b"), ("b", "c"), ("c", "a")))
    with pytest.raises(ConfigError, match=r"receivers\[0\]\.next: .*circle: x -> a -> b -> a"):
        parse(chain(("x", "a"), ("a", "b"), ("b", "a")))


@pytest.mark.parametrize(
    ("kind", "url", "more"),
    [
        ("alertmanager", "https://x/api/v2/alerts", ""),
        ("slack", "https://x/services/T/B/x", ""),
        ("wecom", "https://x/send?key=1", ""),
        ("telegram", "https://x/bot1:a/sendMessage?chat_id=-1", ""),
        ("feishu", "https://x/hook", 'secret = "abc"'),
        ("dingtalk", "https://x/robot?access_token=1", 'secret = "SECabc"'),
        ("dingtalk", "https://x/robot?access_token=1", 'keyword = "rumor"'),
        ("slack", "https://x/services/T/B/x", 'secret = "of no use, and no harm"'),
    ],
)
def test_each_kind_needs_what_its_service_needs(kind: str, url: str, more: str) -> None:
    block = f'[[receivers]]\nname = "r"\nkind = "{kind}"\nurl = "{url}"\n{more}\n'
    (receiver,) = parse(block).receivers
    assert receiver.kind == kind


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
def test_a_robot_that_checks_needs_a_secret_or_a_keyword(kind: str) -> None:
    block = f'[[receivers]]\nname = "r"\nkind = "{kind}"\nurl = "https://x/hook"\n'
    for more in ("", 'keyword = " "\n'):
        with pytest.raises(ConfigError, match=r"line 2: receivers\[0\]\.name: .*keyword"):
            parse(block + more)
    with pytest.raises(ConfigError, match=r"line 5: receivers\[0\]\.secret: it is empty"):
        parse(block + 'secret = ""\n')


def test_a_telegram_bot_needs_a_chat() -> None:
    url = "https://api.telegram.org/bot1:a/sendMessage"
    with pytest.raises(ConfigError, match=r"line 4: receivers\[0\]\.url: it names no chat"):
        parse(f'[[receivers]]\nname = "r"\nkind = "telegram"\nurl = "{url}"\n')


def test_by_default_what_is_found_true_is_not_told() -> None:
    (receiver,) = parse(ROBOT).receivers
    assert receiver.verdicts == ("none", "unverified", "false", "misleading")
    assert (receiver.storm, receiver.language, receiver.catch_up_since_ms) == (20, "en", 0)


@pytest.mark.parametrize(
    ("written", "since_ms"),
    [
        ('"open"', 0),
        ('"none"', None),
        ('"1970-01-02T08:00:00+08:00"', 86_400_000),
        ("1970-01-02T00:00:00Z", 86_400_000),
    ],
)
def test_catch_up_is_a_word_or_a_time(written: str, since_ms: int | None) -> None:
    (receiver,) = parse(f"{ROBOT}catch_up = {written}\n").receivers
    assert receiver.catch_up_since_ms == since_ms
