"""A hoax that warns of fakes, through the whole system: it is carried, it alerts, and its number
cannot be searched for.
"""

import json

from tests.support.players import surge
from tests.support.system import System
from tests.support.waiting import status_of, wait

HOAX = "紧急提醒：小区门口出现虚假核酸点，抽血后身份被盗用，举报电话13800138000，大家互相转告"


def test_a_hoax_about_fakes_alerts_and_hides_its_number(system: System) -> None:
    api = system.api
    ids = surge(api, HOAX, people=40)
    system.settle(40)
    rumor = api.get(f"/v1/reports/{ids[0]}")
    assert rumor["stance"] == "carries"
    wait(lambda: api.get("/v1/alerts")["items"], 30, "a hoax about fakes raises no alert")
    found = api.get("/v1/rumors", query="核酸")["items"]
    assert [item["rumor_id"] for item in found] == [rumor["rumor_id"]]
    assert api.get("/v1/rumors", query="1380013")["items"] == []
    variants = api.get(f"/v1/rumors/{rumor['rumor_id']}/variants")["items"]
    assert "13800138000" not in json.dumps(variants)
    assert status_of(lambda: api.get("/v1/rumors", query="电话")) == 200
