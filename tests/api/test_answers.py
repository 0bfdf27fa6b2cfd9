"""Real answers, of an intake alone and of a whole system, against the schemas of the document."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import msgspec
import pytest
from starlette.responses import Response

from schemas.api.reports import Accepted
from schemas.api.status import Health
from streams.api import openapi
from streams.api.answers import Answer, response_of
from streams.api.routes import OPERATIONS, Operation
from streams.client import ApiError
from streams.store.reads.questions import Reads
from streams.store.reads.reports import report as read_report
from tests.support.intake import Intake
from tests.support.system import System, wait

DOCUMENT = json.loads(json.dumps(openapi.document()))
PATTERNS = {
    operation: re.compile(re.sub(r"\{\w+\}", "[^/]+", operation.path) + r"\Z")
    for operation in OPERATIONS
}
SAID = {"language": "zh", "link": "https://example.org/", "attributes": {"a": "b"}}
HOAX = "停水三天，大家赶紧存水"


def operation_of(method: str, path: str) -> Operation:
    bare = path.partition("?")[0]
    fitting = [o for o, p in PATTERNS.items() if o.method == method and p.match(bare)]
    return min(fitting, key=lambda operation: operation.path.count("{"))


def check(method: str, path: str, status: int, body: Any, content_type: str) -> None:
    """Fails where the document does not foresee the status, or not the body."""
    operation = operation_of(method, path)
    responses = DOCUMENT["paths"][operation.path][method.lower()]["responses"]
    assert str(status) in responses, f"{method} {path} answered {status}: {body}"
    kind = content_type.partition(";")[0]
    schema = responses[str(status)]["content"][kind].get("schema", {})
    whole = schema | {"components": DOCUMENT["components"]}
    jsonschema.validate(body, whole, jsonschema.Draft202012Validator)


REQUESTS: list[tuple[str, str, bytes | None, str | None]] = [
    ("POST", "/v1/reports", b'{"text":"a"}', "writer"),
    ("POST", "/v1/reports", b'{"text":"","more":1}', "writer"),
    ("POST", "/v1/reports", b"{", "writer"),
    ("POST", "/v1/reports/batch", b'[{"text":"a"},{}]', "writer"),
    ("POST", "/v1/reports/batch", b"[{}]", "writer"),
    ("POST", "/v1/reports/batch", b"[]", None),
    ("GET", "/v1/reports/00", None, "reader"),
    ("GET", "/v1/rumors", None, "reader"),
    ("GET", "/v1/rumors?limit=0", None, "reader"),
    ("GET", "/v1/rumors/00", None, "reader"),
    ("GET", "/v1/rumors/0123456789abcdef", None, "reader"),
    ("GET", "/v1/alerts", None, "writer"),
    ("POST", "/v1/rumors/0123456789abcdef/verdict", b'{"rating":"false"}', "analyst"),
    ("POST", "/v1/rumors/0123456789abcdef/verdict", b'{"rating":"x"}', "analyst"),
    ("POST", "/v1/receivers/nobody/test", b"", "operator"),
    ("POST", "/v1/deliveries/dlv_x/redeliver", b"", "operator"),
    ("GET", "/v1/rejects", None, "operator"),
    ("GET", "/v1/status", None, "reader"),
    ("GET", "/healthz", None, None),
    ("GET", "/readyz", None, None),
    ("GET", "/openapi.json", None, None),
]


@pytest.mark.parametrize(("method", "path", "body", "key"), REQUESTS)
def test_an_intake_alone_answers_as_documented(
    intake: Intake, method: str, path: str, body: bytes | None, key: str | None
) -> None:
    status, answer, headers = intake.call(method, path, body, key=key)
    check(method, path, status, answer, headers["content-type"])


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system with a rumor, a verdict, an alert that was told, and a reject."""
    system = System(tmp_path_factory.mktemp("lived"))
    system.start()
    reports: list[dict[str, Any]] = [
        {"text": HOAX, "reporter": f"p{n}", "channel": "sms"} for n in range(60)
    ]
    said: dict[str, Any] = {
        "language": "zh",
        "link": "https://example.org/",
        "attributes": {"a": "b"},
    }
    reports.append({"text": f"网传“{HOAX}”，是真的吗？", "external_id": "q", **said})
    for at in range(0, len(reports), 10):
        system.api.post("/v1/reports/batch", reports[at : at + 10])
    system.settle(len(reports))
    rumor = system.api.get("/v1/rumors")["items"][0]["rumor_id"]
    wait(lambda: "alert.raised" in delivered(system), 60, "no alert was delivered")
    system.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "false", "summary": "no"})
    # What is read twice is the same only once all is told that there is to tell.
    wait(lambda: "alert.corrected" in delivered(system), 60, "the verdict was not told")
    yield system
    system.stop()


def delivered(system: System) -> set[str]:
    """The types of what the desk was told."""
    told = system.api.get("/v1/deliveries")["items"]
    return {delivery["type"] for delivery in told if delivery["state"] == "delivered"}


def documented(system: System, path: str) -> Any:
    """An answer, after it was checked."""
    answer = system.api.get(path)
    check("GET", path, 200, answer, "application/json")
    return answer


def first_alert(system: System) -> Any:
    return documented(system, "/v1/alerts?min_level=watch")["items"][0]


def test_a_whole_system_answers_as_documented(lived: System) -> None:
    page = documented(lived, "/v1/rumors?sort=-reports&limit=1")
    rumor = page["items"][0]["rumor_id"]
    assert page["items"][0]["verdict"] == {"rating": "false", "summary": "no", "link": ""}
    assert documented(lived, f"/v1/rumors/{rumor}")["reports"] >= 60
    assert documented(lived, f"/v1/rumors/{rumor}/variants")["items"]
    spread = documented(lived, f"/v1/rumors/{rumor}/spread?by=channel")
    assert [series["name"] for series in spread["series"]][:1] == ["sms"]
    assert spread["series"][0]["points"]
    alert = first_alert(lived)
    assert alert["history"]
    assert alert["deliveries"]
    assert alert["verdict"]["rating"] == "false"
    # What is told of it meanwhile may come between the two reads, and does not come for ever.
    alone = f"/v1/alerts/{alert['alert_id']}"
    wait(lambda: documented(lived, alone) == first_alert(lived), 60, "the two reads differ")
    assert documented(lived, "/v1/deliveries")["items"][0]["attempts"]
    assert documented(lived, "/v1/rejects")["items"] == []
    status = documented(lived, "/v1/status")
    assert status["clickhouse"] == "ok"
    assert status["versions"]["clickhouse"][0].isdigit()
    assert documented(lived, "/readyz") == {"status": "ready"}


def test_a_report_is_found_with_its_verdict(lived: System) -> None:
    ids = [str(row[0]) for row in lived.database().execute("SELECT report_id FROM sightings")]
    answers = [documented(lived, f"/v1/reports/{id_}") for id_ in ids[:5]]
    assert {answer["status"] for answer in answers} == {"matched"}
    asked = lived.database().execute("SELECT report_id FROM sightings WHERE external_id = 'q'")
    answer = documented(lived, f"/v1/reports/{asked[0][0]}")
    assert {name: answer[name] for name in SAID} == SAID
    again = lived.api.post("/v1/reports", {"text": "something new"})["report_id"]
    assert documented(lived, f"/v1/reports/{again}")["status"] in ("pending", "matched")


def test_decisions_and_requests_answer_as_documented(lived: System) -> None:
    rumor = lived.api.get("/v1/rumors")["items"][0]["rumor_id"]
    delivery = lived.api.get("/v1/deliveries")["items"][0]["delivery_id"]
    for path, body, status in (
        (f"/v1/rumors/{rumor}/verdict", {"rating": "false"}, 201),
        (f"/v1/deliveries/{delivery}/redeliver", None, 202),
        ("/v1/receivers/desk/test", None, 202),
    ):
        check("POST", path, status, lived.api.post(path, body), "application/json")
    with pytest.raises(ApiError) as caught:
        lived.api.post(f"/v1/rumors/{rumor}/verdict", {"rating": "true"}, if_match='"old"')
    assert caught.value.status == 412
    check("POST", f"/v1/rumors/{rumor}/verdict", 412, caught.value.body, "application/problem+json")
    assert caught.value.body["current"]["verdict"]["rating"] == "false"


def test_nothing_that_the_store_answers_is_lost_on_the_way(lived: System) -> None:
    reads = Reads(lived.database())
    rumor = lived.api.get("/v1/rumors")["items"][0]["rumor_id"]
    report = str(lived.database().execute("SELECT report_id FROM sightings LIMIT 1")[0][0])
    for path, found in (
        (f"/v1/rumors/{rumor}", reads.rumor("main", rumor)),
        (f"/v1/reports/{report}", reads.of(read_report, "main", report)),
        (f"/v1/rumors/{rumor}/variants", reads.variants("main", rumor, limit=50, cursor="")),
        ("/v1/rejects", reads.rejects("main", limit=50, cursor="")),
    ):
        assert found is not None
        assert _within(found, lived.api.get(path)), path


def _within(found: Any, answer: Any) -> bool:
    """Whether an answer holds everything that was found."""
    if isinstance(found, dict):
        return all(name in answer and _within(found[name], answer[name]) for name in found)
    if isinstance(found, list):
        return len(found) == len(answer) and all(map(_within, found, answer))
    return bool(found == answer)


def test_a_struct_has_its_operations_status_and_an_answer_may_have_its_own() -> None:
    assert response_of(Accepted("a"), 202).status_code == 202
    answered = response_of(Answer(Health("no"), {"x-a": "b"}, status=503), 200)
    assert (answered.status_code, answered.headers["x-a"]) == (503, "b")
    assert msgspec.json.decode(answered.body) == {"status": "no"}
    page = Response("text")
    assert response_of(page, 202) is page
