"""A hoax that warns of fakes, through the whole system:

it is carried, alerts, and its number cannot be searched for.
"""

import json
import time

from tests.support.system import System, status_of, wait

HOAX = "紧急提醒：小区门口出现虚假核酸点，抽血后身份被盗用，举报电话13800138000，大家互相转告"


def iso(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def test_a_hoax_about_fakes_alerts_and_hides_its_number(system: System) -> None:
    api, now = system.api, time.time()
    batch = [
        {
            "text": HOAX,
            "reporter": f"reader-{n}",
            "channel": "wechat",
            "observed_at": iso(now - 80 + 2 * n),
        }
        for n in range(40)
    ]
    answer = api.send_batch(json.dumps(batch[:39]).encode(), repeat="")
    assert answer["accepted"] == 39
    system.settle(39)
    api.send_batch(json.dumps(batch[39:]).encode(), repeat="")
    system.settle(40)
    rumor = api.get(f"/v1/reports/{answer['report_ids'][0]}")
    assert rumor["stance"] == "carries"
    wait(lambda: api.get("/v1/alerts")["items"], 30, "a hoax about fakes raises no alert")
    assert [item["rumor_id"] for item in api.get("/v1/rumors", query="核酸")["items"]] == [
        rumor["rumor_id"]
    ]
    assert api.get("/v1/rumors", query="1380013")["items"] == []
    variants = api.get(f"/v1/rumors/{rumor['rumor_id']}/variants")["items"]
    assert "13800138000" not in json.dumps(variants)
    assert status_of(lambda: api.get("/v1/rumors", query="电话")) == 200
