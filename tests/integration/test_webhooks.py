"""What a receiver gets of the whole system."""

from contextlib import ExitStack

import standardwebhooks

from tests.support import configs
from tests.support.desk import Desk
from tests.support.players import post_batch
from tests.support.services import CHECKS, Listening, Service
from tests.support.system import System
from tests.support.waiting import status_of, wait


def test_the_signature_of_a_real_webhook_verifies(system: System) -> None:
    with Desk() as second:
        before = system.config.read_text()
        configs.write(system.config, before, configs.receiver(second.url, name="second"))
        wait(
            lambda: status_of(lambda: system.api.post("/v1/receivers/second/test")) == 200,
            60,
            "the new receiver is not known",
        )
        hook = wait(lambda: second.told("ping"), 60, "the ping did not come")[0]
    verified = standardwebhooks.Webhook(configs.SECRET).verify(hook.content, hook.headers)
    assert verified["type"] == "ping"
    assert system.desk.received == [], "the other receiver was told, too"


def test_every_kind_hears_of_a_surge_and_a_new_receiver_of_what_is_open(system: System) -> None:
    text = "从今晚8点开始，全市超市停止营业，赶紧去囤货，否则买不到！"
    reports = [
        {"text": text, "reporter": f"kinds-{number}", "channel": "sms", "place": "成都"}
        for number in range(60)
    ]
    before = system.config.read_text()
    with ExitStack() as stack:
        services = [
            stack.enter_context(Listening(Service(kind, secret=configs.SECRET))) for kind in CHECKS
        ]
        blocks = [
            configs.receiver(one.url, name=one.kind, kind=one.kind, places=["成都"])
            for one in services
        ]
        elsewhere = stack.enter_context(Desk())
        away = configs.receiver(elsewhere.url, name="elsewhere", places=["北京"])
        configs.write(system.config, before, *blocks, away)
        wait(
            lambda: status_of(lambda: system.api.post("/v1/receivers/elsewhere/test")) == 200,
            60,
            "the receivers are not known",
        )
        assert post_batch(system.api, reports)["accepted"] == 60
        wait(lambda: all(one.got for one in services), 60, "somebody heard nothing")
        late = stack.enter_context(Desk())
        new = configs.receiver(late.url, name="late", places=["成都"])
        configs.write(system.config, before, *blocks, away, new)
        wait(lambda: late.told("alert.raised"), 60, "the new receiver was not told what is open")
        assert late.told()[0].data["links"]["rumor"].startswith(f"{system.url}/rumors/")
        assert [hook.type for hook in elsewhere.received] == ["ping"]
    configs.write(system.config, before)


def test_a_surge_that_comes_to_a_place_is_told_there(system: System) -> None:
    text = "长江大桥今晚封闭检修，两岸居民请勿出行，违者罚款两千元！"

    def sent(place: str, count: int) -> None:
        reports = [
            {"text": text, "reporter": f"{place}-{number}", "channel": "sms", "place": place}
            for number in range(count)
        ]
        assert post_batch(system.api, reports)["accepted"] == count

    before = system.config.read_text()
    with Desk() as chengdu, Desk() as wuhan:
        configs.write(
            system.config,
            before,
            configs.receiver(chengdu.url, name="chengdu", places=["成都"]),
            configs.receiver(wuhan.url, name="wuhan", places=["武汉"]),
        )
        wait(
            lambda: status_of(lambda: system.api.post("/v1/receivers/wuhan/test")) == 200,
            60,
            "the receivers are not known",
        )
        sent("成都", 60)
        wait(lambda: chengdu.told("alert.raised"), 60, "the surge was not told")
        sent("武汉", 2)
        hook = wait(lambda: wuhan.told("alert.raised"), 30, "it was not told where it came to")[0]
        places = [share["name"] for share in hook.data["places"]]
        assert (hook.data["text"], places) == (text, ["成都", "武汉"])
        assert [one.type for one in chengdu.received] == ["alert.raised"]
    configs.write(system.config, before)
