"""A config file that is spoilt or gone while alerts come, and a receiver that is missing from it:
nothing is dropped.
"""

import time
from typing import Any

from tests.support import cli, configs
from tests.support.players import surge
from tests.support.processes import ended, ready
from tests.support.system import System
from tests.support.waiting import wait

HOAX = "微信聊天记录要全部删掉，否则会被封群封号，请马上转给所有的家人和朋友"


def config_error(system: System) -> str:
    return system.api.get("/v1/status")["config_error"] or ""


def said(system: System, *words: str) -> int:
    """How many lines hold all of these words."""
    return sum(all(word in line for word in words) for line in system.lines)


def test_no_alert_is_dropped_while_the_config_file_is_spoilt_or_gone(system: System) -> None:
    good = system.config.read_text()
    system.config.write_text(good + '\n[policy]\nmin_level = "huge"\n')
    wait(lambda: "min_level" in config_error(system), 60, "status does not say it")
    status, body = ready(system.url)
    assert status == 200  # the last good one is in force
    assert "min_level" in body["config_error"]
    mistake = ("the config file cannot be used", "min_level")
    wait(lambda: said(system, *mistake) == 2, 60, "worker and intake do not both say it")
    system.config.unlink()
    wait(lambda: "gone" in config_error(system), 60, "status does not say that it is gone")
    assert said(system, *mistake) == 2, "it was said again"
    locks_out = cli.run("keys", "add", "other", env=system.environment())
    assert "put it back" in cli.refusal(locks_out)
    assert not system.config.exists()
    _restart_without_config(system)
    assert system.desk.received == []
    assert system.api.get("/v1/alerts")["items"] == []
    system.config.write_text(good)
    hooks = wait(lambda: system.desk.told(), 40, "the alert was dropped")
    assert hooks[0].type == "alert.raised"
    wait(lambda: config_error(system) == "", 60, "status still says it")
    assert ready(system.url) == (200, {"status": "ready"})


def _restart_without_config(system: System) -> None:
    """The worker starts again, a surge comes meanwhile: the worker waits out loud."""
    worker = system.children()["worker"]
    system.kill("worker")
    wait(lambda: ended([worker]), 60, "the worker lives")
    surge(system.api, HOAX)  # the intake holds the keys that it knew
    waits = ("waiting for the config file", '"level": "warning"')
    wait(lambda: said(system, *waits), 60, "it does not wait")
    time.sleep(1)  # a worker that did not wait would have told the surge by now


def test_a_pending_delivery_waits_for_its_receiver_through_a_restart(system: System) -> None:
    good = system.config.read_text()
    system.desk.refusing = True
    surge(system.api, HOAX)

    def pending(**receiver: str) -> list[dict[str, Any]]:
        return list(system.api.get("/v1/deliveries", state="pending", **receiver)["items"])

    wait(pending, 30, "nothing is pending")
    configs.write(system.config, good.replace('name = "desk"', 'name = "other"'))
    system.kill("worker")

    def waiting() -> list[dict[str, Any]]:
        return [item for item in pending(receiver="desk") if _waits_for_its_receiver(item)]

    waiting_id = wait(waiting, 60, "no delivery is shown as waiting")[0]["delivery_id"]
    assert system.api.get("/v1/deliveries", state="dead")["items"] == []
    system.desk.refusing = False
    configs.write(system.config, good)
    wait(
        lambda: waiting_id in {hook.body["id"] for hook in system.desk.told()},
        30,
        "it did not go on",
    )


def _waits_for_its_receiver(delivery: dict[str, Any]) -> bool:
    attempts = delivery["attempts"]
    return bool(attempts) and attempts[-1]["error"].startswith("waits for its receiver")
