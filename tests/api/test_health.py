"""Health, documents, and what is said while ClickHouse is away."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.intake import Intake, serving
from tests.support.system import wait


def test_reads_say_503_while_clickhouse_is_away_and_pending_is_not_guessed(intake: Intake) -> None:
    status, problem, headers = intake.call("GET", "/v1/rumors", key="reader")
    assert (status, problem["type"].rpartition(":")[2]) == (503, "store_unavailable")
    assert headers["retry-after"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/rumors?limit=0",
        "/v1/rumors?sort=up",
        "/v1/rumors?foo=1",
        "/v1/deliveries?from=monday",
        "/v1/rumors?verdict=maybe",
    ],
)
def test_bad_queries_are_named(intake: Intake, path: str) -> None:
    status, problem, _ = intake.call("GET", path, key="reader")
    assert status == 422
    assert problem["errors"][0]["pointer"].startswith("?")


def test_health_metrics_and_documents(intake: Intake) -> None:
    assert intake.call("GET", "/healthz", key=None)[0] == 200
    assert b"rumor_reports_accepted_total" in intake.call("GET", "/metrics", key=None)[1]
    assert intake.call("GET", "/openapi.json", key=None)[1]["openapi"] == "3.1.0"
    assert b"/v1/reports" in intake.call("GET", "/docs", key=None)[1]


def test_the_status_shows_what_is_away(intake: Intake) -> None:
    status = intake.call("GET", "/v1/status", key="reader")[1]
    assert status["clickhouse"] == "away"
    assert status["versions"]["clickhouse"] is None
    assert status["versions"]["python"].startswith("3.")
    assert status["steps"]["cluster"]["lag"] >= 0


def test_a_config_file_that_is_spoilt_is_named_and_the_old_one_holds(tmp_path: Path) -> None:
    with serving(tmp_path, ("writer",)) as intake:
        assert intake.call("GET", "/readyz", key=None)[1] == {"status": "ready"}
        (tmp_path / "c.toml").write_text("[[keys]\n")
        error = wait(
            lambda: intake.call("GET", "/readyz", key=None)[1].get("config_error"), 10, "unseen"
        )
        assert "stays in force" in error
        assert intake.call("GET", "/readyz", key=None)[1]["status"] == "ready"
        assert intake.post({"text": "a"})[0] == 202


def test_what_is_hardly_meant_in_the_config_file_is_in_the_status(tmp_path: Path) -> None:
    with serving(tmp_path, ("writer", "reader")) as intake:
        assert intake.call("GET", "/v1/status", key="reader")[1]["config_warnings"] == []
        with (tmp_path / "c.toml").open("a") as file:
            file.write("\n[policy.ctiy]\nmin_reports = 5\n")
        [warning] = wait(
            lambda: intake.call("GET", "/v1/status", key="reader")[1]["config_warnings"],
            10,
            "unseen",
        )
        assert warning.endswith("policy.ctiy: no key is of this tenant")


def test_an_intake_on_a_full_disk_is_not_ready_to_take_what_it_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 1 << 40
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=1 << 41, free=free))
    with serving(tmp_path, ("writer",)) as intake:
        assert intake.call("GET", "/readyz", key=None)[0] == 200
        free = 1 << 20
        wait(lambda: intake.post({"text": "a"})[0] == 503, 10, "it takes reports on a full disk")
        status, body, _ = intake.call("GET", "/readyz", key=None)
        assert (status, "disk" in body["status"]) == (503, True)
        assert intake.call("GET", "/healthz", key=None)[0] == 200, "nobody has to start it again"
        free = 1 << 40
        ready = {"status": "ready"}
        wait(lambda: intake.call("GET", "/readyz", key=None)[1] == ready, 10, "it stays unready")
        assert intake.post({"text": "a"})[0] == 202
