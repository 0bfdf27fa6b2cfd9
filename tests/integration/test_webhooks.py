"""What a receiver gets of the whole system."""

import standardwebhooks

from tests.support import configs
from tests.support.desk import Desk
from tests.support.system import System
from tests.support.waiting import status_of, wait


def test_the_signature_of_a_real_webhook_verifies(system: System) -> None:
    with Desk() as second:
        before = system.config.read_text()
        configs.write(system.config, before, configs.receiver(second.url, name="second"))
        wait(
            lambda: status_of(lambda: system.api.post("/v1/receivers/second/test")) == 200,
            10,
            "the new receiver is not known",
        )
        hook = wait(lambda: second.told("ping"), 10, "the ping did not come")[0]
    verified = standardwebhooks.Webhook(configs.SECRET).verify(hook.content, hook.headers)
    assert verified["type"] == "ping"
    assert system.desk.received == [], "the other receiver was told, too"
