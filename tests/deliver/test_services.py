"""Every kind over a real connection, to a service that holds its documented rules."""

import pytest

from streams.config.receivers import Receiver
from streams.core.receivers.kinds import KINDS
from streams.core.receivers.tellings import Manner
from streams.deliver.attempt import attempt
from tests.support.services import CHECKS, Listening, Service
from tests.support.tellings import EXAMPLES

SECRETS = {"feishu": "aSecret", "dingtalk": "SECaSecret"}


def receiver(service: Service, secret: str) -> Receiver:
    return Receiver(name="r", url=service.url, kind=service.kind, secret=secret, allow_private=True)


@pytest.mark.parametrize("kind", CHECKS)
async def test_every_kind_is_taken_by_its_service(kind: str) -> None:
    secret = SECRETS.get(kind, "")
    with Listening(Service(kind, secret=secret)) as service:
        for told in EXAMPLES.values():
            body = KINDS[kind].body(told, manner=Manner(language="zh"))
            result = await attempt(body, "dlv_1", receiver(service, secret))
            assert (result.status, result.error) == (200, "")
    assert len(service.got) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("kind", "wait"),
    [("slack", "30"), ("telegram", "7"), ("dingtalk", "600"), ("wecom", "60"), ("feishu", "60")],
)
async def test_a_service_that_has_enough_says_how_long_to_wait(kind: str, wait: str) -> None:
    with Listening(Service(kind, now=lambda: 1_700_000_000.0)) as service:
        body = KINDS[kind].body(EXAMPLES["ping"], manner=Manner())
        service.times.extend([1_700_000_000.0] * 100)
        result = await attempt(body, "dlv_1", receiver(service, ""))
    assert result.error
    assert result.retry_after == wait
    assert "aSecretToken" not in result.error


@pytest.mark.parametrize("kind", SECRETS)
async def test_a_wrong_signature_is_a_failure_with_the_services_own_words(kind: str) -> None:
    with Listening(Service(kind, secret="another")) as service:
        body = KINDS[kind].body(EXAMPLES["raised"], manner=Manner())
        result = await attempt(body, "dlv_1", receiver(service, SECRETS[kind]))
    assert result.status == 200
    assert "sign" in result.error
